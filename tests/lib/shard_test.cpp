// Deriving from one context on many threads. Shards make that faster, and
// change nothing else that a program can see.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/allocations.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"
#include "tests/support/sanitizers.hpp"

namespace shard_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::cancelable;
using ctx::context;
using ctx::errc;
using ctx_test::canceler_of;
using ctx_test::observer_count;

enum class key { only };

bool has_shards(const context& c) {
    return canceler_of(c)->shards.load() != nullptr;
}

// Returns `made` with shards.
template <class Cancelable>
Cancelable busy(Cancelable made) {
    spread_children(*canceler_of(made.child));
    REQUIRE(has_shards(made.child));
    return made;
}

TEST_CASE(
    "a context gets shards once threads have often waited to derive from it") {
    const auto parent = with_cancel(background());
    std::atomic<bool> enough = false;
    std::thread other([&] {
        while (!enough) (void)with_cancel(parent.child);
    });
    while (!has_shards(parent.child)) {
        const std::scoped_lock lock(canceler_of(parent.child)->mutex);
        for (int i = 0; i < 100; ++i) std::this_thread::yield();
    }
    enough = true;
    other.join();
    const auto child = with_cancel(parent.child).child;
    parent.cancel();
    CHECK(child.err() == errc::canceled);
}

TEST_CASE("a context that only one thread derives from gets no shards") {
    const auto parent = with_cancel(background());
    for (int i = 0; i < 1000; ++i) (void)with_cancel(parent.child);
    CHECK_FALSE(has_shards(parent.child));
}

// Returns the length of the list of `c` itself, without its shards.
std::size_t list_length(const context& c) {
    const std::scoped_lock lock(canceler_of(c)->mutex);
    const auto& list = canceler_of(c)->subscribers;
    std::size_t length = 0;
    for (auto* h = list.first(); h; h = list.after(*h)) ++length;
    return length;
}

TEST_CASE("a context with shards has no child in its own list") {
    const auto parent = busy(with_cancel(background()));
    std::vector<context> below;
    for (int i = 0; i < 100; ++i) {
        below.push_back(with_cancel(parent.child).child);
        below.push_back(with_timeout(parent.child, 1h).child);
        below.push_back(
            with_cancel(with_value(parent.child, key::only, i)).child);
    }
    CHECK(list_length(parent.child) == 0);
    CHECK(observer_count(parent.child) == below.size());

    parent.cancel();
    for (const auto& c : below) CHECK(c.err() == errc::canceled);
}

TEST_CASE(
    "a child in a shard has the values and the deadline of its ancestors") {
    const auto deadline = ctx::clock::now() + 1h;
    const auto root =
        with_deadline(with_value(background(), key::only, 7), deadline);
    const auto parent = busy(with_cancel(root.child));
    const auto below = [](const context& c) { return with_cancel(c).child; };

    const context child = below(parent.child);
    CHECK(*child.value<int>(key::only) == 7);
    CHECK(child.deadline() == deadline);
    CHECK(below(child).deadline() == deadline);
}

TEST_CASE("a child in a shard prints like any other child") {
    const auto chain = [](const context& c) {
        const context child = with_cancel(with_value(c, key::only, 8)).child;
        return to_string(merge(without_cancel(c), child).child);
    };
    CHECK(chain(busy(with_cancel(background())).child) ==
          chain(with_cancel(background()).child));
}

TEST_CASE("canceling a child in a shard leaves the other children live") {
    const auto parent = busy(with_cancel_cause(background()));
    const auto one = with_cancel_cause(parent.child);
    const auto two = with_cancel_cause(parent.child);
    const ctx::error first = std::runtime_error("first");
    const ctx::error second = std::runtime_error("second");
    one.cancel(first);
    CHECK(one.child.err() == errc::canceled);
    CHECK(!two.child.err());
    CHECK(!parent.child.err());
    parent.cancel(second);
    CHECK(cause(one.child) == first);
    CHECK(cause(two.child) == second);
}

TEST_CASE("a canceled context gets no shards") {
    const auto parent = with_cancel(background());
    parent.cancel();
    spread_children(*canceler_of(parent.child));
    CHECK_FALSE(has_shards(parent.child));
}

TEST_CASE("a context with shards is freed with its last handle") {
    const auto value = std::make_shared<int>(1);
    {
        const auto root =
            with_cancel(with_value(background(), key::only, value));
        auto parent = busy(with_cancel(root.child));
        (void)with_cancel(parent.child);
    }
    CHECK(value.use_count() == 1);
}

TEST_CASE(
    "a context with shards is freed with its last child if no handle is left") {
    const auto value = std::make_shared<int>(1);
    context child;
    context below_value;
    {
        auto parent =
            busy(with_cancel(with_value(background(), key::only, value)));
        child = with_cancel(parent.child).child;
        below_value = with_value(parent.child, key::only, 2);
    }
    CHECK(value.use_count() == 2);
    CHECK(**child.value<std::shared_ptr<int>>(key::only) == 1);
    child = {};
    CHECK(value.use_count() == 2);
    CHECK(!with_cancel(below_value).child.err());
    below_value = {};
    CHECK(value.use_count() == 1);
}

TEST_CASE(
    "a function on a context in a shard runs though no handle on it is left") {
    const auto root = with_cancel(background());
    int runs = 0;
    {
        const auto parent = busy(with_cancel(root.child));
        const auto child = busy(with_cancel(parent.child));
        (void)after_func(
            with_cancel(child.child).child, [&] { ++runs; },
            ctx::inline_executor{});
        (void)after_func(
            child.child, [&] { ++runs; }, ctx::inline_executor{});
        (void)after_func(
            parent.child, [&] { ++runs; }, ctx::inline_executor{});
    }
    CHECK(runs == 0);
    root.cancel();
    CHECK(runs == 3);
}

TEST_CASE(
    "a chain of contexts with shards may be canceled or dropped from either "
    "end") {
    const auto root = busy(with_cancel(background()));
    std::vector<cancelable> chain{root};
    for (int i = 0; i < 100; ++i) {
        chain.push_back(busy(with_cancel(chain.back().child)));
    }
    const context last = with_cancel(chain.back().child).child;
    SUBCASE("canceled at the root") {
        root.cancel();
        CHECK(last.err() == errc::canceled);
    }
    SUBCASE("dropped from above") {
        for (auto& c : chain) c = {};
        CHECK(!last.err());
    }
    SUBCASE("dropped from below") {
        while (!chain.empty()) chain.pop_back();
        CHECK(!last.err());
    }
}

TEST_CASE("a chain of contexts with shards is freed without recursion") {
    auto c = with_cancel(background()).child;
    for (int i = 0; i < 100'000; ++i) {
        spread_children(*canceler_of(c));
        c = with_cancel(c).child;
    }
    c = {};
}

TEST_CASE("an event log names the parent of a context derived in a shard") {
    std::vector<ctx::event> derived;
    ctx::bubble_options options;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::derive) derived.push_back(e);
    };
    ctx_test::check_clean(ctx::bubble(
        [] {
            const auto parent = busy(with_cancel(background()));
            (void)with_cancel(parent.child);
            (void)with_value(parent.child, key::only, 1);
        },
        options));
    REQUIRE(derived.size() == 3);
    CHECK(derived[1].other == derived[0].object);
    CHECK(derived[2].other == derived[0].object);
}

TEST_CASE("deriving in a shard makes one allocation" *
          doctest::skip(ctx_test::sanitized)) {
    const auto parent = busy(with_cancel(background()));
    CHECK(ctx_test::allocations_of([&] { (void)with_cancel(parent.child); }) ==
          1);
}

TEST_CASE(
    "a cancel reaches the children that many threads derive at the same time") {
    const auto parent = with_cancel(background());
    std::atomic<int> canceled = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            context last = parent.child;
            while (!parent.child.err()) {
                auto [c, cancel] = with_cancel(parent.child);
                last = c;
                if (c.err() && !parent.child.err()) cancel();
            }
            (void)select(ctx::recv(last.done()));
            if (with_cancel(parent.child).child.err()) ++canceled;
        });
    }
    spread_children(*canceler_of(parent.child));
    parent.cancel();
    for (auto& t : threads) t.join();
    CHECK(canceled == 4);
}

}  // namespace shard_test
