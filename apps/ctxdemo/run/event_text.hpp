// What an event prints, and times, as text.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/event.hpp>
#include <string>

namespace ctxdemo {

/// Returns what a print step adds to the output, with its end of line; nothing
/// for other steps. With `stamps`, each line begins with its time in seconds.
[[nodiscard]] std::string printed(const ctx::event& e, bool stamps);

/// "0.010s", to the millisecond begun.
[[nodiscard]] std::string seconds_of(ctx::duration time);

/// "1.5s"; of a time that is exact to the nanosecond, as those of a run in real
/// time are, no more than anybody reads: "100.3ms".
[[nodiscard]] std::string short_time(ctx::duration time);

/// `text` up to its first line break.
[[nodiscard]] std::string first_line(const std::string& text);

}  // namespace ctxdemo
