// How doctest shows the library's values when a check fails.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <ctx/clock.hpp>
#include <ctx/context.hpp>
#include <ctx/duration.hpp>
#include <ctx/error.hpp>
#include <ctx/event.hpp>
#include <optional>
#include <string>
#include <system_error>

namespace doctest {

template <>
struct StringMaker<ctx::error> {
    static String convert(const ctx::error& e) {
        return ctx::to_string(e).c_str();
    }
};

template <>
struct StringMaker<std::error_code> {
    static String convert(const std::error_code& e) {
        return ctx::to_string(ctx::error(e)).c_str();
    }
};

template <>
struct StringMaker<ctx::errc> {
    static String convert(ctx::errc e) {
        return ctx::to_string(ctx::error(e)).c_str();
    }
};

template <>
struct StringMaker<ctx::context> {
    static String convert(const ctx::context& c) {
        return ctx::to_string(c).c_str();
    }
};

template <>
struct StringMaker<ctx::step> {
    static String convert(ctx::step s) {
        return std::string(ctx::to_string(s)).c_str();
    }
};

template <class Rep, class Period>
struct StringMaker<std::chrono::duration<Rep, Period>> {
    static String convert(const std::chrono::duration<Rep, Period>& d) {
        return ctx::format_duration(d).c_str();
    }
};

template <>
struct StringMaker<ctx::clock::time_point> {
    static String convert(const ctx::clock::time_point& t) {
        return ctx::format_duration(t.time_since_epoch()).c_str();
    }
};

template <class T>
struct StringMaker<std::optional<T>> {
    static String convert(const std::optional<T>& value) {
        return value ? toString(*value) : String("nullopt");
    }
};

}  // namespace doctest
