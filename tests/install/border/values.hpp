// Values that the program and its plugin store and look up, each compiled into
// both.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/ctx.hpp>
#include <string>
#include <vector>

namespace border {

struct key {
    int n;
    bool operator==(const key&) const = default;
};
template <class T>
struct key_of {
    bool operator==(const key_of&) const = default;
};
enum class tag { only };
struct Zone {
    struct inner {
        int n;
    };
};
struct unknown;  // never complete

/// Stores values of all kinds of types that both know.
inline ctx::context store(ctx::context c) {
    c = with_value(c, key{1}, std::string("text"));
    c = with_value(c, key{2}, 2);
    c = with_value(c, key{3}, Zone::inner{3});
    c = with_value(c, key{4}, std::vector<Zone>(4));
    c = with_value(c, key{5}, std::function<int()>([] { return 5; }));
    c = with_value(c, key_of<Zone>(), 6);
    c = with_value(c, key_of<void (*)(Zone)>(), 7);
    c = with_value(c, tag::only, ctx::background());
    c = with_value(c, static_cast<const key*>(nullptr), 9);
    return merge(ctx::with_cancel(ctx::background()).child, c).child;
}

/// Returns the number of the values of `store` that are found.
inline int found(const ctx::context& c) {
    const auto* const zone = c.value<Zone::inner>(key{3});
    const auto* const zones = c.value<std::vector<Zone>>(key{4});
    const auto* const call = c.value<std::function<int()>>(key{5});
    return (c.value<std::string>(key{1}) != nullptr) +
           (c.value<int>(key{2}) != nullptr) + (zone && zone->n == 3) +
           (zones && zones->size() == 4) + (call && (*call)() == 5) +
           (c.value<int>(key_of<Zone>()) != nullptr) +
           (c.value<int>(key_of<void (*)(Zone)>()) != nullptr) +
           (c.value<ctx::context>(tag::only) != nullptr) +
           (c.value<int>(static_cast<const key*>(nullptr)) != nullptr);
}
inline constexpr int stored = 9;

/// Returns the number of the values of another type that are found: none.
inline int confused(const ctx::context& c) {
    return (c.value<const std::string>(key{1}) != nullptr) +
           (c.value<long>(key{2}) != nullptr) +
           (c.value<unsigned>(key{2}) != nullptr) +
           (c.value<unknown>(key{2}) != nullptr) +
           (c.value<Zone>(key{3}) != nullptr) +
           (c.value<int>(key_of<Zone*>()) != nullptr) +
           (c.value<int>(key_of<void (*)(Zone*)>()) != nullptr);
}

}  // namespace border

// From here on the program and the plugin have types of their own, although the
// types have the same names.
namespace {

struct own_key {
    bool operator==(const own_key&) const = default;
};

[[maybe_unused]] void own_function() {}
template <void (*)()>
struct key_of_function {
    bool operator==(const key_of_function&) const = default;
};

}  // namespace

namespace border {

template <class Key>
void store_or_count(ctx::context& c, bool store, int& count) {
    if (store) {
        c = with_value(c, Key(), 1);
    } else if (c.value<int>(Key())) {
        ++count;
    }
}

}  // namespace border

// A function that both have under one name, with a type of its own.
extern "C" void border_same_name(ctx::context& c, bool store, int& count) {
    struct local {
        bool operator==(const local&) const = default;
    };
    border::store_or_count<local>(c, store, count);
    border::store_or_count<border::key_of<local>>(c, store, count);
}

static void same_name(ctx::context& c, bool store, int& count) {
    struct local {
        bool operator==(const local&) const = default;
    };
    border::store_or_count<local>(c, store, count);
    border::store_or_count<const local*>(c, store, count);
}

/// Stores values under keys of this side, or counts those that are found.
static int own(ctx::context& c, bool store) {
    int count = 0;
    border::store_or_count<own_key>(c, store, count);
    border::store_or_count<border::key_of<own_key>>(c, store, count);
    border::store_or_count<key_of_function<own_function>>(c, store, count);
    border_same_name(c, store, count);
    same_name(c, store, count);
    return count;
}
inline constexpr int own_stored = 7;
