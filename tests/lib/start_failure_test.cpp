// Goroutines that cannot be started because no thread can be created.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
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
#include "tests/support/sanitizers.hpp"

namespace start_failure_test {

using namespace std::chrono_literals;
using ctx_test::no_threads;

void run(const std::function<void()>& body) { (void)ctx::run(body); }
void bubble(const std::function<void()>& body) { (void)ctx::bubble(body); }

struct row {
    const char* name;
    void (*run)(const std::function<void()>&);
};
const row scopes[] = {{"bubble", bubble}, {"run", run}};

TEST_CASE(
    "wait_group::go throws and counts nothing if it cannot start a thread") {
    for (const auto& scope : scopes) {
        SUBCASE(scope.name) {
            scope.run([] {
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
            });
        }
    }
}

TEST_CASE("the function of a goroutine that cannot be started is destroyed") {
    for (const auto& scope : scopes) {
        SUBCASE(scope.name) {
            const auto owned = std::make_shared<int>(7);
            scope.run([&] {
                const ctx::channel<int> end;
                const auto start_many = [&] {
                    const no_threads now;
                    for (;;) ctx::go([end, owned] { (void)end.receive(); });
                };
                CHECK_THROWS_AS(start_many(), std::system_error);
            });
            CHECK(owned.use_count() == 1);
        }
    }
}

void fail_to_start() {
    const no_threads now;
    ctx::go([] {});
}

TEST_CASE("an exploration that runs out of threads or memory throws") {
    struct failing {
        const char* name;
        void (*main)();
    };
    const failing rows[] = {
        {"main starts a goroutine", fail_to_start},
        {"a goroutine starts another",
         [] {
             ctx::go(fail_to_start);
             ctx::bubble_wait();
         }},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            int visits = 0;
            const auto visit = [&](const ctx::explored&) { ++visits; };
            CHECK_THROWS_AS(ctx::explore(row.main, visit), std::system_error);
            CHECK(visits == 0);
        }
    }
    SUBCASE("a goroutine is out of memory") {
        const auto visit = [](const ctx::explored&) {
            FAIL("an outcome was visited");
        };
        const auto main = [] {
            ctx::go([] { throw std::bad_alloc(); });
            ctx::bubble_wait();
        };
        CHECK_THROWS_AS(ctx::explore(main, visit), std::bad_alloc);
    }
}

TEST_CASE("a function that gets no thread in a bubble ends the bubble") {
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
             const no_threads now;
             c.cancel();
         }},
        {"main cancels and waits for the function",
         [](const std::function<void()>& f) {
             const auto c = ctx::with_cancel(ctx::background());
             const auto stop = ctx::after_func(c.child, f);
             const no_threads now;
             c.cancel();
             stop.wait();
         }},
        {"a deadline passes",
         [](const std::function<void()>& f) {
             const auto c = ctx::with_timeout(ctx::background(), 1s);
             (void)ctx::after_func(c.child, f);
             const no_threads now;
             ctx::sleep_for(2s);
             ran = true;
         }},
        {"the context is done already",
         [](const std::function<void()>& f) {
             const auto c = ctx::with_cancel(ctx::background());
             c.cancel();
             const no_threads now;
             (void)ctx::after_func(c.child, f);
             ctx::sleep_for(2s);
             ran = true;
         }},
    };
    for (const auto& row : rows) {
        for (const bool explored : {false, true}) {
            CAPTURE(row.name);
            CAPTURE(explored);
            const auto owned = std::make_shared<int>(7);
            const auto main = [&] { row.main([owned] { ran = true; }); };
            const auto visit = [](const ctx::explored&) {};
            if (explored) {
                CHECK_THROWS_AS(ctx::explore(main, visit), std::system_error);
            } else {
                CHECK_THROWS_AS(ctx::bubble(main), std::system_error);
            }
            CHECK_FALSE(ran);
            CHECK(owned.use_count() == 1);
        }
    }
}

// The other thread and the caller of bubble share the exception, which counts
// its owners out of the thread sanitizer's sight.
TEST_CASE("a bubble ends at once if another thread starts what gets no thread" *
          doctest::skip(ctx_test::thread_sanitized)) {
    ctx::bubble_options slow;
    slow.speed = 1;
    const auto c = ctx::with_cancel(ctx::background());
    std::latch registered(1);
    std::jthread other([&] {
        registered.wait();
        const no_threads now;
        c.cancel();
    });
    const auto main = [&] {
        (void)ctx::after_func(c.child, [] {});
        registered.count_down();
        ctx::sleep_for(std::chrono::hours(1));
    };
    CHECK_THROWS_AS(ctx::bubble(main, slow), std::system_error);
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
