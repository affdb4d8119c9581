// Goroutines that cannot be started because there is no thread, or no stack.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <latch>
#include <memory>
#include <new>
#include <system_error>
#include <thread>

#include "tests/support/no_threads.hpp"
#include "tests/support/reports.hpp"
#include "tests/support/sanitizers.hpp"

namespace start_failure_test {

using namespace std::chrono_literals;
using ctx_test::no_threads;

// The size of a stack that no system has the memory for.
constexpr std::size_t no_stack = std::size_t{1} << 46;

TEST_CASE(
    "wait_group::go throws and counts nothing if it cannot start a thread") {
    ctx_test::check_clean(ctx::run([] {
        ctx::wait_group wg;
        const ctx::channel<int> end;
        // Uses up the idle threads, too.
        const auto start_many = [&] {
            const no_threads now;
            for (;;) wg.go([end] { (void)end.receive(); });
        };
        CHECK_THROWS_AS(start_many(), std::system_error);
        end.close();
        wg.wait();  // returns: the last was not counted

        bool ran = false;
        wg.go([&] { ran = true; });
        wg.wait();
        CHECK(ran);
    }));
}

TEST_CASE("the function of a goroutine that cannot be started is destroyed") {
    const auto owned = std::make_shared<int>(7);
    (void)ctx::run([&] {
        const ctx::channel<int> end;
        const auto start_many = [&] {
            const no_threads now;
            for (;;) ctx::go([end, owned] { (void)end.receive(); });
        };
        CHECK_THROWS_AS(start_many(), std::system_error);
    });
    CHECK(owned.use_count() == 1);
}

TEST_CASE("a bubble needs no threads") {
    const no_threads now;
    int ran = 0;
    ctx_test::check_clean(ctx::bubble([&] {
        for (int i = 0; i < 10; ++i) ctx::go([&] { ++ran; });
    }));
    CHECK(ran == 10);
}

TEST_CASE("a bubble without memory for a stack throws and runs no goroutine") {
    const auto owned = std::make_shared<int>(7);
    bool ran = false, unwound = false;
    ctx::bubble_options options;
    options.stack_size = no_stack;
    const auto fail = [&] {
        ctx_test::check_clean(ctx::bubble(
            [&] {
                const ctx::defer note([&] { unwound = true; });
                ctx::go([&ran, owned] { ran = true; });
                ctx::sleep_for(std::chrono::hours(1));
            },
            options));
    };
    CHECK_THROWS_AS(fail(), std::bad_alloc);
    CHECK(unwound);
    CHECK_FALSE(ran);
    CHECK(owned.use_count() == 1);
}

TEST_CASE("an exploration that runs out of memory throws") {
    const auto visit = [](const ctx::explored&) {
        FAIL("an outcome was visited");
    };
    const auto main = [] {
        ctx::go([] { throw std::bad_alloc(); });
        ctx::bubble_wait();
    };
    CHECK_THROWS_AS(ctx::explore(main, visit), std::bad_alloc);
}

TEST_CASE("a function that gets no stack in a bubble ends the bubble") {
    static bool ran = false;
    struct failing {
        const char* name;
        void (*main)(const std::function<void()>& f);
    };
    const failing rows[] = {
        {"main cancels and returns",
         [](const std::function<void()>& f) {
             const auto c = ctx::with_cancel(ctx::background());
             (void)ctx::after_func(c.child, f);
             c.cancel();
         }},
        {"main cancels and waits for the function",
         [](const std::function<void()>& f) {
             const auto c = ctx::with_cancel(ctx::background());
             const auto stop = ctx::after_func(c.child, f);
             c.cancel();
             stop.wait();
         }},
        {"a deadline passes",
         [](const std::function<void()>& f) {
             const auto c = ctx::with_timeout(ctx::background(), 1s);
             (void)ctx::after_func(c.child, f);
             ctx::sleep_for(2s);
             ran = true;
         }},
        {"the context is done already",
         [](const std::function<void()>& f) {
             const auto c = ctx::with_cancel(ctx::background());
             c.cancel();
             (void)ctx::after_func(c.child, f);
             ctx::sleep_for(2s);
             ran = true;
         }},
    };
    ctx::bubble_options options;
    options.stack_size = no_stack;
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto owned = std::make_shared<int>(7);
        const auto main = [&] { row.main([owned] { ran = true; }); };
        CHECK_THROWS_AS(ctx::bubble(main, options), std::bad_alloc);
        CHECK_FALSE(ran);
        CHECK(owned.use_count() == 1);
    }
}

// The other thread and the caller of bubble share the exception, which counts
// its owners out of the thread sanitizer's sight.
TEST_CASE("a bubble ends at once if another thread starts what gets no stack" *
          doctest::skip(ctx_test::thread_sanitized)) {
    ctx::bubble_options slow;
    slow.speed = 1;
    slow.stack_size = no_stack;
    const auto c = ctx::with_cancel(ctx::background());
    std::latch registered(1);
    std::jthread other([&] {
        registered.wait();
        c.cancel();
    });
    const auto main = [&] {
        (void)ctx::after_func(c.child, [] {});
        registered.count_down();
        ctx::sleep_for(std::chrono::hours(1));
    };
    CHECK_THROWS_AS(ctx::bubble(main, slow), std::bad_alloc);
}

TEST_CASE("an exploration visits a system_error of the program as an outcome") {
    int failures = 0;
    ctx::explore(
        [] {
            throw std::system_error(
                std::make_error_code(std::errc::no_such_device));
        },
        [&](const ctx::explored& run) { failures += run.failure ? 1 : 0; });
    CHECK(failures == 1);
}

}  // namespace start_failure_test
