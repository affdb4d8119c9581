// The event log of a run.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

#include "ctx/clock.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/event.hpp"

namespace ctx::detail {

/// Puts the steps that the threads of a run take in order and shows them to its
/// observer. A bubble needs no such log, because one thread runs at a time.
///
/// A context keeps the number of its log and not a pointer, because the context
/// may be ended, on any thread, after the log has been destroyed.
class run_log final : public ref_counted {
public:
    /// `observer` is used until close().
    run_log(const std::function<void(const event&)>& observer,
            clock::time_point start);
    ~run_log() override;

    /// Returns the log with this number; null if it is closed, and for 0.
    [[nodiscard]] static ref<run_log> find(std::uint32_t number) noexcept {
        return number == 0 ? ref<run_log>() : look_up(number);
    }

    /// No other log has this number.
    [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

    [[nodiscard]] std::uint32_t number_context() noexcept;
    [[nodiscard]] std::uint32_t number_channel() noexcept;

    /// Gives a step of the calling thread its time and its place in the log.
    /// A deadline in `e` is a time of the clock. The caller may hold other
    /// locks, and calls show() after it has released them. If there is no
    /// memory for the step, it is lost.
    void note(event e) noexcept;

    /// Says that a step is lost: the run will throw std::bad_alloc.
    void lose_step() noexcept {
        // Relaxed: the run asks when its goroutines have been joined.
        lost_.store(true, std::memory_order_relaxed);
    }
    [[nodiscard]] bool has_lost_step() const noexcept {
        return lost_.load(std::memory_order_relaxed);
    }

    /// Shows all noted steps to the observer. The observer throws for prints
    /// alone.
    void show();

    /// Notes a step, and shows it on the calling thread, as a print must be.
    void add(event e);

    /// From now on only prints are noted.
    void end_steps() noexcept;

    /// Shows what is noted. From now on the observer is not called.
    void close();

private:
    static ref<run_log> look_up(std::uint32_t number) noexcept;

    void show_noted();

    const std::function<void(const event&)>& observer_;
    const clock::time_point start_;
    const std::uint32_t number_;
    atomic<bool> lost_{false};

    mutex observing_;
    bool closed_ = false;  // guarded by observing_

    mutex noting_;
    // Guarded by noting_:
    std::deque<event> noted_;  // in order and not shown yet
    bool steps_ended_ = false;
    std::uint32_t contexts_ = 0;
    std::uint32_t channels_ = 0;
};

}  // namespace ctx::detail
