// without_cancel: a context that has its parent's values and nothing else.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <string>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"

namespace without_cancel_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::context;
using ctx::errc;
using ctx::with_cancel;
using ctx::with_timeout;
using ctx::with_value;
using ctx::without_cancel;
using ctx_test::in_bubble;

enum class key { only };

TEST_CASE(
    "a context without cancel has its parent's values and is never done") {
    const auto parent = with_value(background(), key::only, "value");
    const auto c = without_cancel(with_timeout(parent, 1h).child);

    CHECK(c.deadline() == std::nullopt);
    CHECK_FALSE(c.done());
    CHECK_FALSE(c.err());
    CHECK_FALSE(cause(c));
    REQUIRE(c.value<std::string>(key::only) != nullptr);
    CHECK(*c.value<std::string>(key::only) == "value");
}

TEST_CASE("a canceled parent does not cancel a context without cancel") {
    const auto [parent, cancel] = with_cancel(background());
    const auto c = without_cancel(parent);
    CHECK(ctx_test::observer_count(parent) == 0);

    cancel();

    CHECK_FALSE(c.err());
    CHECK_FALSE(c.done().ready());
}

TEST_CASE("a context without cancel is live under a canceled parent") {
    const auto [parent, cancel] = with_cancel(background());
    cancel();

    const auto c = without_cancel(parent);

    CHECK_FALSE(c.err());
    CHECK_FALSE(cause(c));
}

TEST_CASE("a parent's deadline does not reach below a context without cancel") {
    in_bubble([] {
        const auto parent = with_timeout(background(), 1s).child;
        const auto c = without_cancel(parent);
        const auto below = with_timeout(c, 5s).child;

        ctx::sleep_for(2s);
        CHECK(parent.err() == errc::deadline_exceeded);
        CHECK_FALSE(c.err());
        CHECK_FALSE(below.err());

        ctx::sleep_for(3s);
        CHECK(below.err() == errc::deadline_exceeded);
    });
}

TEST_CASE(
    "a child of a context without cancel is canceled only by its own cancel") {
    const auto [parent, cancel_parent] = with_cancel(background());
    const auto [child, cancel] = with_cancel(without_cancel(parent));

    cancel_parent();
    CHECK_FALSE(child.err());

    cancel();
    CHECK(child.err() == errc::canceled);
}

TEST_CASE("a context without cancel keeps its parent's values alive") {
    context c;
    {
        const auto valued = with_value(background(), key::only, 7);
        c = without_cancel(with_cancel(valued).child);
    }

    REQUIRE(c.value<int>(key::only) != nullptr);
    CHECK(*c.value<int>(key::only) == 7);
}

}  // namespace without_cancel_test
