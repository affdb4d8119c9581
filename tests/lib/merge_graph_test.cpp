// merge: graphs of merged contexts, with many ways up to one context.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <ctx/context.hpp>
#include <stdexcept>
#include <string>

#include "tests/support/allocations.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/sanitizers.hpp"

namespace merge_graph_test {

using ctx::background;
using ctx::context;
using ctx::merge;
using ctx::with_cancel;
using ctx::with_value;
using ctx_test::allocations_of;

// A key that counts how often it is compared.
struct counted_key {
    int n = 0;
    friend bool operator==(const counted_key& a, const counted_key& b) {
        ++comparisons;
        return a.n == b.n;
    }
    static inline int comparisons = 0;
};

struct throwing_key {
    friend bool operator==(const throwing_key&, const throwing_key&) {
        throw std::runtime_error("compared");
    }
};

constexpr int levels = 40;

// A context with two ways up at each of `levels` merges, and `levels` keys on
// each.
context ladder() {
    context c = with_value(background(), counted_key{-1}, 7);
    for (int i = 0; i < levels; ++i) {
        const auto left = with_value(c, counted_key{2 * i}, i);
        const auto right = with_value(c, counted_key{2 * i + 1}, i);
        c = merge(left, right).child;
    }
    return c;
}

TEST_CASE("value finds a key above 40 merges of a context with itself") {
    context c = with_value(with_cancel(background()).child, counted_key{1}, 7);
    for (int i = 0; i < levels; ++i) c = merge(c, c).child;

    CHECK(*c.value<int>(counted_key{1}) == 7);
    CHECK(c.value<int>(counted_key{2}) == nullptr);
}

TEST_CASE("value visits each context once, however many ways lead to it") {
    const auto c = ladder();
    counted_key::comparisons = 0;

    CHECK(c.value<int>(counted_key{-2}) == nullptr);
    CHECK(counted_key::comparisons == 2 * levels + 1);
    CHECK(*c.value<int>(counted_key{-1}) == 7);
    CHECK(*c.value<int>(counted_key{1}) == 0);
}

TEST_CASE("value below a merge of few contexts allocates nothing" *
          doctest::skip(ctx_test::sanitized)) {
    const auto a =
        with_value(with_cancel(background()).child, counted_key{1}, 1);
    const auto b =
        with_value(with_cancel(background()).child, counted_key{2}, 2);
    const auto c = with_cancel(merge(a, b).child).child;
    const int* found = nullptr;

    CHECK(allocations_of([&] { found = c.value<int>(counted_key{2}); }) == 0);
    CHECK(*found == 2);
}

TEST_CASE("value throws what comparing its key throws") {
    const auto a = with_value(background(), throwing_key(), 1);
    const auto merged = merge(a, background()).child;

    CHECK_THROWS_AS((void)a.value<int>(throwing_key()), std::runtime_error);
    CHECK_THROWS_AS((void)merged.value<int>(throwing_key()),
                    std::runtime_error);
}

TEST_CASE("a merged context that is above on several ways prints once") {
    const auto a = with_cancel(background()).child;
    const auto once = merge(a, ctx::todo()).child;

    CHECK(to_string(merge(once, with_cancel(once).child).child) ==
          "Merge(Merge(context.Background.WithCancel, context.TODO), "
          "Merge(...).WithCancel)");
}

TEST_CASE("40 merges of a context with itself have a short printed form") {
    context c = with_cancel(background()).child;
    for (int i = 0; i < levels; ++i) c = merge(c, c).child;

    const auto text = to_string(c);
    CHECK(text.size() < 40 * levels);
    CHECK(to_string(ladder()).size() < 10'000 + 200 * levels);
}

TEST_CASE("the form of a thousand merges with one long chain is bounded") {
    constexpr std::size_t length = 1000;
    context chain = background();
    for (std::size_t i = 0; i < length; ++i) chain = with_cancel(chain).child;
    context c = chain;
    for (std::size_t i = 0; i < length; ++i) c = merge(c, chain).child;

    const auto text = to_string(c);
    CHECK(text.size() < 100 * length);
    CHECK(text.ends_with("(...))"));
}

TEST_CASE("a context merged 50,000 times on either side prints") {
    context first, second;
    for (int i = 0; i < 50'000; ++i) {
        first = merge(first, background()).child;
        second = merge(background(), second).child;
    }

    const auto text = to_string(first);
    CHECK(std::ranges::count(text, ')') == 50'000);
    CHECK(to_string(second).size() == text.size());
    CHECK(second.value<int>(counted_key{}) == nullptr);
}

}  // namespace merge_graph_test
