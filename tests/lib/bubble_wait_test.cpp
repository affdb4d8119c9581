// bubble_wait and bubble_sleep: waiting until no other goroutine of the bubble
// can go on.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <ctx/bubble.hpp>

#include <ctx/ctx.hpp>
#include <stdexcept>

#include "tests/support/in_bubble.hpp"
#include "tests/support/reports.hpp"

namespace bubble_wait_test {

using namespace ctx;
using namespace std::chrono_literals;
using ctx_test::in_bubble;

TEST_CASE("bubble_wait returns in no time once all others block or end") {
    in_bubble([] {
        const channel<int> c;
        int seen = 0;
        go([&] { seen = *c.receive(); });
        go([c] { c.send(7); });
        const auto before = clock::now();
        bubble_wait();
        CHECK(seen == 7);
        CHECK(clock::now() == before);
    });
}

TEST_CASE("bubble_wait returns after the functions of a done context") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        bool ran = false;
        const auto stop = after_func(c, [&] { ran = true; });
        bubble_wait();
        CHECK_FALSE(ran);
        cancel();
        bubble_wait();
        CHECK(ran);
    });
}

TEST_CASE("bubble_wait lets the due timers fire, and no others") {
    in_bubble([] {
        const auto due = with_timeout(background(), 1s);
        const auto later = with_timeout(background(), 1s + 1ns);
        sleep_for(1s);
        bubble_wait();
        CHECK(due.child.err() == errc::deadline_exceeded);
        CHECK_FALSE(later.child.err());
    });
}

TEST_CASE("bubble_wait counts a sleeping goroutine as blocked") {
    in_bubble([] {
        wait_group wg;
        wg.go([] { sleep_for(1h); });
        bubble_wait();
        CHECK(clock::now().time_since_epoch() == 0ns);
        wg.wait();
    });
}

TEST_CASE("bubble_wait throws while another goroutine is in it") {
    in_bubble([] {
        wait_group wg;
        wg.go([] { bubble_wait(); });
        wg.go([] { CHECK_THROWS_AS(bubble_wait(), std::logic_error); });
        wg.wait();
    });
}

TEST_CASE("bubble_wait throws outside of a bubble") {
    CHECK_THROWS_AS(bubble_wait(), std::logic_error);
    ctx_test::check_clean(
        run([] { CHECK_THROWS_AS(bubble_wait(), std::logic_error); }));
}

TEST_CASE("bubble_wait still returns after main has returned") {
    bool went_on = false;
    const auto report = bubble([&] {
        go([&] {
            bubble_wait();
            went_on = true;
        });
        sleep_for(0s);
    });
    CHECK(went_on);
    CHECK(report.leaks.empty());
}

TEST_CASE("bubble_sleep returns after the goroutines that wake with it") {
    in_bubble([] {
        bool done = false;
        wait_group wg;
        sleep_for(1ns);  // so that the goroutine below is the later sleeper
        wg.go([&] {
            sleep_for(1s);
            yield();  // lets a goroutine that only sleeps go on
            done = true;
        });
        bubble_sleep(1s);
        CHECK(done);
        CHECK(clock::now().time_since_epoch() == 1s + 1ns);
        wg.wait();
    });
}

TEST_CASE(
    "a timeout is done after a bubble_sleep of its length, in any order") {
    const auto result = explore(
        [] {
            const auto [c, cancel] = with_timeout(background(), 1s);
            bool ran = false;
            const auto stop = after_func(c, [&] { ran = true; });
            bubble_sleep(1s);
            expect(c.err() == errc::deadline_exceeded && ran,
                   "the timeout and its function are done");
        },
        [](const explored& run) { CHECK_FALSE(run.failure); });
    CHECK(result.complete);
}

TEST_CASE("bubble_sleep of no time waits as bubble_wait") {
    in_bubble([] {
        bool ran = false;
        wait_group wg;
        wg.go([&] { ran = true; });
        bubble_sleep(-1s);
        CHECK(ran);
        CHECK(clock::now().time_since_epoch() == 0ns);
        wg.wait();
    });
}

TEST_CASE("bubble_sleep outside of a bubble throws before it sleeps") {
    CHECK_THROWS_AS(bubble_sleep(24h), std::logic_error);
}

}  // namespace bubble_wait_test
