// cause: why a context is over.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <stdexcept>
#include <system_error>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace cause_test {

using namespace std::chrono_literals;
using namespace ctx;  // NOLINT: the tables below are made of its names
using ctx_test::in_bubble;

constexpr auto forever = 1'000'000s;

const error parent_cause = std::runtime_error("parent cause");
const error child_cause = std::runtime_error("child cause");
const error too_slow = std::runtime_error("too slow");
const error finished_early = std::runtime_error("finished early");

enum class key { only };

struct row {
    const char* name;
    context (*make)();
    error err, cause;
};

void check(const row& row) {
    const context c = row.make();
    CHECK(error(c.err()) == row.err);
    CHECK(cause(c) == row.cause);
}

context canceled_with(const error& reason) {
    const auto [c, cancel] = with_cancel_cause(background());
    cancel(reason);
    return c;
}

// Two contexts, one below the other, and which of them takes a cause.
struct pair {
    context child;
    cancel_cause_func cancel_parent, cancel_child;
};

pair both_with_cause() {
    const auto parent = with_cancel_cause(background());
    const auto child = with_cancel_cause(parent.child);
    return {child.child, parent.cancel, child.cancel};
}

const row one_context[] = {
    {"background", background, {}, {}},
    {"todo", todo, {}, {}},
    {"live", [] { return with_cancel_cause(background()).child; }, {}, {}},
    {"with_cancel",
     [] {
         const auto [c, cancel] = with_cancel(background());
         cancel();
         return c;
     },
     errc::canceled, errc::canceled},
    {"with a cause", [] { return canceled_with(parent_cause); }, errc::canceled,
     parent_cause},
    {"with no error as the cause", [] { return canceled_with({}); },
     errc::canceled, errc::canceled},
    {"with a code as the cause",
     [] { return canceled_with(std::make_error_code(std::errc::io_error)); },
     errc::canceled, std::make_error_code(std::errc::io_error)},
};

TEST_CASE("the cause of one context is what its cancel was given") {
    for (const auto& row : one_context) {
        SUBCASE(row.name) { check(row); }
    }
}

const row parent_and_child[] = {
    {"parent's cause, then child's",
     [] {
         const auto [c, cancel_parent, cancel_child] = both_with_cause();
         cancel_parent(parent_cause);
         cancel_child(child_cause);
         return c;
     },
     errc::canceled, parent_cause},
    {"child's cause, then parent's",
     [] {
         const auto [c, cancel_parent, cancel_child] = both_with_cause();
         cancel_child(child_cause);
         cancel_parent(parent_cause);
         return c;
     },
     errc::canceled, child_cause},
    {"parent's cause, then child without",
     [] {
         const auto [parent, cancel_parent] = with_cancel_cause(background());
         const auto [c, cancel_child] = with_cancel(parent);
         cancel_parent(parent_cause);
         cancel_child();
         return c;
     },
     errc::canceled, parent_cause},
    {"child without, then parent's cause",
     [] {
         const auto [parent, cancel_parent] = with_cancel_cause(background());
         const auto [c, cancel_child] = with_cancel(parent);
         cancel_child();
         cancel_parent(parent_cause);
         return c;
     },
     errc::canceled, errc::canceled},
    {"parent without, then child's cause",
     [] {
         const auto [parent, cancel_parent] = with_cancel(background());
         const auto [c, cancel_child] = with_cancel_cause(parent);
         cancel_parent();
         cancel_child(child_cause);
         return c;
     },
     errc::canceled, errc::canceled},
    {"child's cause, then parent without",
     [] {
         const auto [parent, cancel_parent] = with_cancel(background());
         const auto [c, cancel_child] = with_cancel_cause(parent);
         cancel_child(child_cause);
         cancel_parent();
         return c;
     },
     errc::canceled, child_cause},
};

TEST_CASE("of two cancellations the first gives the cause") {
    for (const auto& row : parent_and_child) {
        SUBCASE(row.name) { check(row); }
    }
}

const row timeouts[] = {
    {"timeout",
     [] {
         const auto [c, cancel] = with_timeout(background(), 0s);
         cancel();
         return c;
     },
     errc::deadline_exceeded, errc::deadline_exceeded},
    {"timeout, canceled in time",
     [] {
         const auto [c, cancel] = with_timeout(background(), forever);
         cancel();
         return c;
     },
     errc::canceled, errc::canceled},
    {"timeout with a cause",
     [] {
         const auto [c, cancel] =
             with_timeout_cause(background(), 0s, too_slow);
         cancel();
         return c;
     },
     errc::deadline_exceeded, too_slow},
    {"timeout with a cause, canceled in time",
     [] {
         const auto [c, cancel] =
             with_timeout_cause(background(), forever, too_slow);
         cancel();
         return c;
     },
     errc::canceled, errc::canceled},
    {"timeout with no error as its cause",
     [] { return with_timeout_cause(background(), 0s, {}).child; },
     errc::deadline_exceeded, errc::deadline_exceeded},
    {"timed out, then the parent canceled",
     [] {
         const auto [parent, cancel] = with_cancel_cause(background());
         const auto c = with_timeout_cause(parent, 0s, too_slow).child;
         cancel(finished_early);
         return c;
     },
     errc::deadline_exceeded, too_slow},
    {"the parent canceled before the time is out",
     [] {
         const auto [parent, cancel] = with_cancel_cause(background());
         const auto c = with_timeout_cause(parent, forever, too_slow).child;
         cancel(finished_early);
         return c;
     },
     errc::canceled, finished_early},
    {"deadline with a cause",
     [] {
         return with_deadline_cause(background(), clock::now(), too_slow).child;
     },
     errc::deadline_exceeded, too_slow},
};

TEST_CASE("a timeout's cause counts if the time runs out first") {
    for (const auto& row : timeouts) {
        SUBCASE(row.name) { check(row); }
    }
}

const row without[] = {
    {"background", [] { return without_cancel(background()); }, {}, {}},
    {"canceled",
     [] {
         const auto [parent, cancel] = with_cancel_cause(background());
         const auto c = without_cancel(parent);
         cancel(finished_early);
         return c;
     },
     {},
     {}},
    {"timed out",
     [] {
         return without_cancel(
             with_timeout_cause(background(), 0s, too_slow).child);
     },
     {},
     {}},
    {"canceled below",  // its own cause, not that from above
     [] {
         const auto parent = without_cancel(canceled_with(parent_cause));
         const auto [c, cancel] = with_cancel_cause(parent);
         cancel(child_cause);
         return c;
     },
     errc::canceled, child_cause},
};

TEST_CASE("no cause comes through without_cancel") {
    for (const auto& row : without) {
        SUBCASE(row.name) { check(row); }
    }
}

TEST_CASE("a child born canceled has its parent's cause") {
    const auto parent = canceled_with(parent_cause);

    const auto [child, cancel] = with_cancel_cause(parent);
    cancel(child_cause);

    CHECK(child.done().ready());
    CHECK(child.err() == errc::canceled);
    CHECK(cause(child) == parent_cause);
}

TEST_CASE("a child of a timed out parent has its error and its cause") {
    const auto parent = with_timeout_cause(background(), 0s, too_slow).child;

    const auto child = with_cancel(parent).child;

    CHECK(child.err() == errc::deadline_exceeded);
    CHECK(cause(child) == too_slow);
}

TEST_CASE("the cause comes down through values and further contexts") {
    const auto [top, cancel] = with_cancel_cause(background());
    const auto valued = with_value(top, key::only, 1);
    const auto timed = with_timeout(valued, forever).child;
    const auto bottom = with_value(timed, key::only, 2);

    cancel(parent_cause);

    CHECK(cause(valued) == parent_cause);
    CHECK(cause(timed) == parent_cause);
    CHECK(cause(bottom) == parent_cause);
}

TEST_CASE("the cause of a timeout that ran out is the one it was given") {
    in_bubble([] {
        const auto [c, cancel] = with_timeout_cause(background(), 5s, too_slow);
        CHECK_FALSE(cause(c));

        sleep_for(5s);

        CHECK(c.err() == errc::deadline_exceeded);
        CHECK(cause(c) == too_slow);
    });
}

TEST_CASE("a cause outlives the context that was canceled with it") {
    error kept;
    {
        const auto c = canceled_with(std::runtime_error("short lived"));
        kept = cause(c);
    }

    CHECK(kept.message() == "short lived");
}

}  // namespace cause_test
