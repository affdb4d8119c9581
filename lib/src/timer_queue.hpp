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
#include "ctx/detail/list.hpp"
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
class timer_entry : private hook {
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

    clock::time_point when_{};  // guarded by the queue's mutex
};

/// Timers, ordered by when they are due, then by when they were armed. Somebody
/// drives it: next() says when to call fire_next().
///
/// Nothing here allocates but due() and fire_due(). A timer that is armed and
/// disarmed before it is due, as most are, costs the same few instructions
/// however many there are.
///
/// Threads     all members are safe from any thread.
class timer_queue : public ref_counted {
public:
    /// `armed` is called, with no lock held, for each timer that is armed, with
    /// when it is due.
    explicit timer_queue(std::function<void(clock::time_point)> armed)
        : armed_(std::move(armed)) {}

    /// Puts `t`, which must be unarmed, into the queue. False once the queue is
    /// closed. O(1).
    bool arm(timer_entry& t, clock::time_point when);

    /// Takes `t` out. False if it was not in, so that it has gone off, goes
    /// off at this moment, or was never armed. O(1).
    bool disarm(timer_entry& t) noexcept;

    /// When the soonest timer is due. `now` never decreases. O(1), or, if the
    /// soonest has gone since, linear in those that are about as soon; and
    /// as time goes on, a timer is moved once for each bit of how far off it
    /// was.
    [[nodiscard]] std::optional<clock::time_point> next(
        clock::time_point now) noexcept;

    /// Lets the soonest timer go off if it is due at `now`; false if none is.
    /// As next().
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
        return f(t.linked());
    }

private:
    [[nodiscard]] std::size_t bucket_of(clock::time_point when) const noexcept;
    [[nodiscard]] std::optional<std::size_t> first_bucket() const noexcept;
    [[nodiscard]] std::optional<clock::time_point> soonest() noexcept;
    [[nodiscard]] std::optional<clock::time_point> move_on(
        clock::time_point now) noexcept;
    [[nodiscard]] std::vector<timer_entry*> all_due(
        clock::time_point now) const;
    void put(timer_entry& t) noexcept;
    void remove(timer_entry& t) noexcept;
    [[nodiscard]] bool has_equal_neighbor(const timer_entry& t) const noexcept;
    void move_floor(clock::time_point to) noexcept;

    static constexpr std::size_t bits = 64;

    const std::function<void(clock::time_point)> armed_;
    mutable small_mutex mutex_;
    // The rest is guarded by mutex_.
    clock::time_point floor_ = clock::time_point::min();
    std::array<list, bits + 1> buckets_;
    std::uint64_t filled_ = 0;  // a bit for each bucket but the first
    clock::time_point soonest_{};
    bool knows_soonest_ = false;
    bool closed_ = false;
};

}  // namespace ctx::detail
