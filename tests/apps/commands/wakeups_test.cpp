// How often a lesson wakes at its pace: for its timers, and for nothing else.
// The system counts how often the program's threads stop to wait.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

#include "tests/apps/program.hpp"
#include "tests/support/sanitizers.hpp"

namespace wakeups_test {

using ctx_test::arguments;
using ctx_test::ctxdemo;
using ctx_test::outcome;

/// More than a lesson of two goroutines waits for besides time: for threads to
/// start and to end, and for their turns.
constexpr long without_timers = 40;

TEST_CASE("a paced lesson wakes only for its timers") {
    if (ctx_test::sanitized) {
        std::puts("skipped: the sanitizers' own threads wake as well");
        return;
    }
    struct row {
        const char* name;
        arguments args;
        long timers;  // as many as the worker prints lines
    };
    const row rows[] = {
        // One wakeup too many for each would be 400.
        {"many short ones",
         {"cancel", "--work", "5ms", "--stop-after", "1s"},
         200},
        // One that looks for something every 50 ms would see it 60 times.
        {"a single long one",
         {"cancel", "--work", "3s", "--stop-after", "3s"},
         1},
        {"many, ten times as fast",
         {"cancel", "--work", "50ms", "--stop-after", "10s", "--speed", "10"},
         200},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            const outcome got = ctxdemo(row.args);
            REQUIRE(got.code == 0);
            REQUIRE(std::count(got.out.begin(), got.out.end(), '\n') ==
                    row.timers + 1);
            // A busy machine may come too late to wait for a short one.
            CHECK(got.waits >= row.timers / 2);
            CHECK(got.waits <= row.timers + without_timers);
        }
    }
}

TEST_CASE("a lesson at full speed waits for no timer") {
    if (ctx_test::sanitized) {
        std::puts("skipped: the sanitizers' own threads wake as well");
        return;
    }
    const outcome got = ctxdemo(
        {"cancel", "--work", "5ms", "--stop-after", "1s", "--speed", "max"});
    REQUIRE(got.code == 0);
    CHECK(std::count(got.out.begin(), got.out.end(), '\n') == 201);
    CHECK(got.waits <= without_timers);
}

}  // namespace wakeups_test
