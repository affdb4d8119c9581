// with_value: which value a context has for which key.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <ctx/context.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/printing.hpp"

namespace value_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::context;
using ctx::context_key;
using ctx::with_value;

struct key1 {
    int n;
    bool operator==(const key1&) const = default;
};
struct key2 {
    int n;
    bool operator==(const key2&) const = default;
};
enum class request_key { trace, user };

constexpr key1 k1{1};
constexpr key2 k2{1};  // the same number as k1, another type
constexpr key2 k3{3};  // the same type as k2, another number

struct incomparable {};

// Returns the text stored under `key`, or "" if there is none.
template <class Key>
std::string text(const context& c, const Key& key) {
    const auto* found = c.value<std::string>(key);
    return found ? *found : "";
}

std::vector<std::string> texts(const context& c) {
    return {text(c, k1), text(c, k2), text(c, k3)};
}

using strings = std::vector<std::string>;

TEST_CASE("a context has the values of its ancestors, each under its own key") {
    const context c0 = background();
    CHECK(texts(c0) == strings{"", "", ""});

    const auto c1 = with_value(c0, k1, "c1k1");
    CHECK(texts(c1) == strings{"c1k1", "", ""});

    const auto c2 = with_value(c1, k2, "c2k2");
    CHECK(texts(c2) == strings{"c1k1", "c2k2", ""});

    const auto c3 = with_value(c2, k3, "c3k3");
    CHECK(texts(c3) == strings{"c1k1", "c2k2", "c3k3"});
}

TEST_CASE("a null value hides an ancestor's value of the same key") {
    const auto c1 = with_value(background(), k1, "c1k1");
    const auto c2 = with_value(c1, k2, "c2k2");

    const auto c3 = with_value(c2, k1, nullptr);
    CHECK(texts(c3) == strings{"", "c2k2", ""});
    CHECK(c3.value<std::nullptr_t>(k1) != nullptr);

    const auto c4 = with_value(c3, k1, "again");
    CHECK(texts(c4) == strings{"again", "c2k2", ""});
}

TEST_CASE("a context returns the nearest value of a key") {
    const auto outer = with_value(background(), k1, "outer");
    const auto inner = with_value(outer, k1, "inner");

    CHECK(text(inner, k1) == "inner");
    CHECK(text(outer, k1) == "outer");
}

TEST_CASE("a lookup with another type does not find a value") {
    const auto c = with_value(background(), k1, 42);

    REQUIRE(c.value<int>(k1) != nullptr);
    CHECK(*c.value<int>(k1) == 42);
    CHECK(c.value<long>(k1) == nullptr);
    CHECK(c.value<unsigned>(k1) == nullptr);
    CHECK(c.value<std::string>(k1) == nullptr);
}

TEST_CASE("a nearer value of another type hides a value of the right type") {
    const auto outer = with_value(background(), k1, "text");
    const auto inner = with_value(outer, k1, 42);

    CHECK(inner.value<std::string>(k1) == nullptr);
}

TEST_CASE("a context stores a copy of a text value") {
    char buffer[] = "trace";
    const auto c = with_value(background(), k1, &buffer[0]);
    buffer[0] = 'b';

    CHECK(text(c, k1) == "trace");
}

TEST_CASE("a value is found through contexts of every kind") {
    const auto valued = with_value(background(), k1, "found");
    const auto canceled = with_cancel(valued).child;
    const auto timed = with_timeout(canceled, 1h).child;
    const auto loose = without_cancel(timed);
    const auto merged = merge(loose, ctx::todo()).child;

    for (const auto& c : {canceled, timed, loose, merged}) {
        CHECK(text(c, k1) == "found");
    }
}

TEST_CASE("a canceled context still has its values") {
    const auto valued = with_value(background(), k1, "kept");
    const auto [child, cancel] = with_cancel(valued);

    cancel();

    CHECK(text(child, k1) == "kept");
}

TEST_CASE("each enumerator is a key of its own") {
    const auto c = with_value(background(), request_key::trace, "12512312234");

    CHECK(text(c, request_key::trace) == "12512312234");
    CHECK(text(c, request_key::user) == "");
}

TEST_CASE("a pointer key is compared by its address") {
    const key1 one{1}, twin{1};
    const auto c = with_value(background(), &one, 1);

    CHECK(c.value<int>(&one) != nullptr);
    CHECK(c.value<int>(&twin) == nullptr);
}

TEST_CASE("a value may be of a type that cannot be copied") {
    const auto c = with_value(background(), k1, std::make_unique<int>(7));
    const context copy = c;

    const auto* found = copy.value<std::unique_ptr<int>>(k1);
    REQUIRE(found != nullptr);
    CHECK(**found == 7);
}

TEST_CASE("copies and children of a context share its value object") {
    const auto c = with_value(background(), k1, 42);
    const auto below = with_cancel(c).child;
    const context copy = c;

    CHECK(copy.value<int>(k1) == c.value<int>(k1));
    CHECK(below.value<int>(k1) == c.value<int>(k1));
}

TEST_CASE("a value is destroyed with the last context that has it") {
    const auto value = std::make_shared<int>(7);
    context child;
    {
        const auto valued = with_value(background(), k1, value);
        child = with_cancel(valued).child;
    }
    CHECK(value.use_count() == 2);

    child = background();

    CHECK(value.use_count() == 1);
}

TEST_CASE("a built-in type or a text type cannot be a key") {
    static_assert(!context_key<int>);
    static_assert(!context_key<char>);
    static_assert(!context_key<bool>);
    static_assert(!context_key<double>);
    static_assert(!context_key<std::byte>);
    static_assert(!context_key<const char*>);
    static_assert(!context_key<int*>);
    static_assert(!context_key<void*>);
    static_assert(!context_key<std::nullptr_t>);
    static_assert(!context_key<std::string>);
    static_assert(!context_key<std::wstring>);
    static_assert(!context_key<std::string_view>);
    static_assert(!context_key<std::string*>);
    static_assert(!context_key<incomparable>);
    CHECK(true);
}

TEST_CASE("a user-defined type or a pointer to one can be a key") {
    static_assert(context_key<key1>);
    static_assert(context_key<request_key>);
    static_assert(context_key<key1*>);
    static_assert(context_key<const incomparable*>);
    CHECK(true);
}

}  // namespace value_test
