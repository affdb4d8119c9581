// What orders the goroutines of a bubble whose schedule is chosen, as Go's
// memory model says: for a memory_watch (watch.hpp).
//
// The search has an order of its own (search.hpp), which also orders steps that
// do not commute.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>

#include "ctx/detail/chosen.hpp"

namespace ctx::detail {

struct goroutine;

/// Is told what the goroutines of a run do.
///
/// Throws      std::bad_alloc, which ends the run.
/// Threads     all calls of a run are on its thread.
class order_observer {
public:
    virtual ~order_observer() = default;

    /// A run begins. `clock` takes the steps of timers.
    virtual void begins(const goroutine& main, const goroutine& clock) = 0;
    /// From now on goroutines are ended, and nothing is told.
    virtual void begins_to_end() = 0;
    virtual void ends() = 0;

    /// Until `paused` is false again, the running goroutine does something that
    /// is no part of the program.
    virtual void pauses(bool paused) = 0;

    virtual void starts(const goroutine& by, const goroutine& started) = 0;

    /// The memory is used anew from now on.
    virtual void forget(const void* memory, std::size_t size) = 0;

    /// An object is new.
    virtual void made(const void* object) = 0;

    /// What `by` does next comes after each releases() of `object` before.
    virtual void acquires(const goroutine& by, const void* object) = 0;
    virtual void releases(const goroutine& by, const void* object) = 0;

    /// What `next` does next comes after what `first` has done.
    virtual void precedes(const goroutine& first, const goroutine& next) = 0;

    /// What `by` does next comes after what all others have done.
    virtual void follows_all(const goroutine& by) = 0;

    /// A send and its receive on a channel without a buffer: each precedes what
    /// follows the other.
    virtual void meets(const goroutine& a, const goroutine& b) = 0;

    /// `by` passes a value to the buffer of a channel with this much room, or
    /// takes the oldest one.
    virtual void passes(const goroutine& by, const void* channel,
                        std::size_t room) = 0;
    virtual void takes(const goroutine& by, const void* channel) = 0;

    virtual void uses_atomic(const goroutine& by, const void* object,
                             atomic_access what, std::memory_order order) = 0;

    /// `by` arms a timer. The clock, as it goes off, comes after that alone.
    virtual void arms(const goroutine& by, const void* timer) = 0;
    virtual void fires(const goroutine& clock, const void* timer) = 0;
};

}  // namespace ctx::detail
