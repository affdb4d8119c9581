// A lock of the standard library in a watched program.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "ctx/detail/lock_state.hpp"

namespace ctx::detail {

/// Has its waiting goroutine blocked, not the thread.
struct watched_lock {
    lock_state state;
    bool has_writer = false;  // or readers, if anything
    std::uint32_t owner = 0;  // of a recursive mutex: the goroutine, or 0
    std::uint32_t depth = 0;  // and how often it has locked it
};

}  // namespace ctx::detail
