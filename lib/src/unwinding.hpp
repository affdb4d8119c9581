// What a goroutine does between the throw of an exception that will leave it
// and the unwinding of its stack.
// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <mutex>
#include <thread>

#include "ctx/detail/sync.hpp"
#include "ctx/goroutine.hpp"

namespace ctx::detail {

/// Calls `f(arg)`. If `f` throws an exception that nothing in `f` catches,
/// calls before_unwinding() of the calling goroutine's scheduler first, while
/// the stack of `f` is still intact. Where this is not supported, only calls
/// `f(arg)`: unwinding.cpp says where.
CTX_EXPORT void call_and_watch(void (*f)(void*), void* arg);

/// Calls `f` as call_and_watch() does, with goroutine_exit caught.
template <class F>
void run_watched(F& f) {
    call_and_watch(
        [](void* arg) {
            // Caught in here, because goroutine_exit is no failure: the search
            // for a handler ends before it gets to call_and_watch().
            try {
                (*static_cast<F*>(arg))();
            } catch (const goroutine_exit&) {
            }
        },
        &f);
}

/// Calls `f` with `m` locked. An exception of `f` is thrown with `m` unlocked,
/// because before_unwinding() and the goroutines that it ends may lock `m`.
template <class Mutex, class F>
void with_lock(Mutex& m, F f) {
    std::exception_ptr thrown;
    {
        const std::scoped_lock lock(m);
        try {
            f();
        } catch (...) {
            thrown = std::current_exception();
        }
    }
    if (thrown) std::rethrow_exception(thrown);
}

/// Locks `m` for before_unwinding(). The result is without the lock if the
/// calling thread seems to hold `m` itself, as when memory runs out under it.
[[nodiscard]] inline std::unique_lock<mutex> lock_to_unwind(mutex& m) {
    for (int i = 0; i < 1000; ++i) {
        std::unique_lock lock(m, std::try_to_lock);
        if (lock.owns_lock()) return lock;
        std::this_thread::yield();
    }
    return {m, std::defer_lock};
}

}  // namespace ctx::detail
