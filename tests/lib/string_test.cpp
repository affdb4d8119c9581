// How contexts print: as in Go, where the bubble of testing/synctest also
// starts at midnight UTC on 2000-01-01.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"

namespace string_test {

struct key_name {
    bool operator==(const key_name&) const = default;
};
struct numbered_key {
    int n;
    bool operator==(const numbered_key&) const = default;
};
enum class color { red };

std::string to_string(const numbered_key& k) {
    return "numbered_key(" + std::to_string(k.n) + ")";
}

struct plain {};

using namespace std::chrono_literals;
using ctx::background;
using ctx::context;
using ctx::duration;
using ctx::with_timeout;
using ctx::with_value;
using ctx_test::in_bubble;

std::string text(const context& c) { return ctx::to_string(c); }

TEST_CASE("a root prints its name") {
    CHECK(text(background()) == "context.Background");
    CHECK(text(ctx::todo()) == "context.TODO");
}

TEST_CASE("a context prints how it was derived from its root") {
    const auto first = with_cancel(background()).child;
    const auto second = with_cancel_cause(first).child;
    const auto third = without_cancel(second);

    CHECK(text(first) == "context.Background.WithCancel");
    CHECK(text(second) == "context.Background.WithCancel.WithCancel");
    CHECK(text(third) ==
          "context.Background.WithCancel.WithCancel.WithoutCancel");
    CHECK(text(with_cancel(ctx::todo()).child) == "context.TODO.WithCancel");
}

TEST_CASE("a canceled context prints like a live one") {
    const auto [c, cancel] = with_cancel(background());
    cancel();

    CHECK(text(c) == "context.Background.WithCancel");
}

TEST_CASE("a deadline prints as its date and the time left") {
    struct row {
        const char* name;
        duration timeout;
        const char* want;
    };
    const row rows[] = {
        {"50ms", 50ms, "2000-01-01 00:00:00.05 +0000 UTC [50ms]"},
        {"1ns", 1ns, "2000-01-01 00:00:00.000000001 +0000 UTC [1ns]"},
        {"1.5ms", 1500us, "2000-01-01 00:00:00.0015 +0000 UTC [1.5ms]"},
        {"hours", 90min + 1500us,
         "2000-01-01 01:30:00.0015 +0000 UTC [1h30m0.0015s]"},
        {"months", 24h * 59, "2000-02-29 00:00:00 +0000 UTC [1416h0m0s]"},
        {"a leap year's end", 24h * 365,
         "2000-12-31 00:00:00 +0000 UTC [8760h0m0s]"},
        {"the past", -1s, "1999-12-31 23:59:59 +0000 UTC [-1s]"},
        {"just past", -1ns, "1999-12-31 23:59:59.999999999 +0000 UTC [-1ns]"},
        {"now", 0s, "2000-01-01 00:00:00 +0000 UTC [0s]"},
        {"the longest there is", duration::max(),
         "2292-04-10 23:47:16.854775807 +0000 UTC "
         "[2562047h47m16.854775807s]"},
    };
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            in_bubble([&] {
                const auto c = with_timeout(background(), row.timeout).child;
                CHECK(text(c) == "context.Background.WithDeadline(" +
                                     std::string(row.want) + ")");
            });
        }
    }
}

TEST_CASE("the time left until a deadline falls, and below zero after it") {
    in_bubble([] {
        const auto c = with_timeout(background(), 50ms).child;

        ctx::sleep_for(20ms);
        CHECK(text(c) ==
              "context.Background.WithDeadline("
              "2000-01-01 00:00:00.05 +0000 UTC [30ms])");

        ctx::sleep_for(40ms);
        CHECK(text(c) ==
              "context.Background.WithDeadline("
              "2000-01-01 00:00:00.05 +0000 UTC [-10ms])");
    });
}

TEST_CASE("a child prints a deadline equal to its parent's, but no later one") {
    in_bubble([] {
        const auto c = with_timeout(background(), 50ms).child;
        const std::string part =
            ".WithDeadline(2000-01-01 00:00:00.05 +0000 UTC [50ms])";

        CHECK(text(with_timeout(c, 50ms).child) ==
              "context.Background" + part + part);
        CHECK(text(with_timeout(c, 60ms).child) ==
              "context.Background" + part + ".WithCancel");
    });
}

TEST_CASE("a deadline too long ago for a duration still prints its date") {
    in_bubble([] {
        const auto c = with_timeout(background(), duration::min()).child;
        ctx::sleep_for(90s);

        CHECK(text(c) ==
              "context.Background.WithDeadline(1707-09-22 "
              "00:12:43.145224192 +0000 UTC "
              "[-2562047h47m16.854775808s])");
    });
}

TEST_CASE("a deadline outside a bubble prints as a date of the system clock") {
    const auto c = with_timeout(background(), 1h).child;

    const auto printed = text(c);

    CHECK(printed.rfind("context.Background.WithDeadline(2", 0) == 0);
    CHECK(printed.find(" +0000 UTC [59m") != std::string::npos);
}

TEST_CASE("a key prints as the name of its type, and a text value as itself") {
    const auto c = with_value(background(), key_name{}, "c1k1");

    CHECK(text(c) ==
          "context.Background.WithValue(string_test::key_name, c1k1)");
}

TEST_CASE("a key or value that has a to_string prints what that returns") {
    const auto c1 = with_value(background(), numbered_key{1}, "c1k1");
    const auto c2 = with_value(c1, numbered_key{3}, numbered_key{7});

    CHECK(text(c2) ==
          "context.Background.WithValue(numbered_key(1), c1k1)"
          ".WithValue(numbered_key(3), numbered_key(7))");
}

TEST_CASE(
    "a value prints as itself if it is text, else as the name of its type") {
    using namespace std::string_literals;
    using namespace std::string_view_literals;
    const auto printed = [](auto value) {
        const auto c = with_value(background(), numbered_key{1}, value);
        const std::string before =
            "context.Background.WithValue(numbered_key(1), ";
        const auto all = text(c);
        CHECK(all.rfind(before, 0) == 0);
        return all.substr(before.size());
    };

    CHECK(printed("literal") == "literal)");
    CHECK(printed("string"s) == "string)");
    CHECK(printed("view"sv) == "view)");
    CHECK(printed(nullptr) == "<nil>)");
    CHECK(printed(42) == "int)");
    CHECK(printed(plain{}) == "string_test::plain)");
    CHECK(printed(color::red) == "string_test::color)");
}

TEST_CASE("an enumeration key prints as the name of its type") {
    const auto c = with_value(background(), color::red, "rot");

    CHECK(text(c) == "context.Background.WithValue(string_test::color, rot)");
}

TEST_CASE("a chain of contexts prints from its root on") {
    in_bubble([] {
        const auto c1 = with_cancel(background()).child;
        const auto c2 = with_timeout(c1, 50ms).child;
        const auto c3 = with_value(c2, key_name{}, nullptr);
        const auto c4 = without_cancel(c3);

        CHECK(text(c4) ==
              "context.Background.WithCancel"
              ".WithDeadline(2000-01-01 00:00:00.05 +0000 UTC [50ms])"
              ".WithValue(string_test::key_name, <nil>)"
              ".WithoutCancel");
    });
}

TEST_CASE("a merged context prints both its parents") {
    const auto a = with_cancel(background()).child;
    const auto b = with_value(ctx::todo(), numbered_key{1}, "v");
    const auto merged = merge(a, b).child;

    CHECK(text(merged) ==
          "Merge(context.Background.WithCancel, "
          "context.TODO.WithValue(numbered_key(1), v))");
    CHECK(text(with_cancel(merged).child) == text(merged) + ".WithCancel");
    CHECK(text(merge(merged, b).child) ==
          "Merge(" + text(merged) + ", " + text(b) + ")");
}

TEST_CASE("operator<< writes what to_string returns") {
    const auto c = with_value(background(), key_name{}, "v");
    std::ostringstream out;

    out << c;

    CHECK(out.str() == text(c));
}

}  // namespace string_test
