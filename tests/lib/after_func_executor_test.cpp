// after_func with an executor of the caller's, and with inline_executor.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace after_func_executor_test {

using namespace std::chrono_literals;
using ctx::after_func;
using ctx::background;
using ctx::inline_executor;
using ctx::task;
using ctx::with_cancel;

// Keeps the tasks that its executor is given, so that a test can run them
// later.
struct queue {
    std::vector<task> tasks;

    [[nodiscard]] auto executor() {
        return [this](task t) { tasks.push_back(std::move(t)); };
    }
};

TEST_CASE("an executor gets the function as a task inside cancel") {
    const auto [c, cancel] = with_cancel(background());
    queue later;
    int ran = 0;
    const auto stop = after_func(
        c, [&] { ++ran; }, later.executor());
    CHECK(later.tasks.empty());

    cancel();
    REQUIRE(later.tasks.size() == 1);
    CHECK(ran == 0);

    later.tasks[0]();
    CHECK(ran == 1);
}

TEST_CASE(
    "a function that an earlier one stops does not run and is not awaited") {
    const auto [c, cancel] = with_cancel(background());
    ctx::stop_func second;
    bool was_stopped = false, ran = false;
    after_func(
        c, [&] { was_stopped = second(); }, inline_executor());
    second = after_func(
        c, [&] { ran = true; }, inline_executor());

    cancel();
    second.wait();

    CHECK(was_stopped);
    CHECK_FALSE(ran);
}

TEST_CASE("after_func on a done context hands the task over at once") {
    const auto [c, cancel] = with_cancel(background());
    cancel();
    queue later;
    int ran = 0;

    const auto stop = after_func(
        c, [&] { ++ran; }, later.executor());

    REQUIRE(later.tasks.size() == 1);
    CHECK(ran == 0);
    later.tasks[0]();
    CHECK(ran == 1);
}

TEST_CASE("a copy of a task runs the function on the thread that calls it") {
    const auto [c, cancel] = with_cancel(background());
    queue later;
    std::thread::id ran_on;
    const auto stop = after_func(
        c, [&] { ran_on = std::this_thread::get_id(); }, later.executor());
    cancel();
    REQUIRE(later.tasks.size() == 1);

    std::thread elsewhere([copy = later.tasks[0]] { copy(); });
    const auto want = elsewhere.get_id();
    elsewhere.join();

    CHECK(ran_on == want);
}

TEST_CASE("a stopped function is not handed to its executor") {
    const auto [c, cancel] = with_cancel(background());
    queue later;
    const auto stop = after_func(
        c, [] {}, later.executor());

    CHECK(stop());
    cancel();

    CHECK(later.tasks.empty());
}

TEST_CASE("stop returns false for a task handed over but not yet run") {
    const auto [c, cancel] = with_cancel(background());
    queue later;
    int ran = 0;
    const auto stop = after_func(
        c, [&] { ++ran; }, later.executor());

    cancel();
    CHECK_FALSE(stop());

    REQUIRE(later.tasks.size() == 1);
    later.tasks[0]();
    CHECK(ran == 1);
}

TEST_CASE("wait returns once the executor has run the task") {
    const auto [c, cancel] = with_cancel(background());
    queue later;
    int ran = 0;
    const auto stop = after_func(
        c, [&] { ++ran; }, later.executor());
    cancel();
    REQUIRE(later.tasks.size() == 1);

    std::jthread executing([&] {
        later.tasks[0]();
        later.tasks.clear();
    });
    stop.wait();

    CHECK(ran == 1);
}

TEST_CASE("wait returns while the executor still keeps a task that has run") {
    const auto [c, cancel] = with_cancel(background());
    queue later;
    const auto stop = after_func(
        c, [] {}, later.executor());
    cancel();
    REQUIRE(later.tasks.size() == 1);
    later.tasks[0]();

    auto waited = std::async(std::launch::async, [&] { stop.wait(); });

    CHECK(waited.wait_for(10s) == std::future_status::ready);
    later.tasks.clear();
}

TEST_CASE("wait returns when the executor drops the task without running it") {
    const auto [c, cancel] = with_cancel(background());
    queue later;
    int ran = 0;
    const auto stop = after_func(
        c, [&] { ++ran; }, later.executor());
    cancel();
    REQUIRE(later.tasks.size() == 1);

    std::jthread dropping([&] { later.tasks.clear(); });
    stop.wait();

    CHECK(ran == 0);
}

TEST_CASE("a task throws the exception that its function throws") {
    const auto [c, cancel] = with_cancel(background());
    queue later;
    const auto stop = after_func(
        c, [] { throw 42; }, later.executor());
    cancel();
    REQUIRE(later.tasks.size() == 1);

    CHECK_THROWS_AS(later.tasks[0](), int);
    later.tasks.clear();
    stop.wait();
}

TEST_CASE("inline_executor runs the function inside cancel") {
    const auto [c, cancel] = with_cancel(background());
    std::thread::id ran_on;
    const auto stop = after_func(
        c, [&] { ran_on = std::this_thread::get_id(); }, inline_executor{});
    CHECK(ran_on == std::thread::id());

    cancel();

    CHECK(ran_on == std::this_thread::get_id());
    CHECK_FALSE(stop());
}

TEST_CASE("inline_executor runs a done context's function inside after_func") {
    const auto [c, cancel] = with_cancel(background());
    cancel();
    int ran = 0;

    const auto stop = after_func(
        c, [&] { ++ran; }, inline_executor{});

    CHECK(ran == 1);
    CHECK_FALSE(stop());
}

TEST_CASE("inline_executor runs the function at the deadline and not before") {
    ctx_test::in_bubble([] {
        const auto [c, cancel] = with_timeout(background(), 5s);
        int ran = 0;
        const auto stop = after_func(
            c, [&] { ++ran; }, inline_executor{});

        ctx::sleep_for(5s - 1ns);
        CHECK(ran == 0);
        ctx::sleep_for(1ns);
        CHECK(ran == 1);
    });
}

TEST_CASE("a function on inline_executor can use its context, which is done") {
    const auto [c, cancel] = with_cancel(background());
    const auto other = with_cancel(background());
    ctx::error seen;
    bool born_over = false;
    const auto stop = after_func(
        c,
        [&, &over = c] {
            seen = cause(over);
            born_over = bool(with_cancel(over).child.err());
            other.cancel();
        },
        inline_executor{});

    cancel();

    CHECK(seen == ctx::errc::canceled);
    CHECK(born_over);
    CHECK(other.child.err() == ctx::errc::canceled);
}

TEST_CASE("a move-only executor can run a move-only function") {
    const auto [c, cancel] = with_cancel(background());
    int ran = 0;
    const auto stop = after_func(
        c, [&ran, by = std::make_unique<int>(2)] { ran += *by; },
        [held = std::make_unique<int>(1)](const task& t) {
            if (*held) t();
        });

    cancel();

    CHECK(ran == 2);
}

}  // namespace after_func_executor_test
