// Kinds of transcripts, so that many can be printed in little space.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/run/transcripts.hpp"

namespace ctxdemo {

/// Transcripts that have the same lines in another order, and end in the same
/// way.
///
/// Lifetime    the `transcripts` must outlive it.
struct output_kind {
    std::vector<const transcript*> all;  ///< in the order of the transcripts
    std::uint64_t schedules = 0;         ///< of all of them together
    std::uint64_t leaving = 0;           ///< likewise
};

/// Returns the kinds, in the order of their first transcripts.
[[nodiscard]] std::vector<output_kind> kinds_of(const transcripts& found);

/// Returns the names of the goroutines that `t` leaves behind, each once.
[[nodiscard]] std::set<std::string> names_left(const transcript& t);

/// A letter for each line, so that a transcript is a word:
///
///     a  worker
///     b  worker2
///     c  over          0001: abbabac
///
/// Lifetime    the `transcripts` must outlive it.
class alphabet {
public:
    /// Gives the lines of all transcripts letters, in their order.
    explicit alphabet(const transcripts& found);

    /// Returns true if there is a letter for each line. If not, only lines()
    /// may be called.
    [[nodiscard]] bool suffices() const noexcept;

    /// Returns the lines, each once.
    [[nodiscard]] const std::vector<std::string_view>& lines() const noexcept {
        return lines_;
    }

    /// Returns the letter of lines()[number].
    [[nodiscard]] char letter(std::size_t number) const;

    /// Returns the letters of the lines of `t`: "abbabac".
    [[nodiscard]] std::string spelled(const transcript& t) const;

    /// Returns how often each line is in `t`: "3a 3b 1c".
    [[nodiscard]] std::string counted(const transcript& t) const;

private:
    std::vector<std::string_view> lines_;
    std::map<std::string_view, std::size_t> numbers_;  // places in lines_
};

}  // namespace ctxdemo
