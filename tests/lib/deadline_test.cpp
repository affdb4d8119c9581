// with_deadline and with_timeout, in virtual time and on the OS's clock.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/clock.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <optional>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"

namespace deadline_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::clock;
using ctx::duration;
using ctx::errc;
using ctx::sleep_for;
using ctx::with_cancel;
using ctx::with_deadline;
using ctx::with_timeout;
using ctx_test::in_bubble;

enum class key { only };

TEST_CASE("a timeout expires at its deadline and not before") {
    in_bubble([] {
        const auto [child, cancel] = with_timeout(background(), 5s);

        sleep_for(5s - 1ns);
        CHECK_FALSE(child.err());
        CHECK_FALSE(child.done().ready());

        sleep_for(1ns);
        CHECK(child.err() == errc::deadline_exceeded);
        CHECK(child.done().ready());
    });
}

TEST_CASE("a deadline expires when the clock reaches it and not before") {
    in_bubble([] {
        sleep_for(1h);
        const auto when = clock::now() + 50ms;
        const auto [child, cancel] = with_deadline(background(), when);

        sleep_for(50ms - 1ns);
        CHECK_FALSE(child.err());

        sleep_for(1ns);
        CHECK(child.err() == errc::deadline_exceeded);
        CHECK(clock::now() == when);
    });
}

TEST_CASE("a goroutine that waits for a timeout goes on at the deadline") {
    in_bubble([] {
        const auto start = clock::now();
        const auto [child, cancel] = with_timeout(background(), 5s);

        child.done().wait();

        CHECK(clock::now() - start == 5s);
        CHECK(child.err() == errc::deadline_exceeded);
    });
}

TEST_CASE("a timeout of zero or less expires at once") {
    struct row {
        const char* name;
        duration until;
    };
    const row rows[] = {
        {"one millisecond ago", -1ms},
        {"one nanosecond ago", -1ns},
        {"now", 0s},
        {"the shortest duration", duration::min()},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            in_bubble([&] {
                const auto [child, cancel] =
                    with_timeout(background(), row.until);
                CHECK(child.done().ready());
                CHECK(child.err() == errc::deadline_exceeded);

                cancel();
                CHECK(child.err() == errc::deadline_exceeded);
            });
        }
    }
}

TEST_CASE("a timeout below zero gives a deadline in the past") {
    in_bubble([] {
        sleep_for(5s);
        const auto now = clock::now();
        CHECK(with_timeout(background(), -1s).child.deadline() == now - 1s);
        const auto first = clock::time_point::min();
        CHECK(clock::later(first + 1s, -1s) == first);
        CHECK(clock::later(first + 1s, -1s - 1ns) == first);
    });
}

TEST_CASE("a deadline of now or earlier expires at once") {
    for (const auto until : {-1ms, 0ms}) {
        const auto [child, cancel] =
            with_deadline(background(), clock::now() + until);

        CHECK(child.done().ready());
        CHECK(child.err() == errc::deadline_exceeded);
    }
}

TEST_CASE("a timeout that expires at once leaves no link on its parent") {
    const auto [parent, cancel_parent] = with_cancel(background());

    const auto [child, cancel] = with_timeout(parent, 0s);

    CHECK(child.err() == errc::deadline_exceeded);
    CHECK(ctx_test::observer_count(parent) == 0);
}

TEST_CASE("a canceled timeout stays canceled after its deadline") {
    in_bubble([] {
        const auto [outer, cancel_outer] = with_timeout(background(), 1s);
        const auto [child, cancel] = with_timeout(outer, 1000h);

        cancel();
        CHECK(child.done().ready());
        CHECK(child.err() == errc::canceled);
        CHECK_FALSE(outer.err());

        sleep_for(2s);
        CHECK(child.err() == errc::canceled);
        CHECK(outer.err() == errc::deadline_exceeded);
    });
}

TEST_CASE("an expired timeout stays expired when canceled") {
    in_bubble([] {
        const auto [child, cancel] = with_timeout(background(), 1s);
        sleep_for(1s);

        cancel();

        CHECK(child.err() == errc::deadline_exceeded);
    });
}

TEST_CASE("a canceled parent's error wins over a child's own deadline") {
    const auto [parent, cancel] = with_cancel(background());
    cancel();

    CHECK(with_timeout(parent, -1s).child.err() == errc::canceled);
    CHECK(with_timeout(parent, 1h).child.err() == errc::canceled);
}

TEST_CASE("a child's deadline is the sooner of its own and its parent's") {
    struct row {
        const char* name;
        duration parent, child, want;
    };
    const row rows[] = {
        {"child's deadline sooner", 5s, 3s, 3s},
        {"parent's deadline sooner", 3s, 5s, 3s},
        {"equal deadlines", 3s, 3s, 3s},
        {"child's sooner by one nanosecond", 3s, 3s - 1ns, 3s - 1ns},
        {"parent's sooner by one nanosecond", 3s, 3s + 1ns, 3s},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            in_bubble([&] {
                const auto start = clock::now();
                const auto [parent, stop] =
                    with_timeout(background(), row.parent);
                const auto [child, cancel] = with_timeout(parent, row.child);
                CHECK(child.deadline() == start + row.want);

                child.done().wait();

                CHECK(clock::now() - start == row.want);
                CHECK(child.err() == errc::deadline_exceeded);
            });
        }
    }
}

TEST_CASE("a child with a deadline after its parent's prints as with_cancel") {
    in_bubble([] {
        const auto [parent, stop] = with_timeout(background(), 1s);
        const auto [later, cancel1] = with_timeout(parent, 2s);
        const auto [sooner, cancel2] = with_timeout(parent, 1ms);

        CHECK(later.deadline() == parent.deadline());
        CHECK(to_string(later) == to_string(parent) + ".WithCancel");
        CHECK(sooner.deadline() < parent.deadline());
    });
}

TEST_CASE("the parent's deadline gives the cause if both are equal") {
    in_bubble([] {
        const ctx::error first = std::runtime_error("first");
        const ctx::error second = std::runtime_error("second");
        const auto [parent, stop] = with_timeout_cause(background(), 1s, first);
        const auto [child, cancel] = with_timeout_cause(parent, 1s, second);

        sleep_for(1s);

        CHECK(cause(parent) == first);
        CHECK(cause(child) == first);
    });
}

TEST_CASE("a context without its own deadline reports its ancestor's") {
    in_bubble([] {
        const auto when = clock::now() + 7s;
        const auto timed = with_deadline(background(), when).child;
        const auto valued = with_value(timed, key::only, 1);
        const auto canceled = with_cancel(valued).child;

        CHECK(timed.deadline() == when);
        CHECK(valued.deadline() == when);
        CHECK(canceled.deadline() == when);
        CHECK(with_cancel(background()).child.deadline() == std::nullopt);
    });
}

TEST_CASE("a done context still reports its deadline") {
    in_bubble([] {
        const auto when = clock::now() + 1s;
        const auto [child, cancel] = with_deadline(background(), when);
        cancel();
        CHECK(child.deadline() == when);

        const auto past = clock::now() - 1s;
        CHECK(with_deadline(background(), past).child.deadline() == past);
    });
}

TEST_CASE("the longest timeout never expires and does not overflow") {
    in_bubble([] {
        sleep_for(1h);
        const auto [child, cancel] =
            with_timeout(background(), duration::max());

        CHECK_FALSE(child.err());
        CHECK(child.deadline() == clock::time_point::max());
        sleep_for(24h * 365 * 100);
        CHECK_FALSE(child.err());
    });
}

TEST_CASE("the longest timeout does not overflow outside a bubble") {
    const auto [child, cancel] = with_timeout(background(), duration::max());

    CHECK_FALSE(child.err());
    REQUIRE(child.deadline() != std::nullopt);
    CHECK(*child.deadline() > clock::now());
    CHECK(clock::from_now(duration::max()) == clock::time_point::max());
}

TEST_CASE("timeouts expire in the order of their deadlines") {
    in_bubble([] {
        const auto start = clock::now();
        const auto third = with_timeout(background(), 30ms).child;
        const auto first = with_timeout(background(), 10ms).child;
        const auto second = with_timeout(background(), 20ms).child;

        first.done().wait();
        CHECK(clock::now() - start == 10ms);
        CHECK_FALSE(second.err());
        second.done().wait();
        CHECK(clock::now() - start == 20ms);
        CHECK_FALSE(third.err());
        third.done().wait();
        CHECK(clock::now() - start == 30ms);
    });
}

TEST_CASE("a timeout reaches its whole subtree at once") {
    in_bubble([] {
        const auto top = with_timeout(background(), 1s).child;
        const auto valued = with_value(top, key::only, 1);
        const auto below = with_cancel(valued).child;
        const auto longer = with_timeout(below, 1h).child;

        sleep_for(1s);

        for (const auto& c : {top, valued, below, longer}) {
            CHECK(c.err() == errc::deadline_exceeded);
        }
    });
}

TEST_CASE("a timeout outside a bubble does not expire before its deadline") {
    const auto when = clock::now() + 2ms;
    const auto [child, cancel] = with_deadline(background(), when);
    const auto [grandchild, stop] = with_timeout(child, 1000h);

    grandchild.done().wait();

    CHECK(clock::now() >= when);
    CHECK(child.err() == errc::deadline_exceeded);
    CHECK(grandchild.err() == errc::deadline_exceeded);
}

TEST_CASE("a short timeout outside a bubble expires before an older long one") {
    const auto [late, cancel_late] = with_timeout(background(), 1000h);
    const auto [soon, cancel_soon] = with_timeout(background(), 1ms);

    soon.done().wait();

    CHECK(soon.err() == errc::deadline_exceeded);
    CHECK_FALSE(late.err());
}

}  // namespace deadline_test
