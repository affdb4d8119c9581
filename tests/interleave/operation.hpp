// The steps that threads take on shared objects, and which steps commute.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/interleave/clocks.hpp"

namespace ctx_interleave {

/// The effect of one step on one object.
enum class kind : std::uint8_t {
    load,
    store,
    change,  ///< reads and writes: exchange, a compare-exchange that succeeds
    add,     ///< adds, and returns nothing
    sub,     ///< subtracts one, and learns only whether that was the last
    sub_last,
    lock,
    unlock,
    enqueue,  ///< begins to wait on a condition variable
    notify,
};

/// A step that a thread has taken, or is about to take.
struct operation {
    std::size_t thread = 0;
    kind what = kind::load;
    std::uint32_t object = 0;  ///< its number, in the order of first use

    // Set once the step has been taken:
    std::int64_t value = 0;  ///< read or written, for the report
    bool has_value = false;
    std::size_t node = no_node;  ///< the choice that let the step happen
    std::uint32_t nth = 0;       ///< its number in its thread, from 1
    clocks before;               ///< this step and the steps before it

    static constexpr std::size_t no_node = static_cast<std::size_t>(-1);

    /// Returns true if this step, once taken, happened before `later`.
    [[nodiscard]] bool precedes(const operation& later) const noexcept {
        return later.before[thread] >= nth;
    }
};

/// Returns true if the two steps do not commute, so that a program can tell
/// their two orders apart. Two additions commute, because neither returns a
/// value. Two subtractions commute unless one is the last, because they tell no
/// more than that.
[[nodiscard]] bool dependent(const operation& a, const operation& b) noexcept;

/// Returns one line, such as "thread 1: lock mutex 3".
[[nodiscard]] std::string to_string(const operation& op);

}  // namespace ctx_interleave
