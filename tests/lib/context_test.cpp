// Roots and with_cancel: which contexts a cancel reaches.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <type_traits>
#include <utility>

#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"

namespace context_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::context;
using ctx::errc;
using ctx::todo;
using ctx::with_cancel;
using ctx::with_timeout;
using ctx::with_value;
using ctx_test::observer_count;

enum class key { only };

TEST_CASE("a root is never done") {
    for (const context& root : {background(), todo(), context()}) {
        CHECK_FALSE(root.err());
        CHECK_FALSE(root.done().ready());
        CHECK_FALSE(root.done());
        CHECK(root.deadline() == std::nullopt);
        CHECK(root.value<int>(key::only) == nullptr);
    }
}

TEST_CASE("a default-constructed context is background, and todo is not") {
    CHECK(context() == background());
    CHECK_FALSE(todo() == background());
}

TEST_CASE("a select never takes the done case of a root") {
    const auto root = background();

    CHECK(select(ctx::recv(root.done()), ctx::default_case) == 1);
}

TEST_CASE("a context is one word, and a moved-from context is background") {
    static_assert(sizeof(context) == sizeof(void*));
    static_assert(std::is_nothrow_copy_constructible_v<context>);
    static_assert(std::is_nothrow_move_constructible_v<context>);
    auto [child, cancel] = with_cancel(todo());

    const context moved = std::exchange(child, context());
    CHECK_FALSE(moved == background());

    context source = moved;
    const context target = std::move(source);
    CHECK(target == moved);
    CHECK(source == background());  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("a copy of a handle refers to the same context") {
    const auto [child, cancel] = with_cancel(background());
    const context copy = child;
    const auto [other, cancel_other] = with_cancel(background());

    CHECK(copy == child);
    CHECK_FALSE(copy == other);
    cancel();
    CHECK(copy.err() == errc::canceled);
}

TEST_CASE("a new with_cancel context can be canceled and is not yet done") {
    const auto [child, cancel] = with_cancel(background());

    CHECK(child.done());
    CHECK_FALSE(child.done().ready());
    CHECK_FALSE(child.err());
}

TEST_CASE("cancel reaches the child and the grandchild before it returns") {
    const auto [child, cancel] = with_cancel(background());
    const auto [grandchild, cancel_grandchild] = with_cancel(child);

    cancel();

    for (const auto& c : {child, grandchild}) {
        CHECK(c.done().ready());
        CHECK(c.err() == errc::canceled);
    }
}

TEST_CASE("a canceled context stays canceled when it is canceled again") {
    const auto [child, cancel] = with_cancel(background());
    const auto copy = cancel;

    cancel();
    cancel();
    copy();

    CHECK(child.err() == errc::canceled);
    CHECK(child.done().ready());
}

TEST_CASE("a default-constructed cancel function does nothing") {
    const ctx::cancel_func nothing;
    const ctx::cancel_cause_func nothing_either;

    nothing();
    nothing_either(errc::canceled);

    CHECK_FALSE(background().err());
}

TEST_CASE("a cancel function never throws, and with_cancel's can be copied") {
    static_assert(noexcept(std::declval<const ctx::cancel_func&>()()));
    static_assert(
        std::is_nothrow_invocable_v<const ctx::cancel_cause_func&, ctx::error>);
    static_assert(std::is_copy_constructible_v<ctx::cancel_func>);
    CHECK(true);
}

TEST_CASE("a canceled parent cancels its children of every kind") {
    const auto [parent, cancel] = with_cancel(background());
    const auto [cancel_child, stop1] = with_cancel(parent);
    const auto value_child = with_value(parent, key::only, 1);
    const auto [timer_child, stop2] = with_timeout(value_child, 1000h);
    const auto stop3 = ctx::after_func(
        parent, [] {}, ctx::inline_executor{});
    CHECK(observer_count(parent) == 3);

    cancel();

    CHECK(observer_count(parent) == 0);
    for (const auto& c : {parent, cancel_child, value_child, timer_child}) {
        CHECK(c.done().ready());
        CHECK(c.err() == errc::canceled);
    }
}

TEST_CASE("a value context derived from a canceled parent is canceled") {
    const auto [parent, cancel] = with_cancel(background());
    cancel();

    const auto child = with_value(parent, key::only, 1);

    CHECK(child.done().ready());
    CHECK(child.err() == errc::canceled);
}

TEST_CASE("a canceled child does not cancel background") {
    const auto [child, cancel] = with_cancel(background());

    cancel();

    CHECK(child.err() == errc::canceled);
    CHECK_FALSE(background().err());
}

TEST_CASE("a canceled child does not cancel its parent") {
    const auto [parent, cancel_parent] = with_cancel(background());
    const auto [child, cancel] = with_cancel(parent);
    CHECK(observer_count(parent) == 1);

    cancel();

    CHECK(observer_count(parent) == 0);
    CHECK(child.err() == errc::canceled);
    CHECK_FALSE(parent.err());
    CHECK_FALSE(parent.done().ready());
}

TEST_CASE("a canceled child is taken off its parent's list") {
    const auto [parent, cancel_parent] = with_cancel(background());

    SUBCASE("with_cancel") {
        const auto [child, cancel] = with_cancel(parent);
        CHECK(observer_count(parent) == 1);
        cancel();
    }
    SUBCASE("with_timeout") {
        const auto [child, cancel] = with_timeout(parent, 60min);
        CHECK(observer_count(parent) == 1);
        cancel();
    }
    SUBCASE("merge") {
        const auto [child, cancel] = ctx::merge(parent, background());
        CHECK(observer_count(parent) == 1);
        cancel();
    }
    SUBCASE("after_func") {
        const auto stop = ctx::after_func(parent, [] {});
        CHECK(observer_count(parent) == 1);
        stop();
    }
    CHECK(observer_count(parent) == 0);
}

TEST_CASE("a dropped child is taken off its parent's list") {
    const auto [parent, cancel_parent] = with_cancel(background());
    {
        const auto [child, cancel] = with_cancel(parent);
        const auto [timed, cancel_timed] = with_timeout(parent, 1h);
        const auto valued = with_value(parent, key::only, 1);
        CHECK(observer_count(parent) == 2);
    }

    CHECK(observer_count(parent) == 0);
}

TEST_CASE("a child keeps its parent alive") {
    context child;
    ctx::cancel_func cancel;
    {
        const auto [parent, cancel_parent] = with_cancel(background());
        const auto valued = with_value(parent, key::only, 7);
        child = with_cancel(valued).child;
        cancel = cancel_parent;
    }

    REQUIRE(child.value<int>(key::only) != nullptr);
    CHECK(*child.value<int>(key::only) == 7);
    CHECK_FALSE(child.err());
    cancel();
    CHECK(child.err() == errc::canceled);
}

TEST_CASE("a canceled child does not cancel its sibling") {
    const auto [parent, cancel_parent] = with_cancel(background());
    const auto [first, cancel_first] = with_cancel(parent);
    const auto [second, cancel_second] = with_cancel(parent);

    cancel_first();

    CHECK(first.err() == errc::canceled);
    CHECK_FALSE(second.err());
}

TEST_CASE("a cancel function works after its context's handle is dropped") {
    context child;
    ctx::cancel_func cancel;
    {
        const auto made = with_cancel(background());
        child = with_cancel(made.child).child;
        cancel = made.cancel;
    }

    cancel();

    CHECK(child.err() == errc::canceled);
}

}  // namespace context_test
