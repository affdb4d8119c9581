// Two outputs, compared line by line.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/output_text.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "apps/ctxdemo/exercise/output_difference.hpp"
#include "apps/ctxdemo/exercise/verdict_text.hpp"

namespace output_text_test {

using namespace ctxdemo;
using lessons::language;

using row = difference_row;
using rows = std::vector<row>;

TEST_CASE("equal lines are paired, and the others stand beside each other") {
    CHECK(difference_of("", "") == rows{});
    CHECK(difference_of("a\n", "a\n") == rows{{"a", "a"}});
    CHECK(difference_of("a\nb\n", "b\n") == rows{{"a", {}}, {"b", "b"}});
    CHECK(difference_of("b\n", "a\nb\n") == rows{{{}, "a"}, {"b", "b"}});
    CHECK(difference_of("a\nx\nc\n", "a\ny\nc\n") ==
          rows{{"a", "a"}, {"x", "y"}, {"c", "c"}});
    CHECK(difference_of("a\na\n", "a\n") == rows{{"a", "a"}, {"a", {}}});
    CHECK(difference_of("", "\n") == rows{{{}, ""}});
}

// Returns one side of the rows as a text again.
std::string side_of(const rows& all,
                    std::optional<std::string_view> row::*side) {
    std::string text;
    for (const auto& r : all) {
        if (r.*side) text.append(*(r.*side)) += '\n';
    }
    return text;
}

TEST_CASE("the rows of random outputs have all of their lines, in order") {
    std::mt19937 random(1);
    const auto any = [&] {
        std::string text;
        for (auto n = random() % 9; n > 0; --n) {
            text += std::string(1, char('a' + random() % 3)) + '\n';
        }
        return text;
    };
    for (int i = 0; i < 2000; ++i) {
        const auto actual = any(), expected = any();
        const auto all = difference_of(actual, expected);
        CHECK(side_of(all, &row::actual) == actual);
        CHECK(side_of(all, &row::expected) == expected);
    }
}

TEST_CASE("long outputs are compared as well") {
    std::string actual, expected;
    for (int i = 0; i < 5000; ++i) actual += std::to_string(i) + '\n';
    for (int i = 1; i < 5001; ++i) expected += std::to_string(i) + '\n';
    const auto all = difference_of(actual, expected);
    CHECK(side_of(all, &row::actual) == actual);
    CHECK(side_of(all, &row::expected) == expected);
    const auto lines = output_text(actual, expected, {});
    CHECK(lines.size() < 60);
}

std::string text_of(const std::string& actual, const std::string& expected,
                    const verdict_page& p = {}) {
    return to_text(output_text(actual, expected, p), false);
}

TEST_CASE("outputs are side by side, with marks at the rows that differ") {
    CHECK(text_of("worker\nover\n", "worker\nworker\nover\n") ==
          "  the program prints │ it should print\n"
          "  worker             │ worker\n"
          ">                    │ worker\n"
          "  over               │ over\n"
          "\n"
          "Rows with > differ.\n");
    CHECK(text_of("", "\n", {.in = language::zh}) ==
          "  程序打印 │ 应当打印\n"
          ">          │ （空行）\n"
          "\n"
          "有 > 的行不同。\n");
}

TEST_CASE("a line that differs is in quotes if it ends with a blank") {
    CHECK(text_of("a \nover \n", "a \nover\n") ==
          "  the program prints │ it should print\n"
          "  a                  │ a\n"
          "> \"over \"            │ over\n"
          "\n"
          "Rows with > differ.\n");
}

TEST_CASE("outputs with long lines are one below the other") {
    const std::string wide(70, 'x');
    CHECK(text_of(wide + "\nover\n", "over\n") ==
          "  the program prints:\n"
          "  > " +
              wide +
              "\n"
              "    over\n"
              "\n"
              "  it should print:\n"
              "    over\n"
              "\n"
              "Rows with > differ.\n");
    CHECK(text_of("", wide + "\n")
              .starts_with("  the program prints:\n    (nothing)\n"));
}

TEST_CASE("rows far from a difference are left out") {
    std::string same;
    for (int i = 0; i < 9; ++i) same += std::to_string(i) + '\n';
    CHECK(text_of(same + "a\n" + same, same + "b\n" + same) ==
          "  the program prints │ it should print\n"
          "  …\n"
          "  6                  │ 6\n"
          "  7                  │ 7\n"
          "  8                  │ 8\n"
          "> a                  │ b\n"
          "  0                  │ 0\n"
          "  1                  │ 1\n"
          "  2                  │ 2\n"
          "  …\n"
          "\n"
          "Rows with > differ.\n");
}

}  // namespace output_text_test
