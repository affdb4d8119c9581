// The timers of the process.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <mutex>
#include <thread>

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

    timer_queue& queue() noexcept { return *queue_; }

private:
    timer_thread() : queue_(new timer_queue([this] { wake(); })) {}

    void wake() {
        const std::scoped_lock lock(mutex_);
        if (stopping_) return;
        if (!thread_.joinable()) thread_ = std::thread([this] { drive(); });
        changed_ = true;
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
            lock.unlock();
            while (queue_->fire_next(here().now())) {
            }
            const auto next = queue_->next();
            lock.lock();
            if (!next) {
                wakeup_.wait(lock, woken);
            } else {
                wakeup_.wait_until(lock, on_steady(*next), woken);
            }
        }
    }

    const ref<timer_queue> queue_;
    mutex mutex_;
    condition_variable wakeup_;
    bool changed_ = false;   // guarded by mutex_
    bool stopping_ = false;  // guarded by mutex_
    std::thread thread_;     // guarded by mutex_ until stopping_
};

}  // namespace ctx::detail
