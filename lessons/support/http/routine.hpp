// The coroutines of a server. They take turns on the server's one thread: a
// thousand waiting routines need a thousand frames of some hundred bytes, and
// no more threads.
//
// A handler is a routine. It reads like a Go handler, with co_await wherever it
// waits.
// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <exception>
#include <memory>
#include <utility>

#include "ctx/context.hpp"

namespace lessons::http {

class io_thread;

/// A coroutine that returns nothing. The routine owns its frame. Destroying a
/// routine that waits ends it at that point and destroys its variables.
class [[nodiscard]] routine {
public:
    struct promise_type;
    using handle = std::coroutine_handle<promise_type>;

    routine() noexcept = default;
    routine(routine&& other) noexcept
        : frame_(std::exchange(other.frame_, nullptr)) {}
    routine& operator=(routine&& other) noexcept {
        std::swap(frame_, other.frame_);
        return *this;
    }
    ~routine() {
        if (frame_) frame_.destroy();
    }

    /// Runs the routine until it first waits. Call it on `home`'s thread, or
    /// before that thread starts. The routine must not throw.
    void start(io_thread& home) const;

    /// Awaiting a routine runs it to its end, and rethrows its exception.
    [[nodiscard]] auto operator co_await() const noexcept;

private:
    explicit routine(handle frame) noexcept : frame_(frame) {}

    handle frame_;
};

struct routine::promise_type {
    /// Resumes the routine that awaits this routine.
    struct resume_awaiting {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(handle ended) noexcept {
            return ended.promise().awaiting;
        }
        void await_resume() noexcept {}
    };

    routine get_return_object() { return routine(handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    resume_awaiting final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { error = std::current_exception(); }

    io_thread* home = nullptr;
    std::coroutine_handle<> awaiting = std::noop_coroutine();
    std::exception_ptr error;
};

inline void routine::start(io_thread& home) const {
    frame_.promise().home = &home;
    frame_.resume();
}

inline auto routine::operator co_await() const noexcept {
    struct awaiter {
        handle inner;
        bool await_ready() noexcept { return false; }
        handle await_suspend(handle outer) noexcept {
            inner.promise().home = outer.promise().home;
            inner.promise().awaiting = outer;
            return inner;
        }
        void await_resume() {
            if (inner.promise().error) {
                std::rethrow_exception(inner.promise().error);
            }
        }
    };
    return awaiter{frame_};
}

/// `co_await done(c)` waits until `c` is done, and goes on on the routine's
/// thread.
///
/// Source      Go: <-ctx.Done().
class [[nodiscard]] done {
public:
    explicit done(ctx::context c) noexcept : context_(std::move(c)) {}

    [[nodiscard]] bool await_ready() const noexcept {
        return bool(context_.err());
    }
    void await_suspend(routine::handle waiting);
    void await_resume() const noexcept {}

private:
    ctx::context context_;
    std::shared_ptr<void> guard_;  // keeps the registration that resumes it
};

}  // namespace lessons::http
