// A lesson that runs in real time wakes for its timers and for nothing else.
// The system counts how often the threads of the program stop to wait.
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

/// More waits than a lesson of two goroutines needs for anything but time: for
/// its threads to start and to end, and to take turns.
constexpr long without_timers = 40;

TEST_CASE("a paced lesson wakes only for its timers") {
    if (ctx_test::sanitized) {
        std::puts("skipped: the threads of a sanitizer wake as well");
        return;
    }
    struct row {
        const char* name;
        arguments args;
        long timers;  // the worker prints a line for each
    };
    const row rows[] = {
        // One extra wakeup for each timer would make 400.
        {"many short timers",
         {"cancel", "--work", "5ms", "--stop-after", "1s"},
         200},
        // A program that polls every 50 ms would wake 60 times.
        {"one long timer", {"cancel", "--work", "3s", "--stop-after", "3s"}, 1},
        {"many timers, ten times as fast",
         {"cancel", "--work", "50ms", "--stop-after", "10s", "--speed", "10"},
         200},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            const outcome got = ctxdemo(row.args);
            REQUIRE(got.code == 0);
            REQUIRE(std::count(got.out.begin(), got.out.end(), '\n') ==
                    row.timers + 1);
            // On a busy machine a short timer may fire before its wait.
            CHECK(got.waits >= row.timers / 2);
            CHECK(got.waits <= row.timers + without_timers);
        }
    }
}

TEST_CASE("a lesson at full speed waits for no timer") {
    if (ctx_test::sanitized) {
        std::puts("skipped: the threads of a sanitizer wake as well");
        return;
    }
    const outcome got = ctxdemo(
        {"cancel", "--work", "5ms", "--stop-after", "1s", "--speed", "max"});
    REQUIRE(got.code == 0);
    CHECK(std::count(got.out.begin(), got.out.end(), '\n') == 201);
    CHECK(got.waits <= without_timers);
}

}  // namespace wakeups_test
