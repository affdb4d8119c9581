// The words of an operation to a bubble whose schedule is chosen.
//
// Before each operation on an object that goroutines share, such a bubble lets
// another goroutine go on if its schedule says so. The operation then tells
// what it uses, so that `explore` can decide which operations commute.
// Elsewhere all this costs one load of a variable that rarely changes.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>

#include "ctx/detail/export.hpp"
#include "ctx/location.hpp"

namespace ctx::detail {

class node;

/// How an operation uses one object. lib/src/commute.hpp says which uses
/// commute.
enum class use : std::uint8_t {
    // Any object:
    look,    ///< reads
    change,  ///< does anything that is not below
    // A channel; a `look` or a `change` of it is a case of a select, or a
    // timer:
    send,         ///< a send that is no case of a select
    receive,      ///< a receive, likewise, while a sender is waiting
    take,         ///< a receive, likewise, from the buffer, while none is
    await,        ///< a receive, likewise, that begins to wait
    find_closed,  ///< a receive, likewise, from a channel that is closed
    close,        ///< a close while no sender is waiting
    // A context; a `change` makes it done:
    poll,  ///< err(), or a case of a select
    join,  ///< enters its list of children and functions, or leaves it
    // An atomic:
    load,
    store,  ///< any operation that may change the value
    // The counter of a wait_group:
    add,           ///< raises it while no goroutine waits
    add_watched,   ///< raises it while a goroutine waits
    undo,          ///< the end of a wait_group::go, while no goroutine waits
    undo_watched,  ///< the same while a goroutine waits
    done,          ///< lowers it by one
    done_last,     ///< the same, to zero, so that one more would fail
    wait,          ///< waits until it is zero
    // A semaphore; an acquire is a `change`:
    give_back,  ///< a release while no goroutine waits
    // A lock; a `change` tries to lock it:
    lock,
    unlock,
    lock_shared,
    unlock_shared,
    unlock_other,  ///< by a goroutine that does not hold it, or fails
};

/// What an operation on an atomic does to its value.
enum class atomic_access : std::uint8_t { load, store, exchange };

/// The number of bubbles of the process whose schedules are chosen. Relaxed
/// everywhere: a goroutine of such a bubble is on the thread that counted it.
extern CTX_EXPORT constinit std::atomic<int> chosen_bubbles;

/// True if some thread runs a goroutine of such a bubble.
[[nodiscard]] inline bool maybe_chosen() noexcept {
    return chosen_bubbles.load(std::memory_order_relaxed) != 0;
}

[[nodiscard]] CTX_EXPORT bool is_chosen_on_this_thread() noexcept;

/// True if the calling thread runs a goroutine of such a bubble.
[[nodiscard]] inline bool is_chosen_here() noexcept {
    return maybe_chosen() && is_chosen_on_this_thread();
}

/// Lets other goroutines go on before the operation that the calling goroutine
/// is about to do, if the schedule says so. Does not throw: a goroutine that is
/// to end meanwhile ends in its next call that blocks.
CTX_EXPORT void begin_operation(const location& at) noexcept;

/// Tells what the operation uses.
CTX_EXPORT void note_use(const void* object, use how) noexcept;

/// Tells that `object` has been made by the calling goroutine.
CTX_EXPORT void note_new(const void* object) noexcept;

/// Tells that `object` is to be known by this address instead of its own.
CTX_EXPORT void note_name(const void* object, const void* name) noexcept;

/// Tells that what the calling goroutine does from now on comes after each
/// note_release() of `object` before. Unless it `publishes`, a release orders
/// operations, but not what the goroutine did before.
CTX_EXPORT void note_acquire(const void* object) noexcept;
CTX_EXPORT void note_release(const void* object,
                             bool publishes = true) noexcept;

/// Tells of an operation on an atomic that is done, or about to be done with no
/// other in between.
CTX_EXPORT void note_atomic(const void* object, atomic_access what,
                            std::memory_order order) noexcept;

/// Tells that the calling goroutine arms a timer, and that a timer goes off.
void note_armed(const void* timer) noexcept;
void note_fires(const void* timer) noexcept;

/// Tells that the calling goroutine is about to look whether `n` is done.
CTX_EXPORT void look_at(const node& n,
                        const location& at = location()) noexcept;

/// The same in a constructor that may be constant.
constexpr void note_made(const void* object) noexcept {
    if (!std::is_constant_evaluated() && maybe_chosen()) note_new(object);
}

/// An operation that uses one object and does not block.
inline void before_use(const void* object, use how,
                       const location& at) noexcept {
    if (!maybe_chosen()) return;
    begin_operation(at);
    note_use(object, how);
}

}  // namespace ctx::detail
