// The log of a bubble or a run: every step of every goroutine, in order. The
// observer of run_options (bubble.hpp) is shown each event.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ctx/clock.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// The kind of a step of a goroutine. A send, receive, wait or select is logged
/// when the goroutine enters the call. If the call has to wait, a block
/// follows, and later a wake.
enum class step : std::uint8_t {
    go,          ///< started a goroutine: object is its number, text its name
    exit,        ///< returned from its function
    print,       ///< printed: text is the line, other is 2 if the line is for
                 ///< standard error
    sleep,       ///< entered sleep_for: text is the duration
    send,        ///< entered a send: object is the channel
    receive,     ///< entered a receive: object is the channel
    close,       ///< called close: object is the channel
    done,        ///< entered a wait for a context to be done: object is the
                 ///< context
    select,      ///< entered a select: text lists the cases, as does cases
    choose,      ///< took a case of the select: other is its index, text the
                 ///< case, object its channel or context
    wait,        ///< entered the wait of a wait_group or condition_variable, or
                 ///< a call that has to wait for a lock or a once
    timer,       ///< started a timer or ticker, with `after` too: object is its
                 ///< channel, text the duration
    block,       ///< blocked: text is what the goroutine waits on
    wake,        ///< went on after a block: text is the same
    derive,      ///< derived a context: object is the context, other its
                 ///< parent, text the function, such as "with_cancel"
    cancel,      ///< made a context done by a cancellation: object is the
                 ///< context, text the cause
    expire,      ///< made a context done by a deadline: as cancel
    after_func,  ///< handed a registered function to its executor
};

/// Returns the name of a step as it is written here: "go", "exit", ...
[[nodiscard]] CTX_EXPORT std::string_view to_string(step s) noexcept;

/// A case of a select. A default is no case.
struct event_case {
    step what = step::receive;  ///< done, receive or send
    std::uint32_t object = 0;   ///< the context or the channel
};

/// One step. Goroutines, channels and contexts have numbers, which count from 1
/// within a log, each kind for itself. The number 0 means an object that is not
/// in the log.
struct event {
    duration time{0};  ///< since the start of the bubble or run

    /// The goroutine that took the step; 1 is main. 0 is the clock, when a
    /// timer fires, and in a run also a thread that is not one of its
    /// goroutines.
    std::uint32_t goroutine = 0;

    step what = step::print;   ///< the kind of the step
    std::uint32_t object = 0;  ///< see step
    std::uint32_t other = 0;   ///< see step

    /// The deadline of a derived context, its own or its ancestor's, since the
    /// start of the bubble or run.
    std::optional<duration> deadline;

    std::vector<event_case> cases;  ///< of a select, in the order of its index

    std::string text;  ///< see step
    location where;    ///< the source line; its line() is 0 for an exit
};

/// Records a line of output as a step of this goroutine, and shows it to the
/// observer of its bubble or run. Does nothing outside of both. The line is not
/// written to standard output.
///
/// Throws      what the observer throws; std::bad_alloc.
/// Threads     safe from any thread.
/// Source      beyond Go.
CTX_EXPORT void note_print(std::string_view line,
                           location at = location::current());

/// Does the same with a line that is for standard error. Returns false, and
/// does nothing, outside of a bubble and a run: the caller may then write the
/// line itself.
///
/// Throws      as note_print.
/// Threads     safe from any thread.
/// Source      beyond Go.
CTX_EXPORT bool note_error(std::string_view line,
                           location at = location::current());

}  // namespace ctx
