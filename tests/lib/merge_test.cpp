// merge: one context that ends with either of two.
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

// Two live contexts and what is merged from them.
struct merged_pair {
    ctx::cancelable_cause a = with_cancel_cause(background());
    ctx::cancelable_cause b = with_cancel_cause(background());
    ctx::cancelable merged = merge(a.child, b.child);
};

TEST_CASE("a merged context is live while both are") {
    const merged_pair p;

    CHECK(p.merged.child.done());
    CHECK_FALSE(p.merged.child.done().ready());
    CHECK_FALSE(p.merged.child.err());
    CHECK_FALSE(cause(p.merged.child));
}

TEST_CASE("it ends with the first, with its error and cause") {
    const merged_pair p;

    p.a.cancel(reason);

    CHECK(p.merged.child.err() == errc::canceled);
    CHECK(cause(p.merged.child) == reason);
    CHECK_FALSE(p.b.child.err());
}

TEST_CASE("it ends with the second, with its error and cause") {
    const merged_pair p;

    p.b.cancel(reason);

    CHECK(p.merged.child.err() == errc::canceled);
    CHECK(cause(p.merged.child) == reason);
    CHECK_FALSE(p.a.child.err());
}

TEST_CASE("the one that ends first gives the cause") {
    const merged_pair p;

    p.b.cancel(reason);
    p.a.cancel(another);

    CHECK(cause(p.merged.child) == reason);
}

TEST_CASE("its own cancel leaves both alone") {
    const merged_pair p;

    p.merged.cancel();

    CHECK(p.merged.child.err() == errc::canceled);
    CHECK(cause(p.merged.child) == errc::canceled);
    CHECK_FALSE(p.a.child.err());
    CHECK_FALSE(p.b.child.err());
}

TEST_CASE("however it ends, it leaves both lists") {
    const merged_pair p;
    CHECK(observer_count(p.a.child) == 1);
    CHECK(observer_count(p.b.child) == 1);

    SUBCASE("by its own cancel") { p.merged.cancel(); }
    SUBCASE("with the first") { p.a.cancel({}); }
    SUBCASE("with the second") { p.b.cancel({}); }

    CHECK(observer_count(p.a.child) == 0);
    CHECK(observer_count(p.b.child) == 0);
}

TEST_CASE("dropped, it leaves both lists") {
    const auto a = with_cancel(background()).child;
    const auto b = with_cancel(background()).child;
    {
        const auto merged = merge(a, b);
        CHECK(observer_count(b) == 1);
    }

    CHECK(observer_count(a) == 0);
    CHECK(observer_count(b) == 0);
}

TEST_CASE("merged from one that is over, it is born over") {
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

TEST_CASE("its deadline is the sooner of the two") {
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

TEST_CASE("a context below it has the sooner deadline too") {
    in_bubble([] {
        const auto soon = with_timeout(background(), 1s).child;
        const auto late = with_timeout(background(), 5s).child;
        const auto merged = merge(late, soon).child;

        const auto below = with_timeout(merged, 3s).child;
        CHECK(below.deadline() == soon.deadline());
        CHECK(to_string(below) == to_string(merged) + ".WithCancel");
    });
}

TEST_CASE("it times out with the sooner of the two") {
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

TEST_CASE("its values are the first's, then the second's") {
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

TEST_CASE("a value of another type in the first hides the second's") {
    const auto a = with_value(background(), key::first, "text");
    const auto b = with_value(background(), key::first, 1);

    const auto merged = merge(a, b).child;
    CHECK(merged.value<int>(key::first) == nullptr);
}

TEST_CASE("it keeps both alive") {
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

TEST_CASE("a context merges with itself") {
    const auto [a, cancel] = with_cancel_cause(background());
    const auto merged = merge(a, a).child;

    cancel(reason);

    CHECK(cause(merged) == reason);
    CHECK(observer_count(a) == 0);
}

TEST_CASE("merged contexts of merged contexts end with any of them") {
    const auto [a, cancel_a] = with_cancel(background());
    const auto [b, cancel_b] = with_cancel_cause(background());
    const auto [c, cancel_c] = with_cancel(background());
    const auto below =
        with_value(merge(merge(a, b).child, c).child, key::first, 1);

    cancel_b(reason);

    CHECK(below.err() == errc::canceled);
    CHECK(cause(below) == reason);
}

TEST_CASE("when both end at once, one of them gives the cause") {
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

TEST_CASE("made while one of both ends, it is over and on neither list") {
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

TEST_CASE("dropping it races with both ends") {
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
