// A counter, and a way to wait until it is zero.
// SPDX-License-Identifier: MIT
#pragma once

#include <system_error>

#include "ctx/detail/chosen.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/location.hpp"

namespace ctx {
class context;
}

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

    /// Adds one for a function that runs, and subtracts it at its end.
    ///
    /// Throws      end(): std::logic_error if the counter is zero.
    void begin() noexcept;
    void end();

    /// Does what wait_group::wait() is to do.
    void wait(const location& at);
    [[nodiscard]] std::error_code wait(const context& c, const location& at);

private:
    friend class counter_case;

    void note_add(int n, bool ends) noexcept;
    void begin_wait(const location& at) noexcept;
    void change(int n) noexcept;

    small_mutex mutex_;
    // Guarded by mutex_:
    int count_ = 0;
    int running_ = 0;  // the ones of functions that run
    // True once an add() has taken a one away that was of such a function.
    bool is_short_ = false;
    list waiters_;  // holds select cases
};

}  // namespace ctx::detail
