// group: how many goroutines run at a time.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctx/atomic.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/explore.hpp>
#include <ctx/group.hpp>
#include <latch>
#include <optional>
#include <stdexcept>

#include "tests/support/every_schedule.hpp"
#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace group_limit_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::clock;
using ctx::expect;
using ctx::group;
using ctx::sleep_for;
using ctx_test::in_bubble;
using ctx_test::in_every_schedule;

TEST_CASE("no more goroutines run at a time than the limit allows") {
    in_bubble([] {
        const auto start = clock::now();
        int running = 0, most = 0;
        group g;
        g.set_limit(10);
        for (int i = 0; i < 100; ++i) {
            g.go([&] {
                most = std::max(most, ++running);
                sleep_for(1s);
                --running;
            });
        }

        CHECK_FALSE(g.wait());

        CHECK(most == 10);
        CHECK(clock::now() - start == 10s);
    });
}

TEST_CASE("try_go starts a goroutine only if the limit leaves room") {
    in_bubble([] {
        const channel<int> finish;
        const auto wait = [&] { (void)finish.receive(); };
        const auto let_finish = [&](int n) {
            for (int i = 0; i < n; ++i) finish.send(1);
        };
        group g;
        g.set_limit(42);
        for (int i = 0; i < 42; ++i) CHECK(g.try_go(wait));
        CHECK_FALSE(g.try_go(wait));
        let_finish(42);
        CHECK_FALSE(g.wait());
        CHECK(g.try_go("late", wait));
        let_finish(1);
        CHECK_FALSE(g.wait());

        g.set_limit(1);
        CHECK(g.try_go(wait));
        CHECK_FALSE(g.try_go(wait));
        let_finish(1);
        CHECK_FALSE(g.wait());
    });
}

TEST_CASE("a limit of zero lets no goroutine run") {
    in_bubble([] {
        group g;
        g.set_limit(0);
        CHECK_FALSE(g.try_go([] { FAIL_CHECK("it runs"); }));
        CHECK_FALSE(g.wait());
    });
    const auto blocked = [] {
        group g;
        g.set_limit(0);
        g.go([] { FAIL_CHECK("it runs"); });
    };
    CHECK_THROWS_WITH_AS((void)ctx::bubble(blocked),
                         doctest::Contains("semaphore acquire"), ctx::deadlock);
}

TEST_CASE("a limit can be lifted") {
    in_bubble([] {
        group g;
        for (const auto lifted :
             {std::optional<std::size_t>(), std::optional<std::size_t>(-1)}) {
            g.set_limit(0);
            g.set_limit(lifted);
            for (int i = 0; i < 100; ++i) CHECK(g.try_go([] {}));
            CHECK_FALSE(g.wait());
        }
    });
}

TEST_CASE("set_limit throws while a goroutine runs that a limit counts") {
    in_bubble([] {
        group g;
        g.set_limit(2);
        g.go([] { sleep_for(1s); });
        CHECK_THROWS_AS(g.set_limit(3), std::logic_error);

        CHECK_FALSE(g.wait());
        CHECK_NOTHROW(g.set_limit(3));
    });
}

TEST_CASE("threads never exceed the limit") {
    std::atomic<int> running = 0, most = 0, ran = 0;
    std::latch three(3);
    ctx_test::check_clean(ctx::run([&] {
        group g(background());
        g.set_limit(3);
        for (int i = 0; i < 100; ++i) {
            g.go([&, i] {
                const int now = ++running;
                if (i < 3) three.arrive_and_wait();
                int seen = most;
                while (seen < now && !most.compare_exchange_weak(seen, now)) {
                }
                ++ran;
                --running;
            });
        }
        CHECK_FALSE(g.wait());
    }));
    CHECK(most == 3);
    CHECK(ran == 100);
}

TEST_CASE("in every schedule a limit of one runs one function at a time") {
    in_every_schedule([] {
        ctx::atomic<int> running = 0;
        group g(background());
        g.set_limit(1);
        for (int i = 0; i < 3; ++i) {
            g.go([&] {
                expect(++running == 1, "no other function runs");
                --running;
            });
        }
        expect(!g.wait(), "there is no error");
    });
}

}  // namespace group_limit_test
