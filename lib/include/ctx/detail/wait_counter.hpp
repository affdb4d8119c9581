// A counter, and a way to wait until it is zero.
// SPDX-License-Identifier: MIT
#pragma once

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
    /// Does what wait_group::add() is to do.
    void add(int n);

    /// Does what wait_group::wait() is to do.
    void wait(const location& at);

private:
    class waiter;

    small_mutex mutex_;
    int count_ = 0;  // guarded by mutex_
    list waiters_;   // guarded by mutex_; holds select cases
};

}  // namespace ctx::detail
