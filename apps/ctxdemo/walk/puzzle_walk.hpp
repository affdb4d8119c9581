// A puzzle: its schedules, and its texts around the run.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <ctx/schedule.hpp>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/schedule_tree.hpp"
#include "apps/ctxdemo/walk/judged_walk.hpp"
#include "lessons/support/catalog.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// A puzzle, in a language. All that its walks point to is in it.
class puzzle_walk {
public:
    /// Runs the program under every schedule. Walks begin with the run under
    /// `first`.
    ///
    /// Throws      usage_error if the program cannot follow `first`.
    puzzle_walk(const lessons::puzzle& p, lessons::language in,
                ctx::schedule first, const ctx::context& until);
    puzzle_walk(const puzzle_walk&) = delete;
    puzzle_walk& operator=(const puzzle_walk&) = delete;

    /// Returns a walk, which must not outlive this object.
    [[nodiscard]] judged_walk walk() const;

    /// Returns what is said after a run that went wrong.
    [[nodiscard]] std::vector<std::string> why(const run_view& w) const;

    /// Returns the task, a run, and whether it goes wrong.
    [[nodiscard]] std::string text(const run_view& w, const canvas& c) const;

private:
    [[nodiscard]] recording run(const ctx::schedule& s) const;
    [[nodiscard]] std::vector<std::string> task() const;

    const lessons::puzzle& of_;
    const lessons::language in_;
    const ctx::context until_;
    const program_sources sources_;
    const schedule_tree tree_;
    const std::optional<std::size_t> fewest_;
    const ctx::schedule first_;
};

}  // namespace ctxdemo
