// The lifetime of an after_func registration, which lasts as long as something
// can still cancel its context.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <latch>
#include <memory>
#include <thread>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace after_func_lifetime_test {

using namespace std::chrono_literals;
using ctx::after_func;
using ctx::background;
using ctx::inline_executor;
using ctx::sleep_for;
using ctx::with_cancel;
using ctx::with_timeout;
using ctx_test::in_bubble;

// Makes functions that count their calls. `freed` tells whether all functions
// have been destroyed.
struct counter {
    std::shared_ptr<int> ran = std::make_shared<int>(0);

    [[nodiscard]] auto function() const {
        return [ran = ran] { ++*ran; };
    }
    [[nodiscard]] bool freed() const { return ran.use_count() == 1; }
};

TEST_CASE("a function on a dropped child runs when the parent is canceled") {
    in_bubble([] {
        const auto [parent, cancel] = with_cancel(background());
        const counter count;
        after_func(with_cancel(parent).child, count.function());
        CHECK_FALSE(count.freed());

        cancel();
        sleep_for(1ns);

        CHECK(*count.ran == 1);
        CHECK(count.freed());
    });
}

TEST_CASE("a function on a dropped grandchild runs when the top is canceled") {
    in_bubble([] {
        const auto [top, cancel] = with_cancel(background());
        const counter count;
        {
            const auto middle = with_cancel(top).child;
            const auto bottom = with_timeout(middle, 1h).child;
            after_func(bottom, count.function());
        }

        cancel();
        sleep_for(1ns);

        CHECK(*count.ran == 1);
    });
}

TEST_CASE("a function on a dropped timeout runs at the deadline") {
    in_bubble([] {
        const counter count;
        after_func(with_timeout(background(), 5s).child, count.function());

        sleep_for(5s - 1ns);
        CHECK(*count.ran == 0);
        CHECK_FALSE(count.freed());

        sleep_for(2ns);
        CHECK(*count.ran == 1);
        CHECK(count.freed());
    });
}

TEST_CASE("a function on a dropped timeout's child runs at the deadline") {
    in_bubble([] {
        const counter count;
        {
            const auto timed = with_timeout(background(), 5s).child;
            after_func(with_cancel(timed).child, count.function());
        }

        sleep_for(5s + 1ns);

        CHECK(*count.ran == 1);
    });
}

TEST_CASE("a function on a dropped merge runs when its second parent is done") {
    in_bubble([] {
        const auto [a, cancel_a] = with_cancel(background());
        const auto [b, cancel_b] = with_cancel(background());
        const counter count;
        after_func(merge(a, b).child, count.function());

        cancel_b();
        sleep_for(1ns);

        CHECK(*count.ran == 1);
        CHECK(ctx_test::observer_count(a) == 0);
    });
}

TEST_CASE("a function on a dropped merge runs though one parent is dropped") {
    in_bubble([] {
        auto a = with_cancel(background());
        auto b = with_cancel(background());
        const counter count;
        after_func(merge(a.child, b.child).child, count.function());

        SUBCASE("the first parent") {
            a = {};
            b.cancel();
        }
        SUBCASE("the second parent") {
            b = {};
            a.cancel();
        }
        sleep_for(1ns);

        CHECK(*count.ran == 1);
        CHECK(count.freed());
    });
}

TEST_CASE("a function on a dropped merge runs at a dropped parent's deadline") {
    in_bubble([] {
        const counter count;
        after_func(merge(with_timeout(background(), 5s).child,
                         with_cancel(background()).child)
                       .child,
                   count.function());

        sleep_for(5s + 1ns);

        CHECK(*count.ran == 1);
        CHECK(count.freed());
    });
}

TEST_CASE("a thousand dropped merges and their dropped parents are freed") {
    const counter count;
    for (int i = 0; i < 1000; ++i) {
        auto a = with_cancel(background());
        auto b = with_cancel(background());
        auto merged = merge(a.child, b.child).child;
        after_func(merged, count.function());
        if (i % 2 == 0) merged = background();
        a = {};
        b = {};
    }

    CHECK(*count.ran == 0);
    CHECK(count.freed());
}

TEST_CASE("a dropped merge of a context with itself is freed with it") {
    const counter count;
    {
        const auto a = with_cancel(background());
        const auto twice = merge(a.child, a.child).child;
        after_func(merge(twice, twice).child, count.function());
        CHECK_FALSE(count.freed());
    }
    CHECK(count.freed());
}

TEST_CASE("a cancel function keeps its dropped context's registration") {
    in_bubble([] {
        const counter count;
        ctx::cancel_func cancel;
        {
            const auto made = with_cancel(background());
            after_func(made.child, count.function());
            cancel = made.cancel;
        }
        CHECK_FALSE(count.freed());

        cancel();
        sleep_for(1ns);

        CHECK(*count.ran == 1);
    });
}

TEST_CASE("a registration is freed unrun when nothing can cancel its context") {
    const counter count;
    {
        const auto [c, cancel] = with_cancel(background());
        after_func(c, count.function());
        CHECK_FALSE(count.freed());
    }

    CHECK(count.freed());
    CHECK(*count.ran == 0);
}

TEST_CASE("a registration on a child is freed when its parent is dropped too") {
    const counter count;
    {
        const auto parent = with_cancel(background()).child;
        after_func(with_cancel(parent).child, count.function());
        CHECK_FALSE(count.freed());
    }

    CHECK(count.freed());
    CHECK(*count.ran == 0);
}

TEST_CASE("a registration on background is freed with its stop function") {
    const counter count;
    {
        const auto stop = after_func(background(), count.function());
        CHECK(stop());
    }
    CHECK(count.freed());

    after_func(background(), count.function());
    CHECK(count.freed());
}

TEST_CASE("a stopped registration is freed with its stop function") {
    const auto [c, cancel] = with_cancel(background());
    const counter count;
    {
        const auto stop = after_func(c, count.function());
        CHECK(stop());
    }

    CHECK(count.freed());
    CHECK(ctx_test::observer_count(c) == 0);
}

TEST_CASE("a registration that has run is freed while its context lives on") {
    const auto [c, cancel] = with_cancel(background());
    const counter count;
    after_func(c, count.function(), inline_executor{});

    cancel();

    CHECK(*count.ran == 1);
    CHECK(count.freed());
}

TEST_CASE("a function that holds its own context is freed once it has run") {
    in_bubble([] {
        const counter count;
        {
            const auto [c, cancel] = with_cancel(background());
            after_func(c, [held = c, f = count.function()] { f(); });
            cancel();
        }
        sleep_for(1ns);

        CHECK(*count.ran == 1);
        CHECK(count.freed());
    });
}

TEST_CASE("a registered function does not run after its bubble has ended") {
    const counter count;
    const auto [c, cancel] = with_cancel(background());
    in_bubble([&, &outer = c] { after_func(outer, count.function()); });

    cancel();

    CHECK(*count.ran == 0);
}

TEST_CASE("a registration on a timeout of an ended bubble is freed unrun") {
    const counter before, after;
    ctx::context c;
    in_bubble([&] {
        c = with_timeout(background(), 1h).child;
        after_func(c, before.function(), inline_executor());
    });
    after_func(c, after.function(), inline_executor());
    CHECK_FALSE(before.freed());

    c = background();  // nothing can cancel it: its clock has stopped

    CHECK(before.freed());
    CHECK(after.freed());
    CHECK(*before.ran + *after.ran == 0);
}

TEST_CASE("a registered function does not run after its ctx::run has ended") {
    const counter count;
    const auto [c, cancel] = with_cancel(background());
    ctx_test::check_clean(
        ctx::run([&, &outer = c] { after_func(outer, count.function()); }));

    cancel();

    CHECK(*count.ran == 0);
}

TEST_CASE("a function that races with stop runs only if stop returns false") {
    for (int round = 0; round < 300; ++round) {
        const auto [c, cancel] = with_cancel(background());
        int ran = 0;
        const auto stop = after_func(
            c, [&] { ++ran; }, inline_executor{});
        std::latch start(2);
        bool stopped = false;
        std::jthread stopping([&] {
            start.arrive_and_wait();
            stopped = stop();
        });
        start.arrive_and_wait();
        cancel();
        stopping.join();

        CHECK(ran == (stopped ? 0 : 1));
    }
}

TEST_CASE("a function runs once if its context is dropped during a cancel") {
    for (int round = 0; round < 300; ++round) {
        const counter count;
        const auto [parent, cancel] = with_cancel(background());
        auto child = with_cancel(parent).child;
        after_func(child, count.function(), inline_executor{});
        std::latch start(2);
        std::jthread dropping([&] {
            start.arrive_and_wait();
            child = background();
        });
        start.arrive_and_wait();
        cancel();
        dropping.join();

        CHECK(*count.ran == 1);
        CHECK(count.freed());
    }
}

}  // namespace after_func_lifetime_test
