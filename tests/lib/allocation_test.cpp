// The library allocates as often as its headers say, and not more often.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <optional>
#include <semaphore>
#include <stdexcept>
#include <thread>

#include "tests/support/allocations.hpp"
#include "tests/support/child.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/tasks.hpp"

namespace allocation_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::context;
using ctx_test::allocations_of;

enum class key { only };

// A sanitized build cannot count allocations, because the sanitizer brings its
// own operator new.
const auto unless_sanitized = doctest::skip(ctx_test::sanitized);

TEST_CASE("a handle is as large as one pointer") {
    CHECK(sizeof(context) == sizeof(void*));
    CHECK(sizeof(ctx::cancel_func) == sizeof(void*));
    CHECK(sizeof(ctx::channel<int>) == sizeof(void*));
}

TEST_CASE("a root or a copy of a context allocates nothing" *
          unless_sanitized) {
    const auto c = with_cancel(background()).child;

    CHECK(allocations_of([] { (void)background(); }) == 0);
    CHECK(allocations_of([&] { const context copy = c; }) == 0);
}

TEST_CASE("a derived context takes one allocation" * unless_sanitized) {
    const auto parent = with_cancel(background()).child;
    const auto other = with_cancel(background()).child;
    const ctx::error reason = ctx::errc::canceled;
    const auto soon = ctx::clock::now() + 1h;
    (void)with_timeout(parent, 1h);  // lets the timer queue grow beforehand

    CHECK(allocations_of([&] { (void)with_cancel(parent); }) == 1);
    CHECK(allocations_of([&] { (void)with_cancel_cause(parent); }) == 1);
    CHECK(allocations_of([&] { (void)with_deadline(parent, soon); }) == 1);
    CHECK(allocations_of(
              [&] { (void)with_deadline_cause(parent, soon, reason); }) == 1);
    CHECK(allocations_of([&] { (void)with_timeout(parent, 1h); }) == 1);
    CHECK(allocations_of(
              [&] { (void)with_timeout_cause(parent, 1h, reason); }) == 1);
    CHECK(allocations_of([&] { (void)with_value(parent, key::only, 7); }) == 1);
    CHECK(allocations_of([&] { (void)without_cancel(parent); }) == 1);
    CHECK(allocations_of([&] { (void)merge(parent, other); }) == 1);
}

TEST_CASE("a child of a canceled context takes one allocation" *
          unless_sanitized) {
    const auto [parent, cancel] = with_cancel_cause(background());
    cancel(std::runtime_error("reason"));

    CHECK(allocations_of([&, &c = parent] { (void)with_cancel(c); }) == 1);
    CHECK(allocations_of([&, &c = parent] { (void)with_timeout(c, 1h); }) == 1);
}

TEST_CASE("after_func takes one allocation, and stop none" * unless_sanitized) {
    const auto c = with_cancel(background()).child;
    const auto run = [] {};
    ctx::stop_func stop;

    after_func(c, run)();  // starts the first thread
    CHECK(allocations_of([&] { stop = after_func(c, run); }) == 1);
    CHECK(allocations_of([&] { (void)stop(); }) == 0);
}

TEST_CASE("a cancel of a tree allocates nothing" * unless_sanitized) {
    const auto [top, cancel] = with_cancel_cause(background());
    const auto middle = with_timeout(top, 1h).child;
    const auto bottom = with_value(with_cancel(middle).child, key::only, 7);
    const ctx::error reason = std::runtime_error("reason");

    CHECK(allocations_of([&, &now = cancel] { now(reason); }) == 0);
    CHECK(cause(bottom) == reason);
}

TEST_CASE("a wait and its wake-up allocate nothing" * unless_sanitized) {
    const auto first = with_cancel(background());
    const auto second = with_cancel(background());
    std::binary_semaphore ready(0);
    ctx_test::task_id task;
    std::size_t taken_to_wait = 0;
    std::jthread waiter([&] {
        task = ctx_test::this_task();
        first.child.done().wait();  // sets up the library's thread-locals
        ready.release();
        taken_to_wait = allocations_of([&] { second.child.done().wait(); });
    });

    first.cancel();
    ready.acquire();
    ctx_test::await("the thread does not wait",
                    [&] { return ctx_test::is_asleep(task); });
    CHECK(allocations_of([&] { second.cancel(); }) == 0);
    waiter.join();
    CHECK(taken_to_wait == 0);
}

TEST_CASE("a query of a context allocates nothing" * unless_sanitized) {
    const auto timed = with_timeout(background(), 1h).child;
    const auto c = with_value(timed, key::only, 7);

    CHECK(allocations_of([&] {
              (void)c.err();
              (void)c.done().ready();
              (void)c.deadline();
              (void)c.value<int>(key::only);
              (void)cause(c);
          }) == 0);
}

TEST_CASE("a sleep that nobody watches allocates nothing" * unless_sanitized) {
    // The text of this duration is too long for the buffer inside a
    // std::string.
    constexpr auto odd = 111111h + 11min + 11s + 111111111ns;
    std::size_t taken_to_sleep = 0;

    ctx_test::check_clean(ctx::bubble([&] {
        ctx::sleep_for(odd);  // makes room for the goroutine in line
        taken_to_sleep = allocations_of([&] { ctx::sleep_for(odd); });
    }));
    CHECK(taken_to_sleep == 0);
}

TEST_CASE("a select allocates nothing" * unless_sanitized) {
    const auto [c, cancel] = with_cancel(background());
    const ctx::channel<int> a, b(1);
    std::optional<int> got;
    const auto selecting = [&, &end = c] {
        return select(ctx::recv(end.done()), ctx::recv(a, got),
                      ctx::recv(b, got));
    };
    b.send(1);
    (void)selecting();  // sets up the library's thread-locals

    b.send(7);
    CHECK(allocations_of([&] { (void)selecting(); }) == 0);
    CHECK(got == 7);
}

}  // namespace allocation_test
