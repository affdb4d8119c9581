// One-shot and repeating timers that send the time on a channel.
//
//     if (select(recv(results, result), recv(ctx::after(2s))) == 1) give_up();
//
// Rules for the whole header:
// 1. A timer goes by the ctx::clock of the thread that makes it, and sends the
//    time at which it fires: its own time or, outside a bubble, a later one.
//    Order. The call that starts a timer happens before the end of the receive
//    that gets its time.
// 2. The channel of a timer keeps one time that has not been received yet, but
//    looks unbuffered: its capacity() and its size() are 0, as of Go 1.23. To
//    poll it, receive in a select with default_case.
// 3. Copies of a timer are the same timer. A timer lives as long as a copy of
//    it, or a handle on its channel. A timer that is dropped never fires.
// 4. A timer costs no goroutine and no thread of its own: one thread drives all
//    timers of the process, and a bubble drives its own, which do not fire any
//    more once the bubble has ended. The process's thread goes on until all
//    static objects are destroyed. The child of a fork has timers of its own
//    (goroutine.hpp, rule 10).
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/channel.hpp"
#include "ctx/clock.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/location.hpp"

namespace ctx {

namespace detail {
class timer_channel;
}

/// Returns a channel on which the time is sent, once, when `d` has passed.
///
/// `d`         zero or less sends the time at once; `duration::max()`, and a
///             longer time of any unit, never.
/// Throws      std::bad_alloc; std::system_error if the thread that drives
///             timers cannot be started; what any_duration throws.
/// Threads     safe from any thread.
/// Complexity  constant, however many timers are pending.
/// Source      Go: time.After.
[[nodiscard]] CTX_EXPORT channel<clock::time_point> after(
    any_duration d, location at = location::current());

/// A single event in the future: the time is sent on its channel.
///
/// Threads     all members are safe from any thread.
/// Complexity  of each member constant, however many timers are pending.
/// Source      Go: time.Timer.
class timer {
public:
    /// Starts a timer that fires when `d` has passed. `d` and what this throws
    /// are as for `after`.
    ///
    /// Source      Go: time.NewTimer.
    CTX_EXPORT explicit timer(any_duration d,
                              location at = location::current());

    /// Returns the channel on which the time is sent.
    ///
    /// Source      Go: Timer.C.
    [[nodiscard]] const channel<clock::time_point>& c() const noexcept {
        return c_;
    }

    /// Stops the timer, and takes back a time that was sent but not received.
    /// No time can be received from then on. Returns true if the timer was
    /// pending or a time was taken back.
    ///
    /// Source      Go: Timer.Stop, as of Go 1.23.
    CTX_EXPORT bool stop() const noexcept;

    /// Stops the timer, as stop() does, and starts it anew, to fire when `d`
    /// has passed. Returns what stop() returns.
    ///
    /// Throws      std::system_error, as `after`.
    /// Source      Go: Timer.Reset, as of Go 1.23.
    CTX_EXPORT bool reset(any_duration d,
                          location at = location::current()) const;

private:
    detail::timer_channel* state_;  // owned through c_
    channel<clock::time_point> c_;
};

/// A repeating event: the time is sent on its channel once in each period. A
/// receiver that is too slow misses ticks, which do not pile up; later ticks
/// still come at whole periods after the start.
///
/// Threads     all members are safe from any thread.
/// Complexity  of each member constant, however many timers are pending.
/// Source      Go: time.Ticker.
class ticker {
public:
    /// Starts a ticker. Its first tick comes when one period has passed.
    ///
    /// Throws      std::invalid_argument if `period` is zero or less, where Go
    ///             panics; what `after` throws.
    /// Source      Go: time.NewTicker.
    CTX_EXPORT explicit ticker(any_duration period,
                               location at = location::current());

    /// Returns the channel on which the time is sent.
    ///
    /// Source      Go: Ticker.C.
    [[nodiscard]] const channel<clock::time_point>& c() const noexcept {
        return c_;
    }

    /// Stops the ticker, and takes back a tick that was not received. Does not
    /// close the channel, as in Go, so a receiver that waits goes on waiting.
    ///
    /// Source      Go: Ticker.Stop.
    CTX_EXPORT void stop() const noexcept;

    /// Stops the ticker, and starts it anew with `period`, from now.
    ///
    /// Throws      as the constructor.
    /// Source      Go: Ticker.Reset.
    CTX_EXPORT void reset(any_duration period,
                          location at = location::current()) const;

private:
    detail::timer_channel* state_;  // owned through c_
    channel<clock::time_point> c_;
};

}  // namespace ctx
