// after and timer in virtual time. stop and reset behave as in Go since 1.23.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace timer_test {

using namespace std::chrono_literals;
using ctx::after;
using ctx::clock;
using ctx::default_case;
using ctx::duration;
using ctx::go;
using ctx::recv;
using ctx::sleep_for;
using ctx::ticker;
using ctx::timer;
using ctx_test::in_bubble;

// True if nothing can be received from `c` at this moment.
bool silent(const ctx::channel<clock::time_point>& c) {
    return select(recv(c), default_case) == 1;
}

TEST_CASE("after sends the time once, when its duration has passed") {
    in_bubble([] {
        const auto start = clock::now();
        const auto c = after(5ms);

        CHECK(c.receive() == start + 5ms);
        CHECK(clock::now() == start + 5ms);
        sleep_for(1h);
        CHECK(silent(c));
    });
}

TEST_CASE("after sends when its duration has passed and not before") {
    in_bubble([] {
        const auto c = after(5ms);

        sleep_for(5ms - 1ns);
        CHECK(silent(c));
        sleep_for(1ns);
        CHECK_FALSE(silent(c));
    });
}

TEST_CASE("after sends the time when it was due, not the time of the receive") {
    in_bubble([] {
        const auto start = clock::now();
        const auto c = after(10ms);

        sleep_for(500ms);

        CHECK(c.receive() == start + 10ms);
    });
}

TEST_CASE("after sends at once for a duration of zero or less") {
    in_bubble([] {
        const auto start = clock::now();

        CHECK(after(0s).receive() == start);
        CHECK(after(-5s).receive() == start);
        CHECK(after(duration::min()).receive() == start);
    });
}

TEST_CASE("a poll finds the time of a timer that was due when it was made") {
    const auto polls = [] {
        CHECK_FALSE(silent(after(0s)));
        CHECK_FALSE(silent(after(-5s)));
        CHECK_FALSE(silent(after(duration::min())));
        CHECK(silent(after(1h)));

        const timer t(0s);
        CHECK_FALSE(silent(t.c()));
        CHECK(silent(t.c()));
        CHECK_FALSE(t.reset(-1s));
        CHECK_FALSE(silent(t.c()));
    };
    SUBCASE("in a bubble") { in_bubble(polls); }
    SUBCASE("outside a bubble") { polls(); }
}

TEST_CASE(
    "stopping a timer that was due when it was made takes its time back") {
    in_bubble([] {
        const timer t(0s);

        CHECK(t.stop());
        CHECK(silent(t.c()));
        CHECK_FALSE(t.stop());

        CHECK_FALSE(t.reset(0s));
        CHECK(t.reset(0s));
        CHECK(t.reset(1s));
        CHECK(silent(t.c()));
        sleep_for(1s);
        CHECK_FALSE(silent(t.c()));
    });
}

TEST_CASE("resetting a timer to now wakes a goroutine that waits for it") {
    in_bubble([] {
        const auto start = clock::now();
        const timer t(1h);
        std::optional<clock::time_point> got;
        go([&] { got = t.c().receive(); });
        sleep_for(1s);

        CHECK(t.reset(0s));
        ctx::bubble_wait();

        CHECK(got == start + 1s);
        CHECK_FALSE(t.stop());
    });
}

TEST_CASE("a timer with the longest duration does not overflow into the past") {
    in_bubble([] {
        sleep_for(1h);
        CHECK(select(recv(after(duration::max())), recv(after(25ms))) == 1);
    });
}

TEST_CASE("timers go off in the order of their times, not in that of arming") {
    in_bubble([] {
        const int slots[] = {5, 3, 6, 6, 6, 1, 1, 2, 7, 9, 4, 8, 0};
        const auto start = clock::now();
        const ctx::channel<std::pair<int, duration>> results(13);
        for (const int slot : slots) {
            go([=, c = after(slot * 1s)] {
                results.send({slot, *c.receive() - start});
            });
        }
        int before = 0;
        for (std::size_t i = 0; i < std::size(slots); ++i) {
            const auto [slot, at] = results.receive().value();
            CHECK(slot >= before);
            CHECK(at == slot * 1s);
            before = slot;
        }
    });
}

TEST_CASE("stopping some timers does not change the times of the others") {
    const auto seed = std::random_device()();
    CAPTURE(seed);
    in_bubble([&] {
        std::mt19937 random(seed);
        const auto start = clock::now();
        std::multimap<duration, timer> pending;
        for (int i = 0; i < 500; ++i) {
            const duration d = 1s * (1 + random() % 1000);
            pending.emplace(d, timer(d));
        }
        std::erase_if(pending, [&](const auto& each) {
            return random() % 2 && each.second.stop();
        });

        for (const auto& [d, t] : pending) {
            CHECK(t.c().receive() == start + d);
            CHECK(clock::now() == start + d);
        }
    });
}

TEST_CASE("a timer sends the time once, when its duration has passed") {
    in_bubble([] {
        const auto start = clock::now();
        const timer t(5s);

        CHECK(t.c().receive() == start + 5s);
        sleep_for(1h);
        CHECK(silent(t.c()));
    });
}

TEST_CASE("a timer that is stopped before its time sends nothing") {
    in_bubble([] {
        const timer t(5s);
        sleep_for(5s - 1ns);

        CHECK(t.stop());
        CHECK_FALSE(t.stop());
        sleep_for(1h);

        CHECK(silent(t.c()));
    });
}

TEST_CASE("stopping a timer whose time was received does nothing") {
    in_bubble([] {
        const timer t(5s);
        (void)t.c().receive();

        CHECK_FALSE(t.stop());
    });
}

TEST_CASE("stopping a timer takes back a time that was not received") {
    in_bubble([] {
        const timer t(5s);
        sleep_for(6s);

        CHECK(t.stop());
        CHECK(silent(t.c()));
        CHECK_FALSE(t.stop());
    });
}

TEST_CASE("resetting a running timer moves its time") {
    struct row {
        const char* name;
        duration to, want;
    };
    const row rows[] = {
        {"later", 10s, 11s}, {"sooner", 1s, 2s}, {"to now", 0s, 1s}};
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            in_bubble([&] {
                const auto start = clock::now();
                const timer t(5s);
                sleep_for(1s);

                CHECK(t.reset(row.to));

                CHECK(t.c().receive() == start + row.want);
                sleep_for(1h);
                CHECK(silent(t.c()));
            });
        }
    }
}

TEST_CASE("resetting a timer that has gone off starts it again") {
    in_bubble([] {
        const auto start = clock::now();
        const timer t(1s);
        (void)t.c().receive();
        CHECK_FALSE(t.reset(1s));
        CHECK(t.c().receive() == start + 2s);

        CHECK_FALSE(t.stop());
        CHECK_FALSE(t.reset(1s));
        CHECK(t.c().receive() == start + 3s);
    });
}

TEST_CASE("resetting a timer takes back a time that was not received") {
    in_bubble([] {
        const auto start = clock::now();
        const timer t(1s);
        sleep_for(2s);

        CHECK(t.reset(1h));
        CHECK(silent(t.c()));

        CHECK(t.c().receive() == start + 2s + 1h);
    });
}

TEST_CASE("a reset timer wakes its waiter at the new time") {
    in_bubble([] {
        const auto start = clock::now();
        const timer t(1000h);
        std::optional<clock::time_point> got;
        go([&] { got = t.c().receive(); });
        sleep_for(1s);

        CHECK(t.reset(2000h));
        CHECK(t.reset(1s));
        sleep_for(1s + 1ns);

        CHECK(got == start + 2s);
    });
}

TEST_CASE("copies of a timer are the same timer") {
    in_bubble([] {
        const timer t(5s);
        const timer copy = t;

        CHECK(copy.stop());
        CHECK_FALSE(t.stop());
        CHECK(copy.c() == t.c());
    });
}

// Returns the virtual time at which a bubble reports a deadlock after `arm`. It
// is the time of the last timer that `arm` left behind.
duration time_of_deadlock(const std::function<void()>& arm) {
    duration reached = duration::max();
    const auto stuck = [&] {
        const auto start = clock::now();
        const ctx::defer note([&] { reached = clock::now() - start; });
        arm();
        (void)ctx::channel<int>(nullptr).receive();
    };
    CHECK_THROWS_AS(ctx::bubble(stuck), ctx::deadlock);
    return reached;
}

TEST_CASE(
    "dropping or stopping a timer, ticker or timeout leaves no timer behind") {
    struct row {
        const char* name;
        void (*arm)();
    };
    const row rows[] = {
        {"after", [] { (void)after(1h); }},
        {"a timer", [] { const timer t(1h); }},
        {"a stopped timer",
         [] {
             const timer t(1h);
             t.stop();
         }},
        {"a ticker", [] { const ticker t(1h); }},
        {"a timeout", [] { (void)with_timeout(ctx::background(), 1h); }},
        {"a select's after",
         [] {
             const ctx::channel<int> ready(1);
             ready.send(1);
             (void)select(recv(after(1h)), recv(ready));
         }},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) { CHECK(time_of_deadlock(row.arm) == 0s); }
    }
}

TEST_CASE(
    "a canceled timeout leaves no timer behind while its handle is kept") {
    ctx::cancelable kept;
    CHECK(time_of_deadlock([&] {
              kept = with_timeout(ctx::background(), 1h);
              kept.cancel();
          }) == 0s);
    CHECK(time_of_deadlock(
              [&] { kept = with_timeout(ctx::background(), 1h); }) == 1h);
}

TEST_CASE("timers outside a bubble go by the steady clock") {
    const auto start = clock::now();
    const timer t(2ms);
    const ticker ticks(1ms);

    const auto fired = t.c().receive();
    const auto ticked = ticks.c().receive();

    REQUIRE(fired.has_value());
    CHECK(*fired >= start + 2ms);
    REQUIRE(ticked.has_value());
    CHECK(*ticked >= start + 1ms);
    CHECK(clock::now() >= start + 2ms);
}

TEST_CASE("a timer outside a bubble may be stopped and reset at any moment") {
    const timer t(1h);
    for (int i = 0; i < 200; ++i) {
        t.reset(1ns * i);
        t.stop();
        CHECK(silent(t.c()));
    }
    const auto start = clock::now();
    CHECK_FALSE(t.reset(1ms));
    CHECK(t.c().receive().value() >= start + 1ms);
}

}  // namespace timer_test
