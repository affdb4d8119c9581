// The data races of small programs. The sources that include this are compiled
// with the flags of ctx::watch.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <ctx/ctx.hpp>
#include <ctx/explore.hpp>
#include <ctx/watch.hpp>
#include <functional>
#include <string>
#include <vector>

namespace watched {

using program = std::function<void()>;

/// Reads a variable of a program.
template <class T>
void use(const T& value) {
    [[maybe_unused]] const T copy = value;
}

struct findings {
    ctx::exploration all;
    std::uint64_t racing = 0;           ///< the schedules with a data race
    std::uint64_t failed = 0;           ///< those that ended badly
    std::vector<ctx::data_race> races;  ///< of the first of these schedules
    ctx::schedule shown_by;             ///< that schedule
};

inline findings watch(const program& main, ctx::explore_options options = {}) {
    findings found;
    ctx::memory_watch memory;
    options.memory = &memory;
    found.all = ctx::explore(
        main,
        [&](const ctx::explored& run) {
            found.failed += run.failed() ? 1 : 0;
            if (memory.races().empty()) return;
            if (found.racing++ > 0) return;
            found.races = memory.races();
            found.shown_by = run.chosen;
        },
        options);
    CHECK(found.all.complete);
    return found;
}

/// A program, and whether two goroutines race in it.
struct row {
    const char* name;
    program main;
    bool races;
};

inline void check(const std::vector<row>& rows) {
    for (const row& r : rows) {
        SUBCASE(r.name) { CHECK((watch(r.main).racing > 0) == r.races); }
    }
}

constexpr bool ordered = false;
constexpr bool racing = true;

}  // namespace watched
