// Pending timers, soonest first.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "ctx/clock.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/sync.hpp"

namespace ctx::detail {

/// What a timer is for.
struct timer_purpose {
    /// It does nothing but wake this goroutine, which sleeps.
    std::uint32_t sleeper = 0;
    /// It is the deadline of this context.
    std::uint32_t context = 0;
};

/// Something to be done at an instant. Whoever embeds one disarms it before
/// destroying it.
class timer_entry {
public:
    timer_entry() noexcept = default;
    timer_entry(const timer_entry&) = delete;
    timer_entry& operator=(const timer_entry&) = delete;

protected:
    virtual ~timer_entry() = default;

private:
    friend class timer_queue;

    /// Called under the queue's lock as the timer goes off: makes sure that
    /// the object outlives fire(), or returns false if it is being destroyed.
    [[nodiscard]] virtual bool keep() noexcept = 0;

    /// Does it, with no lock held, and lets go of what keep() kept.
    virtual void fire() noexcept = 0;

    /// Called under the queue's lock as the queue is closed. True if the queue
    /// owned a share of the object, to be let go by abandoned().
    [[nodiscard]] virtual bool abandon() noexcept { return false; }
    virtual void abandoned() noexcept {}

    /// What fire() does, by the numbers of the event log.
    [[nodiscard]] virtual timer_purpose purpose() const noexcept { return {}; }

    static constexpr std::size_t unarmed = static_cast<std::size_t>(-1);

    // Guarded by the queue's mutex.
    clock::time_point when_{};
    std::uint64_t turn_ = 0;  // of those due together, the lower goes first
    std::size_t place_ = unarmed;
};

/// A heap of timers, ordered by when they are due, then by when they were
/// armed. Somebody drives it: next() says when to call fire_next().
///
/// Threads     all members are safe from any thread.
class timer_queue : public ref_counted {
public:
    /// `sooner` is called, with no lock held, when the soonest timer has
    /// become a sooner one.
    explicit timer_queue(std::function<void()> sooner)
        : sooner_(std::move(sooner)) {}

    /// Puts `t`, which must be unarmed, into the queue. False once the queue is
    /// closed. Throws std::bad_alloc. O(log n).
    bool arm(timer_entry& t, clock::time_point when);

    /// Takes `t` out. False if it was not in, so that it has gone off, goes
    /// off at this moment, or was never armed. O(log n).
    bool disarm(timer_entry& t) noexcept;

    /// When the soonest timer is due.
    [[nodiscard]] std::optional<clock::time_point> next() const noexcept;

    /// Lets the soonest timer go off if it is due at `now`; false if none is.
    bool fire_next(clock::time_point now) noexcept;

    /// The timers due at `now`, in the order in which they go off. O(n log n).
    [[nodiscard]] std::vector<timer_purpose> due(clock::time_point now) const;

    /// Lets the timer at `place` of those go off; false if there is none.
    bool fire_due(clock::time_point now, std::size_t place);

    /// Forgets all timers, now and later.
    void close() noexcept;

    /// Runs `f(armed)` under the queue's lock.
    template <class F>
    auto locked(const timer_entry& t, F f) {
        std::scoped_lock lock(mutex_);
        return f(t.place_ != timer_entry::unarmed);
    }

private:
    [[nodiscard]] static bool before(const timer_entry& a,
                                     const timer_entry& b) noexcept;
    [[nodiscard]] std::vector<timer_entry*> all_due(
        clock::time_point now) const;
    void put(std::size_t place, timer_entry& t) noexcept;
    void sift_up(std::size_t place) noexcept;
    void sift_down(std::size_t place) noexcept;
    void remove(timer_entry& t) noexcept;

    const std::function<void()> sooner_;
    mutable mutex mutex_;
    std::vector<timer_entry*> heap_;  // guarded by mutex_
    std::uint64_t turns_ = 0;         // guarded by mutex_
    bool closed_ = false;             // guarded by mutex_
};

}  // namespace ctx::detail
