// Which context ended another, and what is known of how contexts were made.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <ctx/origin.hpp>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <ctx/bubble.hpp>
#include <ctx/explore.hpp>
#include <ctx/signal.hpp>
#include <ctx/wait_group.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "tests/support/allocations.hpp"
#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/sanitizers.hpp"

namespace origin_test {

using namespace ctx;
using namespace std::chrono_literals;
using ctx_test::in_bubble;

struct trace_key {
    bool operator==(const trace_key&) const = default;
};

const error disk_full = std::runtime_error("disk full");

// -- how a context was made -------------------------------------------------

TEST_CASE("a context knows the function that made it") {
    const auto parent = background();
    struct row {
        const char* name;
        context made;
    };
    const row rows[] = {
        {"background", background()},
        {"todo", todo()},
        {"with_cancel", with_cancel(parent).child},
        {"with_cancel_cause", with_cancel_cause(parent).child},
        {"with_deadline", with_deadline(parent, clock::now()).child},
        {"with_deadline_cause",
         with_deadline_cause(parent, clock::now(), disk_full).child},
        {"with_timeout", with_timeout(parent, 1h).child},
        {"with_timeout_cause", with_timeout_cause(parent, 1h, disk_full).child},
        {"with_value", with_value(parent, trace_key{}, 7)},
        {"with_label", with_label(parent, "db")},
        {"without_cancel", without_cancel(parent)},
        {"merge", merge(parent, parent).child},
        {"notify_context", notify_context(parent, {SIGUSR1}).child},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) { CHECK(made_by(row.made) == row.name); }
    }
}

TEST_CASE("a context knows the line that made it") {
    const auto parent = background();
    const auto first = std::uint_least32_t{__LINE__} + 2;
    const context made[] = {
        with_cancel(parent).child,
        with_cancel_cause(parent).child,
        with_deadline(parent, clock::now()).child,
        with_deadline_cause(parent, clock::now(), disk_full).child,
        with_timeout(parent, 1h).child,
        with_timeout_cause(parent, 1h, disk_full).child,
        with_value(parent, trace_key{}, 7),
        with_label(parent, "db"),
        without_cancel(parent),
        merge(parent, parent).child,
        notify_context(parent, {SIGUSR1}).child,
    };
    auto line = first;
    for (const context& c : made) {
        CHECK(made_at(c).line() == line++);
        CHECK(std::string(made_at(c).file_name()).ends_with("origin_test.cpp"));
    }
}

TEST_CASE("a root has no line") {
    CHECK(made_at(background()).line() == 0);
    CHECK(made_at(todo()).line() == 0);
}

TEST_CASE("a context that is canceled first remembers its function and line") {
    const auto [parent, cancel] = with_cancel(background());
    cancel();
    const auto line = std::uint_least32_t{__LINE__} + 1;
    const auto child = with_timeout(parent, 1h).child;
    CHECK(made_by(child) == "with_timeout");
    CHECK(made_at(child).line() == line);
}

TEST_CASE("a node of with_cancel takes at most 112 bytes") {
    // With the 8 bytes that the allocator adds.
    static_assert(sizeof(detail::cancel_node) + 8 <= 112);
}

TEST_CASE("a query about the origin allocates nothing" *
          doctest::skip(ctx_test::sanitized)) {
    const auto [request, cancel] = with_timeout(background(), 1h);
    const auto query = with_label(with_cancel(request).child, "db");
    const auto ask = [&] {
        (void)origin(query);
        (void)made_by(query);
        (void)made_at(query);
        (void)label(query);
    };
    CHECK(ctx_test::allocations_of(ask) == 0);
    cancel();
    CHECK(ctx_test::allocations_of(ask) == 0);
}

TEST_CASE("a label takes one allocation, and a context below it no more" *
          doctest::skip(ctx_test::sanitized)) {
    const auto parent = with_cancel(background()).child;
    context db;
    CHECK(ctx_test::allocations_of([&] { db = with_label(parent, "db"); }) ==
          1);
    CHECK(ctx_test::allocations_of([&] { (void)with_cancel(db); }) == 1);
}

// -- labels -----------------------------------------------------------------

TEST_CASE("a label holds for the contexts below it, down to the next label") {
    const auto db = with_label(background(), "db");
    const auto query = with_timeout(db, 1h).child;
    const auto retry = with_label(query, "retry");
    CHECK(label(background()).empty());
    CHECK(label(db) == "db");
    CHECK(label(query) == "db");
    CHECK(label(retry) == "retry");
}

TEST_CASE("a label passes without_cancel") {
    CHECK(label(without_cancel(with_label(background(), "db"))) == "db");
}

TEST_CASE("a merge has the label of its first parent, or else of its second") {
    const auto a = with_label(background(), "a");
    const auto b = with_label(background(), "b");
    CHECK(label(merge(a, b).child) == "a");
    CHECK(label(merge(background(), b).child) == "b");
}

TEST_CASE("a child of with_label is done exactly when its parent is") {
    const auto [parent, cancel] = with_cancel_cause(background());
    const auto child = with_label(parent, "db");
    CHECK_FALSE(child.err());
    cancel(disk_full);
    CHECK(child.err() == errc::canceled);
    CHECK(cause(child) == disk_full);
}

TEST_CASE("a label prints as a value") {
    CHECK(to_string(with_label(background(), "db")) ==
          "context.Background.WithValue(label, db)");
}

// -- the origin of a context that is done -----------------------------------

TEST_CASE("a live context without a deadline has no origin") {
    const auto live = with_cancel(background()).child;
    CHECK(origin(background()) == std::nullopt);
    CHECK(origin(todo()) == std::nullopt);
    CHECK(origin(live) == std::nullopt);
    CHECK(origin(with_value(live, trace_key{}, 7)) == std::nullopt);
    CHECK(origin(merge(live, live).child) == std::nullopt);
}

TEST_CASE("the origin of a context is the context whose cancel came first") {
    const auto [parent, cancel_parent] = with_cancel(background());
    const auto [child, cancel_child] = with_cancel(parent);
    const auto below = with_value(with_cancel(child).child, trace_key{}, 7);
    SUBCASE("the parent's") {
        cancel_parent();
        cancel_child();
        CHECK(origin(below) == parent);
        CHECK(origin(child) == parent);
    }
    SUBCASE("the child's") {
        cancel_child();
        cancel_parent();
        CHECK(origin(below) == child);
        CHECK(origin(child) == child);
    }
    CHECK(origin(parent) == parent);
}

TEST_CASE("a child of a canceled context has the origin of its parent") {
    const auto [top, cancel] = with_cancel(background());
    const auto parent = with_cancel(top).child;
    cancel();
    CHECK(origin(with_cancel(parent).child) == top);
    CHECK(origin(with_cancel_cause(parent).child) == top);
    CHECK(origin(with_timeout(parent, 1h).child) == top);
    CHECK(origin(with_timeout(parent, -1h).child) == top);
    CHECK(origin(with_label(parent, "db")) == top);
    CHECK(origin(merge(background(), parent).child) == top);
    CHECK(origin(notify_context(parent, {SIGUSR1}).child) == top);
}

TEST_CASE("a child made with a deadline that has passed is its own origin") {
    const auto parent = with_cancel(background()).child;
    const auto child = with_timeout(parent, 0s).child;
    CHECK(origin(child) == child);
}

TEST_CASE("a context below without_cancel has no origin above it") {
    const auto [parent, cancel] = with_timeout(background(), 1h);
    const auto apart = without_cancel(parent);
    const auto child = with_cancel(apart).child;
    cancel();
    CHECK(origin(apart) == std::nullopt);
    CHECK(origin(child) == std::nullopt);
}

TEST_CASE("an origin lives on without other handles on it") {
    std::optional<context> found;
    {
        const auto [parent, cancel] = with_cancel_cause(background());
        const auto child = with_cancel(parent).child;
        cancel(disk_full);
        found = origin(child);
    }
    REQUIRE(found);
    CHECK(cause(*found) == disk_full);
    CHECK(made_by(*found) == "with_cancel_cause");
}

TEST_CASE("the origin of a context that a signal ends is of notify_context") {
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    const auto child = with_timeout(c, 1h).child;
    std::raise(SIGUSR1);
    child.done().wait();
    CHECK(origin(child) == c);
}

// -- deadlines --------------------------------------------------------------

TEST_CASE("the deadline that comes first is the origin, before and after") {
    in_bubble([] {
        const auto request = with_timeout(background(), 2s).child;
        const auto slow = with_timeout(request, 5s).child;
        const auto quick = with_timeout(request, 1s).child;
        const auto check = [&] {
            CHECK(origin(slow) == request);
            CHECK(origin(quick) == quick);
        };
        check();
        sleep_for(1s);
        CHECK(quick.err() == errc::deadline_exceeded);
        check();
        bubble_sleep(1s);
        CHECK(slow.err() == errc::deadline_exceeded);
        check();
    });
}

TEST_CASE("of equal deadlines the highest is the origin") {
    in_bubble([] {
        const auto at = clock::now() + 1s;
        const auto top = with_deadline(background(), at).child;
        const auto middle = with_deadline(with_cancel(top).child, at).child;
        const auto bottom = with_deadline(middle, at).child;
        CHECK(origin(bottom) == top);
        bubble_sleep(1s);
        CHECK(bottom.err() == errc::deadline_exceeded);
        CHECK(origin(bottom) == top);
    });
}

TEST_CASE("a cancel before the deadline changes the origin") {
    in_bubble([] {
        const auto [parent, cancel] = with_cancel(background());
        const auto child = with_timeout(parent, 1s).child;
        CHECK(origin(child) == child);
        cancel();
        CHECK(origin(child) == parent);
        bubble_sleep(1s);
        CHECK(origin(child) == parent);
    });
}

TEST_CASE("a deadline that never comes is no origin") {
    const auto c = with_timeout(background(), duration::max()).child;
    CHECK(origin(c) == std::nullopt);
}

// -- merges -----------------------------------------------------------------

TEST_CASE("the origin of a merge is above the parent that is done first") {
    const auto [a, cancel_a] = with_cancel(background());
    const auto [b, cancel_b] = with_cancel(background());
    const auto [both, cancel] = merge(with_cancel(a).child, b);
    const auto child = with_cancel(both).child;
    SUBCASE("the first") {
        cancel_a();
        cancel_b();
        CHECK(origin(child) == a);
    }
    SUBCASE("the second") {
        cancel_b();
        cancel_a();
        CHECK(origin(child) == b);
    }
    SUBCASE("neither") {
        cancel();
        cancel_b();
        CHECK(origin(child) == both);
    }
}

TEST_CASE("the origin of a merge of canceled contexts is the first parent") {
    const auto [a, cancel_a] = with_cancel(background());
    const auto [b, cancel_b] = with_cancel(background());
    cancel_b();
    CHECK(origin(merge(a, b).child) == b);
    cancel_a();
    CHECK(origin(merge(a, b).child) == a);
}

TEST_CASE("the origin of a live merge is the context with its deadline") {
    const auto at = clock::now() + 1h;
    const auto none = with_cancel(background()).child;
    const auto soon = with_deadline(background(), at).child;
    const auto too = with_deadline(background(), at).child;
    const auto late = with_deadline(background(), at + 1s).child;
    CHECK(origin(merge(none, soon).child) == soon);
    CHECK(origin(merge(soon, none).child) == soon);
    CHECK(origin(merge(late, soon).child) == soon);
    CHECK(origin(merge(soon, late).child) == soon);
    CHECK(origin(merge(soon, too).child) == soon);
    CHECK(origin(merge(merge(late, none).child, soon).child) == soon);
    CHECK(origin(with_cancel(merge(late, soon).child).child) == soon);

    const auto below = with_deadline(merge(late, soon).child, at - 1s).child;
    CHECK(origin(below) == below);
    CHECK(origin(with_deadline(merge(late, soon).child, at).child) == soon);
}

// -- every schedule ---------------------------------------------------------

TEST_CASE("under every schedule the origin is the context with the cause") {
    const error one = std::runtime_error("one"),
                two = std::runtime_error("two");
    int by_parent = 0, by_child = 0;
    const auto result = explore(
        [&] {
            const auto parent = with_cancel_cause(background());
            const auto child = with_cancel_cause(parent.child);
            const auto last = with_cancel(child.child).child;
            wait_group wg;
            wg.go([&] { parent.cancel(one); });
            wg.go([&] { child.cancel(two); });
            last.done().wait();
            const bool parents = cause(last) == one;
            ++(parents ? by_parent : by_child);
            expect(origin(last) == (parents ? parent.child : child.child),
                   "the origin is the context whose cause it has");
            wg.wait();
            expect(origin(last) == (parents ? parent.child : child.child),
                   "the origin stays");
        },
        [](const explored& run) { CHECK_FALSE(run.failure); });
    CHECK(result.complete);
    CHECK(by_parent > 0);
    CHECK(by_child > 0);
}

TEST_CASE("under every schedule explain shows no live parent of an end") {
    const auto result = explore(
        [&] {
            const auto parent = with_cancel(background());
            const auto child = with_cancel(parent.child);
            wait_group wg;
            wg.go([&] { parent.cancel(); });
            const std::string text = explain(child.child);
            expect(text.find("canceled with") == std::string::npos ||
                       text.find("live") == std::string::npos,
                   "a context is not canceled with a live parent");
            wg.wait();
        },
        [](const explored& run) { CHECK_FALSE(run.failure); });
    CHECK(result.complete);
    CHECK(result.schedules > 2);
}

// -- explain ----------------------------------------------------------------

// The place of a context in a text. Its line has three digits in this part of
// the file, so all places in a text are equally long.
std::string at(const context& c) {
    return "origin_test.cpp:" + std::to_string(made_at(c).line());
}

TEST_CASE("explain shows each context from the root, and marks the origin") {
    in_bubble([] {
        const auto request = with_timeout(background(), 2s).child;
        const auto traced = with_value(request, trace_key{}, "secret");
        const auto db = with_label(traced, "db");
        sleep_for(1971ms);
        const auto query = with_timeout(db, 50ms).child;
        CHECK(explain(query) ==
              "  1 background\n"
              "> 2 with_timeout                       " +
                  at(request) +
                  "  live, due in 29ms\n"
                  "  3 with_value origin_test::trace_key  " +
                  at(traced) +
                  "\n"
                  "  4 with_label \"db\"                    " +
                  at(db) +
                  "\n"
                  "  5 with_timeout                       " +
                  at(query) + "  live, due with 2\n");
    });
}

TEST_CASE("explain shows which context ended another, and when it was due") {
    in_bubble([] {
        const auto request = with_timeout(background(), 50ms).child;
        const auto query = with_timeout(request, 20ms).child;
        const auto row = with_cancel(query).child;
        bubble_sleep(20ms);
        CHECK(explain(row) ==
              "  1 background\n"
              "  2 with_timeout  " +
                  at(request) +
                  "  live, due in 30ms\n"
                  "> 3 with_timeout  " +
                  at(query) +
                  "  deadline exceeded, due now\n"
                  "  4 with_cancel   " +
                  at(row) + "  deadline exceeded with 3\n");
        bubble_sleep(40ms);
        CHECK(explain(query) ==
              "  1 background\n"
              "  2 with_timeout  " +
                  at(request) +
                  "  deadline exceeded, due 10ms ago\n"
                  "> 3 with_timeout  " +
                  at(query) + "  deadline exceeded, due 40ms ago\n");
    });
}

TEST_CASE("explain shows a cause with the context that was given it") {
    const auto [parent, cancel] = with_cancel_cause(background());
    const auto child = with_cancel(parent).child;
    SUBCASE("a cause") {
        cancel(disk_full);
        CHECK(explain(child) ==
              "  1 background\n"
              "> 2 with_cancel_cause  " +
                  at(parent) +
                  "  canceled: disk full\n"
                  "  3 with_cancel        " +
                  at(child) + "  canceled with 2\n");
    }
    SUBCASE("no cause") {
        cancel({});
        CHECK(explain(parent) ==
              "  1 background\n"
              "> 2 with_cancel_cause  " +
                  at(parent) + "  canceled\n");
    }
}

TEST_CASE("explain names the parents that are not one line above") {
    const auto [a, cancel_a] = with_cancel(background());
    const auto [b, cancel_b] = with_cancel(background());
    const auto c = with_label(b, "b");
    const auto both = merge(a, c).child;
    const auto child = with_cancel(both).child;
    cancel_b();
    CHECK(explain(child) ==
          "  1 background\n"
          "  2 with_cancel       " +
              at(a) +
              "  live\n"
              "> 3 with_cancel of 1  " +
              at(b) +
              "  canceled\n"
              "  4 with_label \"b\"    " +
              at(c) +
              "\n"
              "  5 merge of 2 and 4  " +
              at(both) +
              "  canceled with 3\n"
              "  6 with_cancel       " +
              at(child) + "  canceled with 5\n");
}

TEST_CASE("explain marks no line if nothing will end the context") {
    const auto c = with_timeout(todo(), duration::max()).child;
    const auto apart = without_cancel(c);
    CHECK(explain(background()) == "  1 background\n");
    CHECK(explain(apart) ==
          "  1 todo\n"
          "  2 with_timeout    " +
              at(c) +
              "  live, never due\n"
              "  3 without_cancel  " +
              at(apart) + "\n");
}

TEST_CASE("explain shows a context once, however many ways lead to it") {
    context c = with_cancel(background()).child;
    for (int i = 0; i < 40; ++i) c = merge(c, c).child;
    const std::string text = explain(c);
    CHECK(std::count(text.begin(), text.end(), '\n') == 42);
    CHECK(text.ends_with("  live\n"));
    CHECK(text.find("42 merge of 41 and 41") != std::string::npos);
}

TEST_CASE("explain and origin take a chain of any length") {
    const auto [top, cancel] = with_cancel(background());
    context c = top;
    for (int i = 0; i < 100'000; ++i) c = with_cancel(c).child;
    cancel();
    CHECK(origin(c) == top);
    CHECK(explain(c).find("\n> ") != std::string::npos);
}

}  // namespace origin_test
