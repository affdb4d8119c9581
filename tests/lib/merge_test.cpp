// merge: a context that is canceled with either of two parents.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <latch>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"

namespace merge_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::context;
using ctx::errc;
using ctx::error;
using ctx::merge;
using ctx::with_cancel;
using ctx::with_cancel_cause;
using ctx::with_timeout;
using ctx::with_value;
using ctx_test::in_bubble;
using ctx_test::observer_count;

enum class key { first, second, third };

const error reason = std::runtime_error("reason");
const error another = std::runtime_error("another");

// Two live contexts and the context merged from them.
struct merged_pair {
    ctx::cancelable_cause a = with_cancel_cause(background());
    ctx::cancelable_cause b = with_cancel_cause(background());
    ctx::cancelable merged = merge(a.child, b.child);
};

TEST_CASE("a merged context is live while both its parents are") {
    const merged_pair p;

    CHECK(p.merged.child.done());
    CHECK_FALSE(p.merged.child.done().ready());
    CHECK_FALSE(p.merged.child.err());
    CHECK_FALSE(cause(p.merged.child));
}

TEST_CASE(
    "a canceled first parent cancels a merged context with the same cause") {
    const merged_pair p;

    p.a.cancel(reason);

    CHECK(p.merged.child.err() == errc::canceled);
    CHECK(cause(p.merged.child) == reason);
    CHECK_FALSE(p.b.child.err());
}

TEST_CASE(
    "a canceled second parent cancels a merged context with the same cause") {
    const merged_pair p;

    p.b.cancel(reason);

    CHECK(p.merged.child.err() == errc::canceled);
    CHECK(cause(p.merged.child) == reason);
    CHECK_FALSE(p.a.child.err());
}

TEST_CASE("a merged context has the cause of the parent canceled first") {
    const merged_pair p;

    p.b.cancel(reason);
    p.a.cancel(another);

    CHECK(cause(p.merged.child) == reason);
}

TEST_CASE("canceling a merged context leaves both parents live") {
    const merged_pair p;

    p.merged.cancel();

    CHECK(p.merged.child.err() == errc::canceled);
    CHECK(cause(p.merged.child) == errc::canceled);
    CHECK_FALSE(p.a.child.err());
    CHECK_FALSE(p.b.child.err());
}

TEST_CASE("a canceled merged context leaves the lists of both parents") {
    const merged_pair p;
    CHECK(observer_count(p.a.child) == 1);
    CHECK(observer_count(p.b.child) == 1);

    SUBCASE("by its own cancel") { p.merged.cancel(); }
    SUBCASE("with the first parent") { p.a.cancel({}); }
    SUBCASE("with the second parent") { p.b.cancel({}); }

    CHECK(observer_count(p.a.child) == 0);
    CHECK(observer_count(p.b.child) == 0);
}

TEST_CASE("a dropped merged context leaves the lists of both parents") {
    const auto a = with_cancel(background()).child;
    const auto b = with_cancel(background()).child;
    {
        const auto merged = merge(a, b);
        CHECK(observer_count(b) == 1);
    }

    CHECK(observer_count(a) == 0);
    CHECK(observer_count(b) == 0);
}

TEST_CASE("a context merged from a canceled parent is born canceled") {
    const auto [over, cancel] = with_cancel_cause(background());
    const auto live = with_cancel(background()).child;
    cancel(reason);

    for (const auto& merged : {merge(over, live), merge(live, over)}) {
        CHECK(merged.child.done().ready());
        CHECK(merged.child.err() == errc::canceled);
        CHECK(cause(merged.child) == reason);
    }
    CHECK(observer_count(live) == 0);
}

TEST_CASE("a merged context has the sooner of its parents' deadlines") {
    in_bubble([] {
        const auto soon = with_timeout(background(), 1s).child;
        const auto late = with_timeout(background(), 5s).child;

        CHECK(merge(soon, late).child.deadline() == soon.deadline());
        CHECK(merge(late, soon).child.deadline() == soon.deadline());
        CHECK(merge(late, background()).child.deadline() == late.deadline());
        CHECK(merge(background(), late).child.deadline() == late.deadline());
        CHECK(merge(background(), ctx::todo()).child.deadline() ==
              std::nullopt);
    });
}

TEST_CASE("a child of a merged context has the sooner deadline too") {
    in_bubble([] {
        const auto soon = with_timeout(background(), 1s).child;
        const auto late = with_timeout(background(), 5s).child;
        const auto merged = merge(late, soon).child;

        const auto below = with_timeout(merged, 3s).child;
        CHECK(below.deadline() == soon.deadline());
        CHECK(to_string(below) == to_string(merged) + ".WithCancel");
    });
}

TEST_CASE("a merged context expires at the sooner of its parents' deadlines") {
    in_bubble([] {
        const auto start = ctx::clock::now();
        const auto late = with_timeout(background(), 5s).child;
        const auto soon = with_timeout(background(), 1s).child;
        const auto merged = merge(late, soon).child;

        merged.done().wait();

        CHECK(ctx::clock::now() - start == 1s);
        CHECK(merged.err() == errc::deadline_exceeded);
        CHECK_FALSE(late.err());
    });
}

TEST_CASE(
    "a merged context looks in its first parent for a value, then in its "
    "second") {
    auto a = with_value(background(), key::first, 1);
    a = with_value(a, key::second, 2);
    auto b = with_value(background(), key::second, 20);
    b = with_value(b, key::third, 30);

    const auto merged = merge(a, b).child;

    REQUIRE(merged.value<int>(key::first) != nullptr);
    CHECK(*merged.value<int>(key::first) == 1);
    REQUIRE(merged.value<int>(key::second) != nullptr);
    CHECK(*merged.value<int>(key::second) == 2);
    REQUIRE(merged.value<int>(key::third) != nullptr);
    CHECK(*merged.value<int>(key::third) == 30);
}

TEST_CASE(
    "a first parent's value of another type hides the second parent's value") {
    const auto a = with_value(background(), key::first, "text");
    const auto b = with_value(background(), key::first, 1);

    const auto merged = merge(a, b).child;
    CHECK(merged.value<int>(key::first) == nullptr);
}

TEST_CASE("a merged context keeps both parents alive") {
    context merged;
    {
        const auto a = with_value(background(), key::first, 1);
        const auto b = with_value(background(), key::second, 2);
        merged = merge(with_cancel(a).child, with_cancel(b).child).child;
    }

    CHECK(merged.value<int>(key::first) != nullptr);
    CHECK(merged.value<int>(key::second) != nullptr);
    CHECK_FALSE(merged.err());
}

TEST_CASE("a context may be merged with itself") {
    const auto [a, cancel] = with_cancel_cause(background());
    const auto merged = merge(a, a).child;

    cancel(reason);

    CHECK(cause(merged) == reason);
    CHECK(observer_count(a) == 0);
}

TEST_CASE("a merge of merged contexts is canceled with any of their parents") {
    const auto [a, cancel_a] = with_cancel(background());
    const auto [b, cancel_b] = with_cancel_cause(background());
    const auto [c, cancel_c] = with_cancel(background());
    const auto below =
        with_value(merge(merge(a, b).child, c).child, key::first, 1);

    cancel_b(reason);

    CHECK(below.err() == errc::canceled);
    CHECK(cause(below) == reason);
}

TEST_CASE(
    "a merged context has one parent's cause if both are canceled at once") {
    for (int round = 0; round < 100; ++round) {
        const merged_pair p;
        std::latch start(2);
        std::jthread other([&] {
            start.arrive_and_wait();
            p.b.cancel(another);
        });
        start.arrive_and_wait();
        p.a.cancel(reason);
        p.merged.child.done().wait();

        const auto seen = cause(p.merged.child);
        CHECK((seen == reason || seen == another));
        other.join();
        CHECK(cause(p.merged.child) == seen);
    }
}

TEST_CASE(
    "a context merged while a parent is being canceled is canceled and in no "
    "list") {
    for (int round = 0; round < 300; ++round) {
        const auto [a, cancel_a] = with_cancel_cause(background());
        const auto b = with_cancel(background()).child;
        std::latch start(2);
        std::jthread ending([&, &cancel = cancel_a] {
            start.arrive_and_wait();
            cancel(reason);
        });
        start.arrive_and_wait();
        const auto merged = merge(a, b).child;
        ending.join();

        CHECK(cause(merged) == reason);
        CHECK(observer_count(a) == 0);
        CHECK(observer_count(b) == 0);
    }
}

TEST_CASE(
    "a merged context dropped while both parents are canceled leaves their "
    "lists") {
    for (int round = 0; round < 200; ++round) {
        const auto [a, cancel_a] = with_cancel(background());
        const auto [b, cancel_b] = with_cancel(background());
        auto merged = merge(a, b).child;
        std::latch start(3);
        std::jthread ending_a([&, &cancel = cancel_a] {
            start.arrive_and_wait();
            cancel();
        });
        std::jthread ending_b([&, &cancel = cancel_b] {
            start.arrive_and_wait();
            cancel();
        });
        start.arrive_and_wait();
        merged = background();
        ending_a.join();
        ending_b.join();

        CHECK(observer_count(a) == 0);
        CHECK(observer_count(b) == 0);
    }
}

}  // namespace merge_test
