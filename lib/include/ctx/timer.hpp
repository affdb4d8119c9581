// One-shot and repeating timers that fire into channels.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/channel.hpp"
#include "ctx/clock.hpp"
#include "ctx/detail/ref.hpp"

namespace ctx {

namespace detail {
class timer_channel;
}

/// Returns a channel that receives the time, once, after `d`; if that is zero
/// or less, it is there at once. The timer goes with the last handle on the
/// channel.
///
/// Throws      std::bad_alloc; std::system_error if the thread that drives
///             timers cannot be started.
/// Source      Go: time.After.
[[nodiscard]] channel<clock::time_point> after(duration d);

/// A single event in the future: its channel receives the time then.
///
/// Threads     all members are safe from any thread.
/// Source      Go: time.Timer, made by time.NewTimer.
class timer {
public:
    /// Starts it: it fires after `d`, as `after` does, and throws as that.
    explicit timer(duration d);

    /// The channel that receives. Go: Timer.C.
    [[nodiscard]] const channel<clock::time_point>& c() const noexcept {
        return c_;
    }

    /// Keeps it from firing, and takes back a time that was sent but not
    /// received: nothing can be received from then on, as since Go 1.23.
    /// Returns true if it did either; false if there was nothing to stop.
    bool stop() const noexcept;

    /// Stops it and starts it anew for `d`. Returns what stop() would.
    bool reset(duration d) const;

private:
    detail::timer_channel* state_;  // owned through c_
    channel<clock::time_point> c_;
};

/// A repeating event: its channel receives the time each period. A receiver
/// that is too slow misses ticks; they do not pile up.
///
/// Threads     all members are safe from any thread.
/// Source      Go: time.Ticker, made by time.NewTicker.
class ticker {
public:
    /// Starts it. Throws std::invalid_argument unless `period` is positive.
    explicit ticker(duration period);

    /// The channel that receives. Go: Ticker.C.
    [[nodiscard]] const channel<clock::time_point>& c() const noexcept {
        return c_;
    }

    /// Ends the ticks. Does not close the channel, as in Go.
    void stop() const noexcept;

    /// Goes on with another period, from now. Throws as the constructor.
    void reset(duration period) const;

private:
    detail::timer_channel* state_;  // owned through c_
    channel<clock::time_point> c_;
};

}  // namespace ctx
