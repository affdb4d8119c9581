// The threads that functions of after_func run on, outside of a bubble.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/wait_group.hpp>
#include <latch>
#include <memory>
#include <mutex>
#include <set>
#include <system_error>
#include <vector>

#include "tests/support/no_threads.hpp"

namespace after_func_threads_test {

using ctx::after_func;
using ctx::background;
using ctx::with_cancel;
using ctx_test::no_threads;

TEST_CASE("many short functions of one context share a few threads") {
    constexpr int functions = 10'000;
    const auto [c, cancel] = with_cancel(background());
    ctx::wait_group all;
    all.add(functions);
    std::mutex guard;
    std::set<pid_t> threads;
    for (int i = 0; i < functions; ++i) {
        after_func(c, [&] {
            {
                const std::scoped_lock lock(guard);
                threads.insert(::gettid());
            }
            all.done();
        });
    }

    cancel();
    all.wait();

    CHECK(threads.size() < functions / 10);
}

TEST_CASE("functions of one context may wait for each other") {
    constexpr int functions = 100;
    const auto [c, cancel] = with_cancel(background());
    std::latch all(functions);
    std::vector<ctx::stop_func> started;
    for (int i = 0; i < functions; ++i) {
        started.push_back(after_func(c, [&] { all.arrive_and_wait(); }));
    }

    cancel();
    for (const auto& stop : started) stop.wait();

    CHECK(all.try_wait());  // each function has had a thread
}

TEST_CASE("a short function runs although the one before it never returns") {
    const auto [c, cancel] = with_cancel(background());
    std::latch end(1), ran(1);
    const auto first = after_func(c, [&] { end.wait(); });
    const auto second = after_func(c, [&] { ran.count_down(); });

    cancel();
    second.wait();

    CHECK(ran.try_wait());
    end.count_down();
    first.wait();
}

TEST_CASE("functions run on the threads there are if none can be started") {
    const auto [c, cancel] = with_cancel(background());
    std::atomic<int> ran = 0;
    std::vector<ctx::stop_func> started;
    // More than there are idle threads.
    for (int i = 0; i < 1000; ++i) {
        started.push_back(after_func(c, [&] { ++ran; }));
    }
    const no_threads now;

    cancel();
    for (const auto& stop : started) stop.wait();

    CHECK(ran == 1000);
}

TEST_CASE("a run drops functions that still wait for a thread when it ends") {
    const auto held = std::make_shared<int>(7);
    bool unwound = false;
    (void)ctx::run([&] {
        const auto [c, cancel] = with_cancel(background());
        const ctx::channel<int> end;
        after_func(c, [held] { (void)held; });
        const auto use_up = [&] {
            for (;;) ctx::go([end] { (void)end.receive(); });
        };
        const no_threads now;
        CHECK_THROWS_AS(use_up(), std::system_error);

        cancel();
        unwound = true;
    });

    CHECK(unwound);
    CHECK(held.use_count() == 1);
}

}  // namespace after_func_threads_test
