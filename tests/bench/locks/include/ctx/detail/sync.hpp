// The substitute for the library's sync.hpp. Its mutexes measure how long they
// are held.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "tests/bench/locks/hold.hpp"

namespace ctx::detail {

class mutex {
public:
    void lock() {
        real_.lock();
        taken_ = ctx_bench::thread_time();
    }

    bool try_lock() {
        if (!real_.try_lock()) return false;
        taken_ = ctx_bench::thread_time();
        return true;
    }

    void unlock() {
        ctx_bench::note_hold(ctx_bench::thread_time() - taken_);
        real_.unlock();
    }

private:
    std::mutex real_;
    std::chrono::nanoseconds taken_{0};  // guarded by real_
};

using small_mutex = mutex;

// As the library's.
inline constexpr int lock_spins = 100;
inline constexpr std::chrono::milliseconds lock_patience{1};

using condition_variable = std::condition_variable_any;
template <class T>
using atomic = std::atomic<T>;
template <class T>
using plain = T;

}  // namespace ctx::detail
