// Bugs that other implementations of contexts and of similar cancellation have
// shipped. Each test fails in the implementation that its name mentions.
// known_bugs.hpp lists the other kinds of bugs that were reported elsewhere,
// and the tests that hold them.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <filesystem>
#include <future>
#include <iterator>
#include <latch>
#include <mutex>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/lib/known_bugs.hpp"
#include "tests/support/files.hpp"
#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"
#include "tests/support/sanitizers.hpp"

namespace known_bugs_test {

using namespace std::chrono_literals;
using ctx::after_func;
using ctx::background;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx::with_cancel;
using ctx::with_cancel_cause;
using ctx::with_timeout;
using ctx::with_value;
using ctx_test::observer_count;

enum class key { only, other };

TEST_CASE(
    "a child derived from a canceled parent is born canceled (a C++20 port)") {
    const auto [parent, cancel] = with_cancel(background());
    cancel();

    CHECK(with_cancel(parent).child.err() == errc::canceled);
    CHECK(with_timeout(parent, 1h).child.err() == errc::canceled);
    CHECK(with_value(parent, key::only, 1).err() == errc::canceled);
}

TEST_CASE("a cancellation passes through contexts with values (a C++17 port)") {
    const auto [top, cancel] = with_cancel(background());
    const auto valued = with_value(top, key::only, 1);
    const auto below = with_cancel(valued).child;
    const auto twice = with_value(below, key::other, 2);
    const auto bottom = with_timeout(twice, 1h).child;

    cancel();

    CHECK(valued.err() == errc::canceled);
    CHECK(below.err() == errc::canceled);
    CHECK(bottom.err() == errc::canceled);
    CHECK(bottom.done().ready());
}

TEST_CASE("canceling a parent does not touch a dropped child (a C++20 port)") {
    const auto [parent, cancel] = with_cancel(background());
    {
        const auto child = with_cancel(parent).child;
        const auto timed = with_timeout(child, 1h).child;
        const auto valued = with_value(timed, key::only, 1);
    }

    cancel();  // the address sanitizer reports a use after free

    CHECK(parent.err() == errc::canceled);
    CHECK(observer_count(parent) == 0);
}

TEST_CASE(
    "a child never reports a later deadline than its parent (two ports)") {
    const auto parent = with_timeout(background(), 1h).child;
    const auto valued = with_value(parent, key::only, 1);

    CHECK(with_timeout(parent, 2h).child.deadline() == parent.deadline());
    CHECK(with_timeout(valued, 2h).child.deadline() == parent.deadline());
    CHECK(with_cancel(parent).child.deadline() == parent.deadline());
}

std::ptrdiff_t thread_count() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                         std::filesystem::directory_iterator());
}

TEST_CASE("a timeout takes no thread of its own (two ports)") {
    const auto first = with_timeout(background(), 1h);  // starts shared threads
    const auto before = thread_count();

    std::vector<ctx::cancelable> timeouts;
    for (int i = 0; i < 1000; ++i) {
        timeouts.push_back(with_timeout(background(), 1h));
    }

    CHECK(thread_count() <= before);
}

TEST_CASE("dropping a timeout does not wait until it expires (two ports)") {
    auto dropped = std::async(std::launch::async, [] {
        std::vector<ctx::cancelable> timeouts;
        for (int i = 0; i < 1000; ++i) {
            timeouts.push_back(with_timeout(background(), 1000h));
        }
    });

    CHECK(dropped.wait_for(1min) == std::future_status::ready);
}

TEST_CASE("a second cancel does not change the cause (Seastar #3452)") {
    const error first = std::runtime_error("first");
    const auto [parent, cancel] = with_cancel_cause(background());

    cancel(first);
    cancel(std::runtime_error("second"));
    cancel({});

    CHECK(cause(parent) == first);
    CHECK(cause(with_cancel(parent).child) == first);
}

TEST_CASE(
    "two racing cancels leave one cause that never changes (Seastar #3452)") {
    const error first = std::runtime_error("first");
    const error second = std::runtime_error("second");
    for (int round = 0; round < 300; ++round) {
        const auto [parent, cancel_parent] = with_cancel_cause(background());
        const auto [child, cancel_child] = with_cancel_cause(parent);
        std::latch start(2);
        std::jthread other([&, &cancel = cancel_parent] {
            start.arrive_and_wait();
            cancel(first);
        });
        start.arrive_and_wait();
        cancel_child(second);

        const auto seen = cause(child);
        other.join();
        CHECK((seen == first || seen == second));
        CHECK(cause(child) == seen);
        CHECK(cause(parent) == first);
    }
}

TEST_CASE(
    "a registration may be stopped under a lock that its function takes "
    "(libunifex #670, .NET #43438)") {
    ctx_test::check_clean(ctx::run([] {
        const auto [c, cancel] = with_cancel(background());
        std::mutex mutex;
        std::latch running(1);
        bool ran = false;
        const auto stop = after_func(c, [&] {
            running.count_down();
            std::scoped_lock lock(mutex);
            ran = true;
        });
        {
            std::scoped_lock lock(mutex);
            cancel();
            running.wait();
            CHECK_FALSE(stop());
            CHECK_FALSE(ran);
        }
        stop.wait();
        CHECK(ran);
    }));
}

TEST_CASE(
    "an inline function may be stopped under a lock that it takes "
    "(libunifex #670, .NET #43438)") {
    const auto [c, cancel] = with_cancel(background());
    std::mutex mutex;
    std::latch running(1);
    bool ran = false;
    const auto stop = after_func(
        c,
        [&] {
            running.count_down();
            std::scoped_lock lock(mutex);
            ran = true;
        },
        ctx::inline_executor{});
    std::jthread canceling;
    {
        std::scoped_lock lock(mutex);
        canceling = std::jthread([&] { cancel(); });
        running.wait();
        CHECK_FALSE(stop());
        CHECK_FALSE(ran);
    }
    canceling.join();
    CHECK(ran);
}

TEST_CASE(
    "canceled, dropped and stopped observers do not pile up on a long-lived "
    "parent (.NET #78180, tokio #4639)") {
    const auto [parent, cancel] = with_cancel(background());
    for (int i = 0; i < 1000; ++i) {
        const auto canceled = with_cancel(parent);
        canceled.cancel();
        const auto dropped = with_timeout(parent, 1h);
        const auto merged = merge(background(), parent);
        const auto stop = after_func(parent, [] {});
        stop();
        CHECK(select(ctx::recv(parent.done()), ctx::default_case) == 1);
    }

    CHECK(observer_count(parent) == 0);
}

TEST_CASE(
    "finished waits do not pile up on a long-lived parent "
    "(.NET #78180, tokio #4639)") {
    ctx_test::in_bubble([] {
        const auto [parent, cancel] = with_cancel(background());
        for (int i = 0; i < 1000; ++i) {
            const auto timed = with_timeout(background(), 1ms).child;
            CHECK(select(ctx::recv(parent.done()), ctx::recv(timed.done())) ==
                  1);
        }

        CHECK(observer_count(parent) == 0);
    });
}

TEST_CASE("a poll takes no lock (tokio #7775, Go #42564)") {
    const auto [c, cancel] = with_cancel(background());
    const auto child = with_value(c, key::only, 1);
    std::unique_lock lock(ctx_test::canceler_of(c)->mutex);

    auto polled = std::async(std::launch::async, [&, &polled_too = c] {
        return polled_too.err() || child.err() || child.done().ready();
    });

    CHECK(polled.wait_for(1min) == std::future_status::ready);
    lock.unlock();
    CHECK_FALSE(polled.get());
}

TEST_CASE(
    "a cancel between a waiter's check and its registration is not lost "
    "(tokio #8138)") {
    for (int round = 0; round < 2000; ++round) {
        const auto [c, cancel] = with_cancel(background());
        std::atomic<bool> go{false};
        std::jthread canceling([&, &now = cancel] {
            while (!go) std::this_thread::yield();
            now();
        });
        go = true;

        c.done().wait();  // blocks forever if the wakeup is lost

        CHECK(c.err() == errc::canceled);
    }
}

constexpr int deep = ctx_test::sanitized ? 100'000 : 1'000'000;

TEST_CASE(
    "a deep tree is canceled and freed without a deep stack "
    "(every recursive cancel, also Go's)") {
    const auto [top, cancel] = with_cancel(background());
    context bottom = top;
    for (int i = 0; i < deep; ++i) bottom = with_cancel(bottom).child;

    cancel();
    CHECK(bottom.err() == errc::canceled);

    bottom = background();
    CHECK(observer_count(top) == 0);
}

TEST_CASE(
    "a live deep tree is freed without a deep stack "
    "(every recursive cancel, also Go's)") {
    const auto [top, cancel] = with_cancel(background());
    context bottom = top;
    for (int i = 0; i < deep; ++i) bottom = with_cancel(bottom).child;
    CHECK(observer_count(top) == 1);

    bottom = background();

    CHECK(observer_count(top) == 0);
}

TEST_CASE(
    "a deep chain of values is searched and freed without a deep stack "
    "(every recursive cancel, also Go's)") {
    context bottom = with_value(background(), key::only, 7);
    for (int i = 0; i < deep; ++i) bottom = with_value(bottom, key::other, i);

    REQUIRE(bottom.value<int>(key::only) != nullptr);
    CHECK(*bottom.value<int>(key::only) == 7);
    CHECK_FALSE(bottom.err());
}

// Returns the text of a source, where literals that stand side by side are one.
std::string source(const std::string& file) {
    static const std::regex seam("\"\\s+\"");
    return std::regex_replace(
        ctx_test::content(CTX_LIB_TESTS + ("/../" + file)), seam, "");
}

TEST_CASE(
    "each kind of bug that was reported elsewhere has the test it names") {
    for (const auto& bug : known_bugs) {
        CAPTURE(std::string(bug.kind));
        CAPTURE(std::string(bug.test));
        CHECK(source(bug.file).find(bug.test) != std::string::npos);
    }
}

}  // namespace known_bugs_test
