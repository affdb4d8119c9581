// The timers of one clock.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "ctx/clock.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/sync.hpp"

namespace ctx::detail {

struct goroutine;

/// The purpose of a timer; 0 and null where it does not apply.
struct timer_purpose {
    /// The sleeping goroutine that the timer wakes, doing nothing else.
    goroutine* sleeper = nullptr;
    /// The number, in the event log, of the context whose deadline it is.
    std::uint32_t context = 0;
};

/// Something to be done at an instant. An object that embeds one disarms it
/// before it is destroyed.
class timer_entry : private hook {
public:
    timer_entry() noexcept = default;
    timer_entry(const timer_entry&) = delete;
    timer_entry& operator=(const timer_entry&) = delete;

protected:
    virtual ~timer_entry() = default;

private:
    friend class timer_queue;

    /// Makes sure that the object outlives fire(), or returns false if the
    /// object is being destroyed. Called under the queue's mutex as the timer
    /// goes off.
    [[nodiscard]] virtual bool keep() noexcept = 0;

    /// Does what is to be done, and drops the share that keep() took. Called
    /// with no lock held.
    virtual void fire() noexcept = 0;

    /// Tells the object that the queue is closed. Returns true if the queue
    /// owned a share of the object. Called under the queue's mutex.
    [[nodiscard]] virtual bool abandon() noexcept { return false; }

    /// Drops the share that abandon() told of. Called with no lock held.
    virtual void abandoned() noexcept {}

    /// The purpose of fire().
    [[nodiscard]] virtual timer_purpose purpose() const noexcept { return {}; }

    clock::time_point when_{};  // guarded by the queue's mutex
};

/// Timers, ordered by when they are due, then by when they were armed. The
/// queue has no thread: its driver calls next() to learn when to call
/// fire_next().
///
/// Only find_due() allocates. Most timers are disarmed before they are
/// due; these cost the same few instructions however many there are.
///
/// Threads     all members are safe from any thread.
class CTX_EXPORT timer_queue : public ref_counted {
public:
    /// `on_arm` is called for each timer that is armed, with the instant when
    /// it is due, and with no lock held.
    explicit timer_queue(std::function<void(clock::time_point)> on_arm)
        : on_arm_(std::move(on_arm)) {}

    /// Puts `t` into the queue, or moves `t` there if it is armed. Returns
    /// false if the queue is closed. O(1).
    bool arm(timer_entry& t, clock::time_point when);

    /// Takes `t` out of the queue. Returns false if `t` is not in the queue: it
    /// was never armed, has gone off, or goes off at this moment. O(1).
    bool disarm(timer_entry& t) noexcept;

    /// Returns when the soonest timer is due. `now` must not decrease from call
    /// to call. O(1), or linear in the timers of one bucket if the soonest has
    /// left the queue since the last call. Over time a timer moves at most once
    /// for each bit of the number of ticks that it was off.
    [[nodiscard]] std::optional<clock::time_point> next(
        clock::time_point now) noexcept;

    /// Lets the soonest timer go off if it is due at `now`. Returns false if
    /// none is due. Costs as next().
    bool fire_next(clock::time_point now) noexcept;

    /// A timer that is due.
    struct due_timer {
        const timer_entry* entry;
        timer_purpose purpose;
    };

    /// Sets `all` to the timers due at `now`, in the order in which they go
    /// off. Costs as next(), and the number of these timers.
    void find_due(clock::time_point now, std::vector<due_timer>& all);

    /// Lets `t`, which find_due() has found, go off. Returns false if it is not
    /// in the queue any more.
    bool fire(const timer_entry& t);

    /// Forgets all timers. No more can be armed.
    void close() noexcept;

    /// Keep others out of the queue while the process forks.
    void lock() noexcept { mutex_.lock(); }
    void unlock() noexcept { mutex_.unlock(); }

    /// Returns `f(is_armed)`, called under the queue's mutex.
    template <class F>
    auto locked(const timer_entry& t, F f) {
        std::scoped_lock lock(mutex_);
        return f(t.linked());
    }

private:
    [[nodiscard]] std::size_t bucket_of(clock::time_point when) const noexcept;
    [[nodiscard]] std::optional<std::size_t> first_bucket() const noexcept;
    [[nodiscard]] std::optional<clock::time_point> soonest() noexcept;
    [[nodiscard]] std::optional<clock::time_point> advance(
        clock::time_point now) noexcept;
    static void fire_now(timer_entry& t);
    void put(timer_entry& t) noexcept;
    void remove(timer_entry& t) noexcept;
    [[nodiscard]] bool has_equal_neighbor(const timer_entry& t) const noexcept;
    void move_floor(clock::time_point to) noexcept;

    static constexpr std::size_t bits = 64;

    const std::function<void(clock::time_point)> on_arm_;
    mutable small_mutex mutex_;
    // Guarded by mutex_:
    clock::time_point floor_ = clock::time_point::min();
    std::array<list, bits + 1> buckets_;
    std::uint64_t filled_ = 0;     // a bit for each bucket but the first
    clock::time_point soonest_{};  // means something if knows_soonest_
    bool knows_soonest_ = false;
    bool closed_ = false;
};

}  // namespace ctx::detail
