// What is wrong with a run of an exercise or a puzzle, and where it shows.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/judge/verdict.hpp"
#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/judge.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// A line of a source file.
struct source_line {
    const program_source* source = nullptr;
    std::uint32_t line = 0;  ///< counted from 1
};

/// What is wrong with a run. A recording shows no data race; the other faults
/// of a run that ends are found.
struct run_fault {
    /// deadlock, leak, exception, wrong_output or too_late; else solved.
    verdict_kind kind = verdict_kind::solved;

    /// deadlock, leak: the lines where the goroutines wait.
    std::vector<source_line> waiting = {};

    /// wrong_output: the first wrong line, counted from 0, and the line that
    /// should be there. One of the two outputs may end before. Lines for
    /// standard error are not counted, as they are no output.
    std::size_t wrong_line = 0;
    std::optional<std::string> expected = {};
    /// The same line among all that were printed, if it was.
    std::optional<std::size_t> wrong_print = {};

    explicit operator bool() const noexcept {
        return kind != verdict_kind::solved;
    }
};

/// Finds the first fault of a run, in the order of verdict_kind.
[[nodiscard]] run_fault fault_in(const recording& r, const lessons::judge& j);

/// Returns a sentence about a fault, which fault_in() found in `r`.
[[nodiscard]] std::string fault_text(const run_fault& f, const recording& r,
                                     const lessons::judge& j,
                                     lessons::language l);

}  // namespace ctxdemo
