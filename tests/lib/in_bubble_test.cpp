// in_bubble: whether the calling code is in virtual time.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/context.hpp>
#include <ctx/wait_group.hpp>
#include <thread>

#include "tests/support/reports.hpp"

namespace in_bubble_test {

using namespace ctx;
using namespace std::chrono_literals;

TEST_CASE("every goroutine of a bubble is in a bubble") {
    ctx_test::check_clean(bubble([] {
        CHECK(in_bubble());
        wait_group wg;
        wg.go([] { CHECK(in_bubble()); });
        wg.wait();
    }));
}

TEST_CASE("a function that a timer of a bubble calls is in a bubble") {
    ctx_test::check_clean(bubble([] {
        bool found = false;
        const auto [c, cancel] = with_timeout(background(), 1s);
        (void)after_func(
            c, [&] { found = in_bubble(); }, inline_executor());
        sleep_for(2s);
        CHECK(found);
    }));
}

TEST_CASE("a thread that a bubble starts is not in a bubble") {
    ctx_test::check_clean(
        bubble([] { std::jthread([] { CHECK_FALSE(in_bubble()); }).join(); }));
}

TEST_CASE("no goroutine is in a bubble in real time") {
    CHECK_FALSE(in_bubble());
    ctx_test::check_clean(run([] { CHECK_FALSE(in_bubble()); }));
    ctx_test::check_clean(run_on_fibers([] { CHECK_FALSE(in_bubble()); }));
}

TEST_CASE("a thread is not in a bubble after its bubble has ended") {
    ctx_test::check_clean(bubble([] {}));
    CHECK_FALSE(in_bubble());
}

}  // namespace in_bubble_test
