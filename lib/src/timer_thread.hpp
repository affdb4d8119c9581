// The timers of the process.
//
// There are several queues, so that threads which arm and disarm at the same
// time do not meet at one lock; each thread keeps to one of them. One thread
// drives them all. It sleeps until the soonest timer that it knows of is due,
// and is woken only for one that is sooner still: a timer that is disarmed, or
// is one more of many, wakes nobody. So it may wake once at the time of one
// that was disarmed, for nothing.
//
// Lock order: mutex_ is taken with no queue's held.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "ctx/clock.hpp"
#include "ctx/defer.hpp"
#include "ctx/detail/sync.hpp"
#include "scheduler.hpp"
#include "timer_queue.hpp"

namespace ctx::detail {

/// The instant `t` on the clock that ctx::clock goes by outside of bubbles.
[[nodiscard]] inline std::chrono::steady_clock::time_point on_steady(
    clock::time_point t) {
    return std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(
            t.time_since_epoch()));
}

/// Fires the timers of the process, on one thread, started with the first.
class timer_thread {
public:
    // Never freed, since contexts may be used while statics are destroyed;
    // but its thread is stopped and joined then.
    static timer_thread& instance() {
        static timer_thread& it = *new timer_thread;
        static const defer at_exit([] { it.stop(); });
        return it;
    }

    /// The queue for timers that the calling thread arms.
    timer_queue& queue() noexcept {
        thread_local const std::size_t mine = next_place();
        return *queues_[mine];
    }

private:
    static constexpr auto awake = clock::time_point::max();

    timer_thread() {
        for (auto& q : queues_) {
            q = ref(new timer_queue([this](auto when) { armed(when); }));
        }
    }

    std::size_t next_place() {
        const std::scoped_lock lock(mutex_);
        return threads_++ % queues_.size();
    }

    // Relaxed: the queue's mutex orders this. If the thread has not looked at
    // the queue since `when` came into it, we read what it stored before it
    // last looked there, or later: that it is awake, or how long it will sleep
    // having seen all but this timer.
    void armed(clock::time_point when) {
        if (when >= sleeps_until_.load(std::memory_order_relaxed)) return;
        const std::scoped_lock lock(mutex_);
        if (stopping_) return;
        if (!thread_.joinable()) thread_ = std::thread([this] { drive(); });
        changed_ = true;
        woken_for_ = std::min(woken_for_, when);
        wakeup_.notify_one();
    }

    void stop() {
        {
            const std::scoped_lock lock(mutex_);
            stopping_ = true;
            wakeup_.notify_one();
        }
        if (thread_.joinable()) thread_.join();
    }

    void drive() {
        const auto woken = [this] { return changed_ || stopping_; };
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            changed_ = false;
            // Even if that timer is gone by now, so that the next one, which
            // will hardly be sooner, wakes nobody.
            const auto woken_for = std::exchange(woken_for_, awake);
            sleeps_until_.store(awake, std::memory_order_relaxed);
            lock.unlock();
            const auto next = fire_all();
            lock.lock();
            if (woken()) continue;
            const auto until = std::min(next.value_or(awake), woken_for);
            if (until == awake) {
                wakeup_.wait(lock, woken);
            } else {
                sleeps_until_.store(until, std::memory_order_relaxed);
                wakeup_.wait_until(lock, on_steady(until), woken);
            }
        }
    }

    // Fires what is due, the soonest first. Returns when the next one is.
    std::optional<clock::time_point> fire_all() {
        for (;;) {
            const auto now = here().now();
            timer_queue* first = nullptr;
            std::optional<clock::time_point> soonest;
            for (const auto& q : queues_) {
                const auto next = q->next(now);
                if (!next || (soonest && *soonest <= *next)) continue;
                soonest = next;
                first = q.get();
            }
            if (!first || !first->fire_next(now)) return soonest;
        }
    }

    std::array<ref<timer_queue>, 8> queues_;

    mutex mutex_;
    condition_variable wakeup_;
    std::size_t threads_ = 0;  // guarded by mutex_
    bool changed_ = false;     // guarded by mutex_
    bool stopping_ = false;    // guarded by mutex_
    // The soonest that it was woken for since it last looked; guarded by mutex_
    clock::time_point woken_for_ = awake;
    std::thread thread_;  // guarded by mutex_ until stopping_
    // A timer that is due no sooner need not wake the thread.
    atomic<clock::time_point> sleeps_until_ = awake;
};

}  // namespace ctx::detail
