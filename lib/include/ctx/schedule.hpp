// A schedule of a program, and running the program under it again.
//
//     ctx::replay r(run.chosen);
//     ctx::bubble_options options;
//     options.choose = std::ref(r);
//     ctx::bubble(main, options);
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ctx/bubble.hpp"
#include "ctx/detail/export.hpp"

namespace ctx {

/// The choices of one run, in order. Any choice after the listed ones is 0.
/// The empty schedule is the canonical one, of a bubble without
/// bubble_options::choose.
///
/// Threads     as any value: concurrent reads are safe.
class schedule {
public:
    /// Makes the canonical schedule.
    schedule() = default;

    /// Makes a schedule of `choices`. Zeros at the end are dropped.
    CTX_EXPORT explicit schedule(std::vector<std::size_t> choices);

    /// Returns the choices, up to the last that is not 0.
    [[nodiscard]] const std::vector<std::size_t>& choices() const noexcept {
        return choices_;
    }

    /// Returns true if both have the same choices.
    friend bool operator==(const schedule&, const schedule&) = default;

private:
    std::vector<std::size_t> choices_;
};

/// Returns the printed form, which has one character for each choice: "0",
/// "0012". The characters are 0 to 9, then a for 10 up to y for 34. A z before
/// a character adds 35 to it.
///
/// Throws      std::bad_alloc.
[[nodiscard]] CTX_EXPORT std::string to_string(const schedule& s);

/// Reads the printed form of a schedule.
///
/// Errors      std::nullopt if `text` is not such a form.
/// Throws      std::bad_alloc.
[[nodiscard]] CTX_EXPORT std::optional<schedule> parse_schedule(
    std::string_view text);

/// Chooses as a schedule says, and records what there was to choose from.
///
/// Threads     one at a time, as a bubble does.
/// Lifetime    a replay is for one run, and must outlive it if passed by
///             reference.
class replay {
public:
    /// Makes a replay of `s`.
    explicit replay(schedule s) : schedule_(std::move(s)) {}

    /// Returns the next choice of the schedule. Returns 0 after its last one,
    /// and where the choice of the schedule is not among the ways of `c`.
    CTX_EXPORT std::size_t operator()(const choice& c);

    /// Returns the number of ways at each choice made so far.
    [[nodiscard]] const std::vector<std::size_t>& ways() const noexcept {
        return ways_;
    }

    /// Returns true if all choices of the schedule have been made.
    [[nodiscard]] bool finished() const noexcept {
        return ways_.size() >= schedule_.choices().size();
    }

    /// Returns the number, counted from 1, of the first choice for which the
    /// run had no such way; std::nullopt if the schedule has fit so far.
    [[nodiscard]] std::optional<std::size_t> misfit() const noexcept {
        return misfit_;
    }

private:
    schedule schedule_;
    std::vector<std::size_t> ways_;
    std::optional<std::size_t> misfit_;
};

}  // namespace ctx
