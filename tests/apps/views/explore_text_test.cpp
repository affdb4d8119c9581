// The text of explore for outputs that no lesson has.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/views/explore.hpp"
#include "apps/ctxdemo/views/output_kinds.hpp"

namespace explore_text_test {

using ctxdemo::explore_text;
using ctxdemo::kinds_of;
using ctxdemo::transcript;
using ctxdemo::transcripts;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

transcript printing(std::string text, std::size_t id) {
    transcript t;
    t.text = std::move(text);
    t.schedules = 1;
    t.shortest = ctx::schedule({id});
    return t;
}

/// Returns transcripts whose first is the canonical one.
transcripts found_in(std::vector<transcript> all) {
    transcripts found;
    found.all = std::move(all);
    found.schedules = found.all.size();
    found.complete = true;
    if (!found.all.empty()) found.all.front().canonical = true;
    return found;
}

std::string text_of(const transcripts& found, bool all = false) {
    return explore_text(found, {"ctxdemo some", "cut", all}, {});
}

/// Returns `count` lines of which none is equal to another.
std::string different_lines(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += "line " + std::to_string(i) + '\n';
    }
    return text;
}

TEST_CASE("outputs with the same lines and another ending are two kinds") {
    auto fails = printing("b\na\n", 2);
    fails.failure = "deadlock!";
    auto leaves = printing("b\na\n", 3);
    leaves.left.emplace_back().name = "worker";
    const auto found = found_in({printing("a\nb\n", 0), printing("b\na\n", 1),
                                 fails, leaves, printing("a\na\nb\n", 4)});
    const auto kinds = kinds_of(found);
    REQUIRE(kinds.size() == 4);
    CHECK(kinds[0].all ==
          std::vector<const transcript*>{&found.all[0], &found.all[1]});
    CHECK(kinds[0].schedules == 2);
}

TEST_CASE("six outputs are printed in full, and of seven one of each kind") {
    std::vector<transcript> all;
    for (std::size_t i = 0; i < 6; ++i) {
        all.push_back(printing(std::string(i, ' ') + "a\n", i));
    }
    CHECK_FALSE(has(text_of(found_in(all)), "kind"));
    all.push_back(printing("b\n", 6));
    CHECK(has(text_of(found_in(all)), "The outputs are of 7 kinds."));
    CHECK_FALSE(has(text_of(found_in(all), true), "kind"));
}

TEST_CASE("of a large kind 24 outputs are spelled, and the others counted") {
    std::vector<transcript> all;
    for (std::size_t i = 0; i < 27; ++i) {
        std::string text;
        for (std::size_t k = 0; k < 27; ++k) text += k == i ? "b\n" : "a\n";
        all.push_back(printing(text, i));
    }
    const auto text = text_of(found_in(all));
    CHECK(has(text, "  the other 26 in another order:\n"));
    CHECK(has(text, "\n    and 2 more\n"));
    CHECK_FALSE(has(text_of(found_in({all.begin(), all.end() - 2})), "more"));
}

TEST_CASE("outputs with more lines than letters are not spelled") {
    std::vector<transcript> all;
    for (std::size_t i = 0; i < 7; ++i) {
        all.push_back(printing(std::string(i, '\n') + different_lines(51), i));
    }
    CHECK(has(text_of(found_in(all)),
              "\n    Y  line 50\n"
              "    Z  (an empty line)\n"));
    for (auto& t : all) t.text += "one more\n";
    const auto text = text_of(found_in(all));
    CHECK(has(text, "One of each kind is printed. To see all: --all"));
    CHECK(has(text, "\n1     1        1          52     -\n"));
    CHECK_FALSE(has(text, "\n    Z  line"));
}

TEST_CASE("a long spelled output is broken into lines") {
    std::vector<transcript> all;
    for (std::size_t i = 0; i < 7; ++i) {
        std::string text;
        for (std::size_t k = 0; k < 100; ++k) text += k == i ? "b\n" : "a\n";
        all.push_back(printing(text, i));
    }
    CHECK(has(text_of(found_in(all)),
              "order:\n"
              "    1\n"
              "    ba" +
                  std::string(74, 'b') +
                  "\n"
                  "    " +
                  std::string(24, 'b') + "\n"));
}

TEST_CASE("the text without any output is the summary alone") {
    auto none = found_in({});
    none.complete = false;
    CHECK(text_of(none) == "0 outputs, 0 schedules; not complete: cut\n");
}

}  // namespace explore_text_test
