// Events and times as text.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/event.hpp>
#include <string>
#include <string_view>

namespace ctxdemo {

/// Returns the output of a print step, with its line end; an empty text for any
/// other step. With `stamps`, each line begins with its time in seconds.
[[nodiscard]] std::string printed(const ctx::event& e, bool stamps);

/// Returns true for a line that is for standard output.
[[nodiscard]] bool is_output(const ctx::event& e) noexcept;

/// Returns "0.010s": milliseconds, rounded down.
[[nodiscard]] std::string seconds_of(ctx::duration time);

/// Returns "1.5s". A time with nanoseconds, which only real time has, is
/// rounded: "100.3ms".
[[nodiscard]] std::string short_time(ctx::duration time);

/// Returns the name of the file that `at` is in, without its folder.
[[nodiscard]] std::string_view file_of(const ctx::location& at) noexcept;

/// The kind of thing that the number event::object stands for.
enum class object_kind { none, goroutine, channel, context };

/// Returns what the object of `e` is; none if the event has no object.
[[nodiscard]] object_kind kind_of_object(const ctx::event& e) noexcept;

/// Returns true for a call that may block: a sleep, send, receive, done, select
/// or wait.
[[nodiscard]] bool is_blocking_call(ctx::step s) noexcept;

/// Returns `text` up to its first line break.
[[nodiscard]] std::string first_line(const std::string& text);

}  // namespace ctxdemo
