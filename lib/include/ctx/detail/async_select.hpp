// An asynchronous select: it calls a function once a case is taken.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "ctx/detail/export.hpp"
#include "ctx/detail/select.hpp"

namespace ctx::detail {

/// A select without a goroutine that is blocked in it, to be started once.
///
///     class receive final : public async_select {
///         void completed() noexcept override { post([this] { go_on(); }); }
///         void go_on() { finish(); ... }
///     };
///     if (r.start()) r.go_on();
///
/// async_select.cpp has the protocol and its invariants.
///
/// Threads     start(), cancel() and finish() are called by one thread at a
///             time: by the owner. completed() may run on another thread while
///             start() has not returned yet.
/// Lifetime    if start() has returned false, the owner calls finish() or
///             cancel() before it destroys the object. The object and its
///             cases outlive completed(), or a cancel() that returns true. Once
///             completed() may have been called, start() touches neither.
class CTX_EXPORT async_select : public selection {
public:
    /// Which case a start() takes of several that are ready.
    enum class prefer : std::uint8_t {
        any,   ///< a random one, as select does
        done,  ///< the first, which is that of a context (rule 7 of
               ///< context.hpp); the second is the operation
    };

    /// `cases`     at least one. The cases, and the array of pointers, outlive
    ///             this object.
    /// `scratch`   has `2 * cases.size()` places, and outlives this object.
    async_select(std::span<select_case* const> cases, case_place* scratch,
                 prefer which) noexcept;
    async_select(const async_select&) = delete;
    async_select& operator=(const async_select&) = delete;

    /// Takes a case that is ready and returns true: completed() is then not
    /// called. If no case is ready, waits for one and returns false.
    ///
    /// Throws      std::bad_alloc in an exploration, and goroutine_exit if too
    ///             many calls end the bubble: both before any case is taken or
    ///             waits.
    [[nodiscard]] bool start();

    /// Ends the wait. Returns true if no case was taken: completed() is not
    /// called, and the select has had no effect. Returns false if a case was
    /// taken: completed() has been called, or will be.
    bool cancel() noexcept;

    /// Completes the operation of the case that was taken, and returns the
    /// index of that case. To be called once. An owner that does not want the
    /// result calls cancel() instead, because the cases that were not taken
    /// wait until then.
    ///
    /// Throws      what the operation throws: closed_channel.
    std::size_t finish();

    [[nodiscard]] bool is_until_done() const noexcept {
        return which_ == prefer::done;
    }

    /// Called by the thread that took a case, with the object locked. Leaves
    /// it to that thread to call completed() once it has unlocked the object. A
    /// class that overrides this may do something else that needs no more
    /// than a leaf lock.
    void wake() noexcept override;

protected:
    ~async_select() override;

    /// Called with no lock held, by the thread that took the case, inside its
    /// send, receive, close or cancel call, or by the thread of the timers.
    /// Queues something, and returns.
    virtual void completed() noexcept = 0;

private:
    friend void complete_taken() noexcept;

    [[nodiscard]] select_case* take_without_queue();
    void leave_queues() noexcept;

    case_place* const scratch_;
    std::span<case_place> sorted_;  // those that may be queued
    const prefer which_;
    async_select* next_taken_ = nullptr;  // for the thread that took the case
};

/// The pointers that an async_select of N cases needs.
template <std::size_t N>
struct async_select_room {
    std::array<select_case*, N> cases;
    std::array<case_place, 2 * N> scratch{};
};

}  // namespace ctx::detail
