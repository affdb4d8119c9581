// The run of an exercise or a puzzle in the walk's run screen: at a terminal,
// or as text.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <ctx/schedule.hpp>
#include <functional>
#include <optional>

#include "apps/ctxdemo/exercise/verdict_text.hpp"
#include "apps/ctxdemo/judge/workshop.hpp"
#include "apps/ctxdemo/screen/terminal.hpp"
#include "lessons/support/catalog.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Judges `source.file`, and shows its run: the run of the verdict's
/// schedule, and without a fault the canonical run. A program that does not
/// compile, or cannot be run to its end, has no such run; the verdict is
/// printed instead.
///
/// `plain`     prints the verdict and the run as text.
/// Returns     the exit code: 0, or 1 if there is no run to show.
/// Throws      usage_error if the file cannot be read, if there is no compiler,
///             or if there is no terminal and not `plain`.
int walk_exercise(const judged_source& source, lessons::language in,
                  bool plain);

/// Shows the run of a file that was judged, until the walk is left or `until`
/// is done.
///
/// Precondition   can_be_walked(j.result.kind).
void show_walk(terminal& screen, const judged_source& source, const judged& j,
               lessons::language in, const ctx::context& until);

/// How break_puzzle() shows a puzzle.
struct break_options {
    bool plain = false;  ///< prints the run of `schedule` as text

    /// The run to begin with; with `plain`, the only one. Without it the
    /// canonical run.
    std::optional<ctx::schedule> schedule = {};

    /// Is called when the shown run goes wrong for the first time.
    std::function<void()> solved = {};
};

/// Shows a run of a puzzle's program. The learner chooses at each tie until the
/// run goes wrong.
///
/// Returns     the exit code: 0 if a shown run went wrong, 1 if none did; at a
///             terminal 0.
/// Throws      usage_error if the program cannot follow the schedule, or if
///             there is no terminal and not `plain`.
int break_puzzle(const lessons::puzzle& p, lessons::language in,
                 const break_options& options);

}  // namespace ctxdemo
