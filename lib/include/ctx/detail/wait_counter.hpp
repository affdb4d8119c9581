// A counter, and a way to wait until it is zero.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/detail/chosen.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/location.hpp"

namespace ctx::detail {

/// The parts of a wait_group that count and wait. wait_group.cpp has the
/// invariants.
///
/// Lifetime    the counter must outlive every call on it, except the add() that
///             lets wait() go on.
class wait_counter {
public:
    wait_counter() noexcept { note_made(this); }

    /// Does what wait_group::add() is to do.
    void add(int n);

    /// Undoes an add(1), which nothing else undoes.
    void undo_one() noexcept;

    /// Does what wait_group::wait() is to do.
    void wait(const location& at);

private:
    class waiter;

    void note_add(int n, bool undoes) const noexcept;
    void begin_wait(const location& at) noexcept;
    void change(int n) noexcept;

    small_mutex mutex_;
    int count_ = 0;  // guarded by mutex_
    list waiters_;   // guarded by mutex_; holds select cases
};

}  // namespace ctx::detail
