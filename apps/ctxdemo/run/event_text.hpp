// Events and times as text.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/event.hpp>
#include <string>

namespace ctxdemo {

/// Returns the output of a print step, with its line end; an empty text for any
/// other step. With `stamps`, each line begins with its time in seconds.
[[nodiscard]] std::string printed(const ctx::event& e, bool stamps);

/// Returns "0.010s": milliseconds, rounded down.
[[nodiscard]] std::string seconds_of(ctx::duration time);

/// Returns "1.5s". A time with nanoseconds, which only real time has, is
/// rounded: "100.3ms".
[[nodiscard]] std::string short_time(ctx::duration time);

/// Returns `text` up to its first line break.
[[nodiscard]] std::string first_line(const std::string& text);

}  // namespace ctxdemo
