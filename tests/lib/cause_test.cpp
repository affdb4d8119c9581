// cause: the reason why a context is done.
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
using namespace ctx;  // NOLINT: the tables below use many of its names
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

// A child, and the cancel functions of the child and of its parent.
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
    {"canceled without a cause",
     [] {
         const auto [c, cancel] = with_cancel(background());
         cancel();
         return c;
     },
     errc::canceled, errc::canceled},
    {"canceled with a cause", [] { return canceled_with(parent_cause); },
     errc::canceled, parent_cause},
    {"canceled with an empty error as the cause",
     [] { return canceled_with({}); }, errc::canceled, errc::canceled},
    {"canceled with an error code as the cause",
     [] { return canceled_with(std::make_error_code(std::errc::io_error)); },
     errc::canceled, std::make_error_code(std::errc::io_error)},
};

TEST_CASE("a context's cause is the error that its cancel was given") {
    for (const auto& row : one_context) {
        SUBCASE(row.name) { check(row); }
    }
}

const row parent_and_child[] = {
    {"parent with a cause, then child with a cause",
     [] {
         const auto [c, cancel_parent, cancel_child] = both_with_cause();
         cancel_parent(parent_cause);
         cancel_child(child_cause);
         return c;
     },
     errc::canceled, parent_cause},
    {"child with a cause, then parent with a cause",
     [] {
         const auto [c, cancel_parent, cancel_child] = both_with_cause();
         cancel_child(child_cause);
         cancel_parent(parent_cause);
         return c;
     },
     errc::canceled, child_cause},
    {"parent with a cause, then child without a cause",
     [] {
         const auto [parent, cancel_parent] = with_cancel_cause(background());
         const auto [c, cancel_child] = with_cancel(parent);
         cancel_parent(parent_cause);
         cancel_child();
         return c;
     },
     errc::canceled, parent_cause},
    {"child without a cause, then parent with a cause",
     [] {
         const auto [parent, cancel_parent] = with_cancel_cause(background());
         const auto [c, cancel_child] = with_cancel(parent);
         cancel_child();
         cancel_parent(parent_cause);
         return c;
     },
     errc::canceled, errc::canceled},
    {"parent without a cause, then child with a cause",
     [] {
         const auto [parent, cancel_parent] = with_cancel(background());
         const auto [c, cancel_child] = with_cancel_cause(parent);
         cancel_parent();
         cancel_child(child_cause);
         return c;
     },
     errc::canceled, errc::canceled},
    {"child with a cause, then parent without a cause",
     [] {
         const auto [parent, cancel_parent] = with_cancel(background());
         const auto [c, cancel_child] = with_cancel_cause(parent);
         cancel_child(child_cause);
         cancel_parent();
         return c;
     },
     errc::canceled, child_cause},
};

TEST_CASE("the first of two cancellations gives the cause") {
    for (const auto& row : parent_and_child) {
        SUBCASE(row.name) { check(row); }
    }
}

const row timeouts[] = {
    {"timed out without a cause",
     [] {
         const auto [c, cancel] = with_timeout(background(), 0s);
         cancel();
         return c;
     },
     errc::deadline_exceeded, errc::deadline_exceeded},
    {"canceled before a timeout without a cause",
     [] {
         const auto [c, cancel] = with_timeout(background(), forever);
         cancel();
         return c;
     },
     errc::canceled, errc::canceled},
    {"timed out with a cause",
     [] {
         const auto [c, cancel] =
             with_timeout_cause(background(), 0s, too_slow);
         cancel();
         return c;
     },
     errc::deadline_exceeded, too_slow},
    {"canceled before a timeout with a cause",
     [] {
         const auto [c, cancel] =
             with_timeout_cause(background(), forever, too_slow);
         cancel();
         return c;
     },
     errc::canceled, errc::canceled},
    {"timed out with an empty error as the cause",
     [] { return with_timeout_cause(background(), 0s, {}).child; },
     errc::deadline_exceeded, errc::deadline_exceeded},
    {"timed out before the parent is canceled",
     [] {
         const auto [parent, cancel] = with_cancel_cause(background());
         const auto c = with_timeout_cause(parent, 0s, too_slow).child;
         cancel(finished_early);
         return c;
     },
     errc::deadline_exceeded, too_slow},
    {"parent canceled before the timeout",
     [] {
         const auto [parent, cancel] = with_cancel_cause(background());
         const auto c = with_timeout_cause(parent, forever, too_slow).child;
         cancel(finished_early);
         return c;
     },
     errc::canceled, finished_early},
    {"past a deadline with a cause",
     [] {
         return with_deadline_cause(background(), clock::now(), too_slow).child;
     },
     errc::deadline_exceeded, too_slow},
};

TEST_CASE("a timeout's cause counts only if the timeout comes first") {
    for (const auto& row : timeouts) {
        SUBCASE(row.name) { check(row); }
    }
}

const row without[] = {
    {"background", [] { return without_cancel(background()); }, {}, {}},
    {"parent canceled",
     [] {
         const auto [parent, cancel] = with_cancel_cause(background());
         const auto c = without_cancel(parent);
         cancel(finished_early);
         return c;
     },
     {},
     {}},
    {"parent timed out",
     [] {
         return without_cancel(
             with_timeout_cause(background(), 0s, too_slow).child);
     },
     {},
     {}},
    {"parent canceled, then child with a cause of its own",
     [] {
         const auto parent = without_cancel(canceled_with(parent_cause));
         const auto [c, cancel] = with_cancel_cause(parent);
         cancel(child_cause);
         return c;
     },
     errc::canceled, child_cause},
};

TEST_CASE("without_cancel lets no ancestor's cause through") {
    for (const auto& row : without) {
        SUBCASE(row.name) { check(row); }
    }
}

TEST_CASE("a child of a canceled parent has the parent's cause") {
    const auto parent = canceled_with(parent_cause);

    const auto [child, cancel] = with_cancel_cause(parent);
    cancel(child_cause);

    CHECK(child.done().ready());
    CHECK(child.err() == errc::canceled);
    CHECK(cause(child) == parent_cause);
}

TEST_CASE("a child of a timed out parent has the parent's error and cause") {
    const auto parent = with_timeout_cause(background(), 0s, too_slow).child;

    const auto child = with_cancel(parent).child;

    CHECK(child.err() == errc::deadline_exceeded);
    CHECK(cause(child) == too_slow);
}

TEST_CASE("a cause reaches every descendant, through values and timeouts") {
    const auto [top, cancel] = with_cancel_cause(background());
    const auto valued = with_value(top, key::only, 1);
    const auto timed = with_timeout(valued, forever).child;
    const auto bottom = with_value(timed, key::only, 2);

    cancel(parent_cause);

    CHECK(cause(valued) == parent_cause);
    CHECK(cause(timed) == parent_cause);
    CHECK(cause(bottom) == parent_cause);
}

TEST_CASE("an expired timeout has the cause that it was given") {
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
