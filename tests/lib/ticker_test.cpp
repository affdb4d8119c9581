// ticker in virtual time. stop and reset behave as in Go since 1.23.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/duration.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <stdexcept>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace ticker_test {

using namespace std::chrono_literals;
using ctx::clock;
using ctx::duration;
using ctx::sleep_for;
using ctx::ticker;
using ctx_test::in_bubble;

// True if nothing can be received from `c` at this moment.
bool silent(const ctx::channel<clock::time_point>& c) {
    return select(ctx::recv(c), ctx::default_case) == 1;
}

TEST_CASE("a ticker sends the time once in each period") {
    in_bubble([] {
        const auto start = clock::now();
        const ticker t(10ms);

        for (int i = 1; i <= 5; ++i) {
            CHECK(t.c().receive() == start + i * 10ms);
        }
    });
}

TEST_CASE("a slow receiver misses ticks and gets the next one at its time") {
    in_bubble([] {
        const auto start = clock::now();
        const ticker t(10ms);

        sleep_for(505ms);

        CHECK(t.c().receive() == start + 10ms);  // the tick that waited
        CHECK(silent(t.c()));
        CHECK(t.c().receive() == start + 510ms);
        CHECK(t.c().receive() == start + 520ms);
    });
}

TEST_CASE(
    "a stopped ticker sends no more ticks and does not close its channel") {
    in_bubble([] {
        const ticker t(10ms);
        sleep_for(25ms);

        t.stop();
        CHECK(silent(t.c()));
        sleep_for(1h);

        CHECK(silent(t.c()));
    });
}

TEST_CASE("a reset ticker ticks with the new period, counted from the reset") {
    in_bubble([] {
        const auto start = clock::now();
        const ticker t(10ms);
        sleep_for(25ms);

        t.reset(7ms);

        CHECK(silent(t.c()));
        CHECK(t.c().receive() == start + 32ms);
        CHECK(t.c().receive() == start + 39ms);
    });
}

TEST_CASE("a reset starts a stopped ticker again") {
    in_bubble([] {
        const ticker t(10ms);
        t.stop();
        sleep_for(1s);
        const auto start = clock::now();

        t.reset(10ms);

        CHECK(t.c().receive() == start + 10ms);
    });
}

TEST_CASE(
    "a ticker throws invalid_argument for a period that is not positive") {
    for (const auto period : {duration(0), duration(-1), duration::min()}) {
        CHECK_THROWS_AS(ticker{period}, std::invalid_argument);

        const ticker t(1h);
        CHECK_THROWS_AS(t.reset(period), std::invalid_argument);
    }
}

}  // namespace ticker_test
