// The loop that resumes the coroutines of one sync_wait.
// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <string>

#include "ctx/detail/export.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/location.hpp"

namespace ctx::detail {

class coroutine_loop;
struct goroutine;

/// A coroutine in a list of a loop. Its hook is its place there.
struct loop_entry : hook {
    std::coroutine_handle<> to_resume;
    coroutine_loop* loop = nullptr;  ///< null if it is in no loop
};

/// The part of the promise of a ctx::coroutine that does not depend on its
/// type. A *root* is a coroutine that sync_wait or spawn has started; any other
/// is awaited by a coroutine.
class CTX_EXPORT coroutine_promise_base : public loop_entry {
public:
    coroutine_promise_base() noexcept = default;
    coroutine_promise_base(const coroutine_promise_base&) = delete;
    coroutine_promise_base& operator=(const coroutine_promise_base&) = delete;

    /// Returns the coroutine that the calling one is to resume as it suspends.
    /// `awaits_this` is resumed once this coroutine has ended.
    [[nodiscard]] std::coroutine_handle<> begin(
        std::coroutine_handle<> awaits_this) noexcept;

    /// The same at the end of this coroutine.
    [[nodiscard]] std::coroutine_handle<> end() noexcept;

    /// Notes the exception that is being handled as the one that left this
    /// coroutine. Rethrows the unwinding of pthread_exit(), which is none.
    void unhandled_exception();

    /// Throws the exception that left this coroutine, if there is one.
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

protected:
    ~coroutine_promise_base() {
        if (linked()) unlink();
    }
    void is_in(std::coroutine_handle<> frame) noexcept { frame_ = frame; }

private:
    friend class coroutine_loop;

    [[nodiscard]] std::coroutine_handle<> resume_next(
        std::coroutine_handle<> h) noexcept;

    struct root_place final : hook {
        explicit root_place(coroutine_promise_base& its) noexcept : of(its) {}
        coroutine_promise_base& of;
    };

    std::coroutine_handle<> frame_;
    std::coroutine_handle<> awaits_this_;  // null if this is a root
    root_place place_{*this};              // among the roots of the loop
    std::exception_ptr failure_;
};

/// Resumes coroutines one at a time, on the goroutine that makes the loop.
/// coroutine.cpp has the invariants.
class CTX_EXPORT coroutine_loop {
public:
    /// Owns `main` from now on.
    coroutine_loop(coroutine_promise_base& main, const location& at);
    coroutine_loop(const coroutine_loop&) = delete;
    coroutine_loop& operator=(const coroutine_loop&) = delete;
    /// Destroys the coroutines that are left, and ends the waits of coroutines
    /// that the loop does not own.
    ~coroutine_loop();

    /// Resumes `main`, and what it spawns, until all have ended and no
    /// coroutine waits. Throws the first exception that leaves one. Returns
    /// with `main` not ended only in a destructor during unwinding, if nothing
    /// is left that could wake it.
    void run();

    /// Starts `root` on the calling goroutine's loop, which owns it from now
    /// on. Returns false, and does nothing, if that loop has begun to end.
    ///
    /// Throws      std::logic_error if there is no loop.
    [[nodiscard]] static bool spawn(coroutine_promise_base& root,
                                    const location& at);

    /// Resumes the coroutine of `e` after those that can go on already. Any
    /// thread may call this, with an object locked.
    void post(loop_entry& e) noexcept;

    /// Puts `e`, which waits, into the list for reports, unless it is posted.
    void add_waiting(loop_entry& e) noexcept;

    /// Takes `e` out of the list that it is in.
    void forget(loop_entry& e) noexcept;

private:
    friend class coroutine_promise_base;
    class idle_case;

    void own(coroutine_promise_base& root) noexcept;
    [[nodiscard]] loop_entry* take_ready() noexcept;
    [[nodiscard]] bool is_over() noexcept;
    [[nodiscard]] loop_entry* next();
    void resume(loop_entry& e);
    void end_root(coroutine_promise_base& root) noexcept;
    void end_other_waits() noexcept;
    [[nodiscard]] std::string report();

    const location at_;
    goroutine& goroutine_;
    coroutine_promise_base& main_;

    // For the goroutine of this only:
    coroutine_loop* outer_ = nullptr;  // whose coroutine made this
    list now_;                         // of loop_entry: resumed before others
    list roots_;                       // of root_place, the oldest first
    std::size_t alive_ = 0;            // roots that have not ended
    bool is_ending_ = false;
    std::exception_ptr failure_;  // the first that left a root

    small_mutex mutex_;
    // Guarded by mutex_:
    list ready_;    // of loop_entry: those that can go on
    list waiting_;  // of coroutine_wait: those that cannot
    list idle_;     // the case that the goroutine is blocked in, if it is
};

}  // namespace ctx::detail
