// The log of a bubble or a run: every step of every goroutine, in order.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ctx/clock.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// What happened in one step. `object` and `other` of the event are numbers,
/// counted from 1 within the log; 0 stands for what is not in the log.
enum class step : std::uint8_t {
    go,          ///< a goroutine was started: object is its number
    exit,        ///< the goroutine's function returned
    print,       ///< it printed: text is the line
    sleep,       ///< it went to sleep: text is for how long
    send,        ///< it sent, or set out to: object is the channel
    receive,     ///< it received, or set out to: object is the channel
    close,       ///< it closed: object is the channel
    done,        ///< it looked at or set out to wait for the end of a context
    select,      ///< it entered a select: text lists the cases
    choose,      ///< the select took a case: object is its object, other its
                 ///< index, text which one
    wait,        ///< it set out to wait for a wait_group
    block,       ///< the step before could not go on: text is what it waits on
    wake,        ///< what it was blocked in went on
    derive,      ///< object is the new context, other its parent, text how
    cancel,      ///< object is a context that is over: text is the cause
    expire,      ///< the same, by its deadline
    after_func,  ///< a registered function was handed over to run
};

/// Returns the name of a step: "go", "exit", ...
[[nodiscard]] std::string_view to_string(step s) noexcept;

/// One step. Steps of goroutine 0 are the clock's: a timer that goes off. In a
/// run, they are also those of threads that are none of its goroutines.
struct event {
    duration time{0};             ///< since the start of the bubble or run
    std::uint32_t goroutine = 0;  ///< who took it; 1 is main
    step what = step::print;
    std::uint32_t object = 0;
    std::uint32_t other = 0;
    /// Of a derived context, since the start of the bubble or run.
    std::optional<duration> deadline;
    std::string text;
    location where;
};

/// Records a line of output as a step of this goroutine, and shows it to the
/// observer of its bubble or run; outside of one it does nothing. Throws what
/// the observer throws.
void note_print(std::string_view line, location at = location::current());

}  // namespace ctx
