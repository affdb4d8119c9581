// The lock of a thread that may take the case of an async_select.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <mutex>

#include "ctx/detail/export.hpp"
#include "ctx/detail/sync.hpp"

namespace ctx::detail {

/// True once the process has taken a case of an async_select. Relaxed
/// everywhere: a thread that has taken one has stored true itself.
extern CTX_EXPORT constinit std::atomic<bool> async_case_was_taken;

/// Calls completed() of the async_selects whose cases the calling thread has
/// taken since the last call.
CTX_EXPORT void complete_taken() noexcept;

/// The same, for little where there is no async_select. Called with no lock
/// held.
inline void complete_if_taken() noexcept {
    if (async_case_was_taken.load(std::memory_order_relaxed)) complete_taken();
}

/// A lock of the mutex of an object whose waiting cases the thread may take.
class waking_lock : public std::unique_lock<small_mutex> {
public:
    explicit waking_lock(small_mutex& m) : unique_lock(m) {}
    waking_lock(const waking_lock&) = delete;
    waking_lock& operator=(const waking_lock&) = delete;
    ~waking_lock() {
        if (!owns_lock()) return;
        unlock();
        complete_if_taken();
    }
};

}  // namespace ctx::detail
