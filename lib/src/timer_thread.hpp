// The timers of the process.
//
// There are several queues, so that threads that arm and disarm at the same
// time do not wait for one mutex; each thread keeps to one queue. One timer
// thread drives all queues. It sleeps until the soonest timer that it knows of
// is due, and is woken only for a sooner timer. Disarming a timer does not wake
// it, and neither does arming one that is due later. So the thread may wake for
// nothing, at the instant of a timer that was disarmed.
//
// Invariants:
// P1. sleeps_until_ is the instant until which the timer thread sleeps, having
//     looked at all queues; `never` while it is awake or sleeps without a
//     limit.
// P2. A thread that arms a timer due before sleeps_until_ wakes the timer
//     thread. armed() says why the timer is not missed.
// P3. The timer thread starts with the first timer, and ends in stop(), when
//     all static objects of the program have been destroyed.
// P4. The child of a fork has the timers of its parent, and a timer thread of
//     its own if there are any.
//
// Lock order:
// P5. mutex_ is taken with no queue's mutex held. A fork takes mutex_, then
//     the queues'.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "ctx/clock.hpp"
#include "ctx/detail/sync.hpp"
#include "forked.hpp"
#include "process_end.hpp"
#include "process_state.hpp"
#include "scheduler.hpp"
#include "timer_queue.hpp"

namespace ctx::detail {

/// Converts `t`, from outside of bubbles, to the steady clock's type.
[[nodiscard]] inline std::chrono::steady_clock::time_point on_steady(
    clock::time_point t) {
    return std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(
            t.time_since_epoch()));
}

/// Fires the timers of the process, on one thread.
class timer_thread {
public:
    // Never destroyed, because contexts may be used while statics are
    // destroyed.
    static timer_thread& instance() {
        static timer_thread& it = *make();
        return it;
    }

    /// Returns the queue for timers that the calling thread arms.
    timer_queue& queue() noexcept {
        thread_local const std::size_t mine = next_place();
        return queues_[mine];
    }

private:
    friend void take_part_in_forks<timer_thread>() noexcept;

    static constexpr auto never = clock::time_point::max();

    // Its first share is never dropped, so that nothing deletes it.
    struct process_queue final : timer_queue {
        process_queue()
            : timer_queue([](auto when) { instance().armed(when); }) {}
    };

    timer_thread() = default;

    static timer_thread* make() {
        prepare_process_state();
        // In static storage, because the first use may be in a function that
        // must not throw.
        alignas(timer_thread) static std::byte room[sizeof(timer_thread)];
        auto* const made = new (room) timer_thread;
        at_process_end([]() noexcept { instance().stop(); });
        take_part_in_forks<timer_thread>();
        return made;
    }

    std::size_t next_place() {
        const std::scoped_lock lock(mutex_);
        return threads_++ % queues_.size();
    }

    // Called after a timer due at `when` was put into a queue (P2).
    //
    // Relaxed: the queue's mutex orders the load with the stores in drive(). If
    // the timer thread has not looked at the queue since the timer came into
    // it, the load reads what the thread stored before its last look, or
    // something later. That is `never`, or the end of a sleep that takes all
    // timers but this into account.
    void armed(clock::time_point when) {
        if (when >= sleeps_until_.load(std::memory_order_relaxed)) return;
        const std::scoped_lock lock(mutex_);
        if (stopping_) return;
        if (!thread_.joinable()) start_thread();  // P3
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
        // A function that a timer calls may end the process.
        if (is_this_thread()) return;
        if (thread_.joinable()) thread_.join();
    }

    [[nodiscard]] bool is_this_thread() const noexcept {
        return thread_.get_id() == std::this_thread::get_id();
    }

    void start_thread() {
        thread_ = std::thread([this] {
            take_processors_of_process();
            take_blocked_signals_of_process();
            drive();
        });
    }

    void before_fork() noexcept {
        mutex_.lock();
        for (auto& q : queues_) q.lock();
    }

    void after_fork(bool is_child) noexcept {
        for (auto& q : queues_) q.unlock();
        if (is_child && !is_this_thread()) restart();
        mutex_.unlock();
    }

    // Called under mutex_ in the child of a fork, which has no timer thread
    // (P4).
    void restart() noexcept try {
        renew(thread_);
        renew(wakeup_);
        woken_for_ = never;
        // Relaxed: pairs with the load in armed(); see there.
        sleeps_until_.store(never, std::memory_order_relaxed);
        const auto now = here().now();
        const auto has_timers = [now](auto& q) {
            return q.next(now).has_value();
        };
        if (std::ranges::any_of(queues_, has_timers)) start_thread();
    } catch (const std::system_error&) {
        // The next timer tries again.
    }

    void drive() {
        const auto woken = [this] { return changed_ || stopping_; };
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            changed_ = false;
            // The thread sleeps until then even if that timer is disarmed by
            // now. The next timer is hardly sooner, and so need not wake it.
            const auto woken_for = std::exchange(woken_for_, never);
            // Relaxed: pairs with the load in armed(); see there.
            sleeps_until_.store(never, std::memory_order_relaxed);
            lock.unlock();  // P5
            const auto next = fire_all();
            lock.lock();
            if (woken()) continue;
            const auto until = std::min(next.value_or(never), woken_for);
            if (until == never) {
                wakeup_.wait(lock, woken);
            } else {
                // Relaxed: as above.
                sleeps_until_.store(until, std::memory_order_relaxed);
                wakeup_.wait_until(lock, on_steady(until), woken);
            }
        }
    }

    // Fires the timers that are due, the soonest first. Returns when the next
    // timer is due.
    std::optional<clock::time_point> fire_all() {
        for (;;) {
            const auto now = here().now();
            timer_queue* first = nullptr;
            std::optional<clock::time_point> soonest;
            for (auto& q : queues_) {
                const auto next = q.next(now);
                if (!next || (soonest && *soonest <= *next)) continue;
                soonest = next;
                first = &q;
            }
            if (!first || !first->fire_next(now)) return soonest;
        }
    }

    std::array<process_queue, 8> queues_;

    mutex mutex_;
    condition_variable wakeup_;
    std::size_t threads_ = 0;  // guarded by mutex_
    bool changed_ = false;     // guarded by mutex_
    bool stopping_ = false;    // guarded by mutex_
    // The soonest timer for which the thread was woken since its last look at
    // the queues; guarded by mutex_.
    clock::time_point woken_for_ = never;
    std::thread thread_;  // guarded by mutex_ until stopping_ is set
    atomic<clock::time_point> sleeps_until_ = never;  // P1; set under mutex_
};

}  // namespace ctx::detail
