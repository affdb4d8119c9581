// Cancellation from several threads at once.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <ctx/bubble.hpp>
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <latch>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace concurrent_cancel_test {

using ctx::background;
using ctx::cause;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx::with_cancel;
using ctx::with_cancel_cause;
using ctx_test::in_bubble;

// Returns a tree of `size` contexts, the root first. A context has at most four
// children.
std::vector<ctx::cancelable> tree(std::size_t size) {
    std::vector<ctx::cancelable> all{with_cancel(background())};
    for (std::size_t parent = 0; all.size() < size; ++parent) {
        for (int i = 0; i < 4 && all.size() < size; ++i) {
            all.push_back(with_cancel(all[parent].child));
        }
    }
    return all;
}

void cancel_all_at_once(unsigned seed) {
    const auto all = tree(100);
    auto order = all;
    std::shuffle(order.begin(), order.end(), std::mt19937(seed));

    ctx::wait_group canceling;
    for (const auto& each : order) canceling.go(each.cancel);
    for (const auto& each : order) each.child.done().wait();
    canceling.wait();

    for (const auto& each : all) {
        CHECK(each.child.err() == errc::canceled);
        CHECK(ctx_test::observer_count(each.child) == 0);
    }
}

TEST_CASE("a tree canceled by a hundred goroutines is canceled everywhere") {
    const auto seed = std::random_device()();
    CAPTURE(seed);

    SUBCASE("on threads, side by side") {
        ctx_test::check_clean(ctx::run([&] { cancel_all_at_once(seed); }));
    }
    SUBCASE("in a bubble, in turns") {
        in_bubble([&] { cancel_all_at_once(seed); });
    }
}

TEST_CASE("a thread that a parent's cancel wakes may cancel the child") {
    const auto [parent, cancel_parent] = with_cancel(background());
    const auto [child, cancel_child] = with_cancel(parent);
    std::jthread interlocked([&] {
        parent.done().wait();
        cancel_child();
    });

    cancel_parent();

    child.done().wait();
    CHECK(child.err() == errc::canceled);
}

TEST_CASE("a child derived while its parent is being canceled is canceled") {
    for (int round = 0; round < 100; ++round) {
        const auto [parent, cancel] = with_cancel_cause(background());
        const error because = std::runtime_error("because");
        std::jthread canceling([&] { cancel(because); });

        const auto [child, cancel_child] = with_cancel(parent);
        child.done().wait();

        CHECK(child.err() == errc::canceled);
        CHECK(cause(child) == because);
    }
}

TEST_CASE("done is ready as soon as err is set") {
    for (int round = 0; round < 100; ++round) {
        const auto [child, cancel] = with_cancel(background());
        std::jthread canceling([&] { cancel(); });
        while (!child.err()) std::this_thread::yield();

        CHECK(child.done().ready());
        CHECK(select(ctx::recv(child.done()), ctx::default_case) == 0);
    }
}

TEST_CASE("err is set as soon as done is ready") {
    for (int round = 0; round < 100; ++round) {
        const auto [child, cancel] = with_cancel(background());
        std::jthread canceling([&] { cancel(); });
        child.done().wait();

        CHECK(child.err() == errc::canceled);
    }
}

TEST_CASE("a cause seen during a cancel is the cause given to the cancel") {
    for (int round = 0; round < 100; ++round) {
        const auto [child, cancel] = with_cancel_cause(background());
        const error because = std::runtime_error("because");
        std::jthread canceling([&] { cancel(because); });
        error seen;
        while (!seen) {
            seen = cause(child);
            std::this_thread::yield();
        }

        CHECK(seen == because);
        CHECK(child.err() == errc::canceled);
    }
}

TEST_CASE("a waiter from the leaves up sees every context canceled") {
    for (int round = 0; round < 20; ++round) {
        const auto all = tree(100);
        std::latch start(2);
        std::jthread canceling([&] {
            start.arrive_and_wait();
            all.front().cancel();
        });
        start.arrive_and_wait();
        for (auto it = all.rbegin(); it != all.rend(); ++it) {
            it->child.done().wait();
        }
        for (const auto& each : all) {
            CHECK(each.child.err() == errc::canceled);
        }
    }
}

TEST_CASE("a parent canceled while its children are dropped keeps no link") {
    for (int round = 0; round < 200; ++round) {
        const auto [parent, cancel] = with_cancel(background());
        std::vector<context> children;
        for (int i = 0; i < 20; ++i) {
            children.push_back(with_cancel(parent).child);
        }
        std::latch start(2);
        std::jthread dropping([&] {
            start.arrive_and_wait();
            children.clear();
        });
        start.arrive_and_wait();
        cancel();
        dropping.join();

        CHECK(ctx_test::observer_count(parent) == 0);
    }
}

TEST_CASE("threads that derive, cancel and drop leave no link on the parent") {
    const auto [parent, cancel_parent] = with_cancel(background());
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([root = parent, t] {
                for (int i = 0; i < 500; ++i) {
                    const auto [child, cancel] = with_cancel(root);
                    const auto below = with_cancel(child).child;
                    if ((i + t) % 2) cancel();
                }
            });
        }
    }

    CHECK(ctx_test::observer_count(parent) == 0);
    CHECK_FALSE(parent.err());
}

}  // namespace concurrent_cancel_test
