// The steps that threads take on what they share, and which of them commute.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/interleave/clocks.hpp"

namespace ctx_interleave {

/// What one step does to one object.
enum class kind : std::uint8_t {
    load,
    store,
    change,  ///< reads and writes: exchange, a compare-exchange that succeeds
    add,     ///< adds; nobody is told to what
    sub,     ///< subtracts one, and is told only whether that was the last
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
    std::uint32_t object = 0;  ///< numbered as they are first used

    // Of a step taken:
    std::int64_t value = 0;  ///< seen or written, for the report
    bool has_value = false;
    std::size_t node = no_node;  ///< the choice that let it happen
    std::uint32_t nth = 0;       ///< of its thread's, counted from 1
    clocks before;               ///< what happened before it, and itself

    static constexpr std::size_t no_node = static_cast<std::size_t>(-1);

    /// True if this, once taken, happened before `later`.
    [[nodiscard]] bool precedes(const operation& later) const noexcept {
        return later.before[thread] >= nth;
    }
};

/// True if taking the two in the other order could be told from this one.
/// Adding and adding commute, and so do subtracting and subtracting, unless
/// one is the last: nobody is told more.
[[nodiscard]] bool dependent(const operation& a, const operation& b) noexcept;

/// One line: "thread 1: lock object 3".
[[nodiscard]] std::string to_string(const operation& op);

}  // namespace ctx_interleave
