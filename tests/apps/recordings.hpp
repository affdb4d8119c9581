// Recordings for tests: of lessons, or made by hand.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "tests/lessons/commands.hpp"

namespace ctx_test {

/// Returns a run of a lesson's command, such as {"cancel", "--work", "2s"}.
[[nodiscard]] inline ctxdemo::recording recording_of(
    const std::vector<std::string>& command, const ctx::schedule& chosen = {}) {
    const auto run = program_of(command);
    return ctxdemo::record(
        run.main,
        {.schedule = chosen, .limit = run.limit, .until = ctx::background()});
}

/// Returns the names of all lessons.
[[nodiscard]] inline std::vector<std::string> lesson_names() {
    std::vector<std::string> names;
    for (const auto& l : lessons::all_lessons()) names.push_back(l.name);
    return names;
}

/// Adds an event at `time`, by goroutine `by`, and finds the steps anew.
inline void add(ctxdemo::recording& r, ctx::duration time, std::uint32_t by,
                ctx::step what, const std::string& text = "",
                std::uint32_t object = 0, std::uint32_t other = 0) {
    ctx::event e;
    e.time = time;
    e.goroutine = by;
    e.what = what;
    e.text = text;
    e.object = object;
    e.other = other;
    r.events.push_back(e);
    ctxdemo::find_steps(r);
}

}  // namespace ctx_test
