// ctx::after and ctx::timer, mostly in virtual time. stop() and reset() behave
// as in Go 1.23 and later.
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

// Returns true if `c` has nothing to receive. If `c` has a time, receives the
// time and returns false.
bool silent(const ctx::channel<clock::time_point>& c) {
    return select(recv(c), default_case) == 1;
}

TEST_CASE("after(d) sends the time once, when d has passed") {
    in_bubble([] {
        const auto start = clock::now();
        const auto c = after(5ms);

        CHECK(c.receive() == start + 5ms);
        CHECK(clock::now() == start + 5ms);
        sleep_for(1h);
        CHECK(silent(c));
    });
}

TEST_CASE("after(d) sends nothing before d has passed") {
    in_bubble([] {
        const auto c = after(5ms);

        sleep_for(5ms - 1ns);
        CHECK(silent(c));
        sleep_for(1ns);
        CHECK_FALSE(silent(c));
    });
}

TEST_CASE("a late receive from after(d) gets the time at which d had passed") {
    in_bubble([] {
        const auto start = clock::now();
        const auto c = after(10ms);

        sleep_for(500ms);

        CHECK(c.receive() == start + 10ms);
    });
}

TEST_CASE("after(d) sends at once if d is zero or less") {
    in_bubble([] {
        const auto start = clock::now();

        CHECK(after(0s).receive() == start);
        CHECK(after(-5s).receive() == start);
        CHECK(after(duration::min()).receive() == start);
    });
}

TEST_CASE("a timer started with zero or less has fired when the call returns") {
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

TEST_CASE("stop and reset take back the time of a timer that was due at once") {
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

TEST_CASE("a reset to zero wakes a goroutine that waits for the timer") {
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

TEST_CASE("a timer of duration::max() does not overflow and fire at once") {
    in_bubble([] {
        sleep_for(1h);
        CHECK(select(recv(after(duration::max())), recv(after(25ms))) == 1);
    });
}

TEST_CASE("timers fire soonest first, in whatever order they were started") {
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

TEST_CASE("stopping some timers does not change when the others fire") {
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

TEST_CASE("a timer that is stopped before it fires sends nothing") {
    in_bubble([] {
        const timer t(5s);
        sleep_for(5s - 1ns);

        CHECK(t.stop());
        CHECK_FALSE(t.stop());
        sleep_for(1h);

        CHECK(silent(t.c()));
    });
}

TEST_CASE("stop returns false once the time has been received") {
    in_bubble([] {
        const timer t(5s);
        (void)t.c().receive();

        CHECK_FALSE(t.stop());
    });
}

TEST_CASE("stop takes back a time that was sent but not received") {
    in_bubble([] {
        const timer t(5s);
        sleep_for(6s);

        CHECK(t.stop());
        CHECK(silent(t.c()));
        CHECK_FALSE(t.stop());
    });
}

TEST_CASE("resetting a pending timer changes when it fires") {
    struct row {
        const char* name;
        duration to, want;
    };
    const row rows[] = {
        {"later", 10s, 11s}, {"sooner", 1s, 2s}, {"at once", 0s, 1s}};
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

TEST_CASE("resetting a timer that has fired starts the timer again") {
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

TEST_CASE("reset takes back a time that was sent but not received") {
    in_bubble([] {
        const auto start = clock::now();
        const timer t(1s);
        sleep_for(2s);

        CHECK(t.reset(1h));
        CHECK(silent(t.c()));

        CHECK(t.c().receive() == start + 2s + 1h);
    });
}

TEST_CASE("a goroutine that waits for a reset timer wakes at the new time") {
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

TEST_CASE("a copy of a timer stops the timer and has the same channel") {
    in_bubble([] {
        const timer t(5s);
        const timer copy = t;

        CHECK(copy.stop());
        CHECK_FALSE(t.stop());
        CHECK(copy.c() == t.c());
    });
}

// Runs `arm` in a bubble, then blocks for ever. Returns the virtual time at
// which the bubble reports the deadlock. All pending timers fire before that,
// so the result is the time of the last timer that `arm` left pending, or zero
// if `arm` left none.
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

TEST_CASE("a dropped or stopped timer is no longer pending") {
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
        {"an after in a select that takes another case",
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
    "a timer stopped or reset to zero is not pending, even if it is kept") {
    std::optional<timer> kept;
    CHECK(time_of_deadlock([&] {
              kept.emplace(1h);
              kept->stop();
          }) == 0s);
    CHECK(time_of_deadlock([&] {
              kept.emplace(1h);
              kept->reset(0s);
          }) == 0s);
}

TEST_CASE("canceling a timeout stops its timer, even if the context is kept") {
    ctx::cancelable kept;
    CHECK(time_of_deadlock([&] {
              kept = with_timeout(ctx::background(), 1h);
              kept.cancel();
          }) == 0s);
    CHECK(time_of_deadlock(
              [&] { kept = with_timeout(ctx::background(), 1h); }) == 1h);
}

TEST_CASE("outside a bubble, timers and tickers do not fire early") {
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

TEST_CASE(
    "outside a bubble, a timer stopped at any moment sends nothing more") {
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
