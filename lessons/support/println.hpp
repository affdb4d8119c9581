// The output of the lessons.
// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/core.h>

#include <concepts>
#include <cstdio>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ctx/event.hpp"
#include "ctx/location.hpp"

namespace lessons {

/// A format string, checked at compile time, and its line in the source.
template <class... Args>
struct format_at {
    template <std::convertible_to<std::string_view> Text>
    consteval format_at(const Text& text,
                        ctx::location at = ctx::location::current())
        : format(text), where(at) {}

    fmt::format_string<Args...> format;
    ctx::location where;
};

/// Prints a line, with the format of fmt: `println("{} left", n)`. The line
/// goes to the observer of the run, and the observer writes it to stdout.
template <class... Args>
void println(format_at<std::type_identity_t<Args>...> text, Args&&... args) {
    ctx::note_print(fmt::format(text.format, std::forward<Args>(args)...),
                    text.where);
}

/// Prints a line on stderr. For messages that are not part of the transcript.
///
/// Threads     safe from any thread.
template <class... Args>
void eprintln(fmt::format_string<Args...> text, Args&&... args) {
    const auto line = fmt::format(text, std::forward<Args>(args)...) + '\n';
    std::fputs(line.c_str(), stderr);
}

}  // namespace lessons
