// The output of the lessons.
// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/core.h>

#include <concepts>
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

/// Writes a line to standard error, and does not wait for a reader: a line for
/// which there is no room in the pipe, or the terminal, is dropped. The line
/// that follows says how many were. So a server goes on if nobody reads its
/// messages. A failure to write is ignored.
///
/// Threads     safe from any thread; takes one lock, and does not block.
void write_error(std::string_view line) noexcept;

/// Prints a line on stderr. In a bubble or a run the line goes to the observer,
/// as that of println. Elsewhere this writes it, as write_error.
///
/// Threads     safe from any thread.
template <class... Args>
void eprintln(format_at<std::type_identity_t<Args>...> text, Args&&... args) {
    const auto line = fmt::format(text.format, std::forward<Args>(args)...);
    if (!ctx::note_error(line, text.where)) write_error(line);
}

}  // namespace lessons
