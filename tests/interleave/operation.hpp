// The steps that threads take on shared objects, and which steps commute.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ctx_interleave {

/// The effect of one step on one object.
enum class kind : std::uint8_t {
    load,
    store,
    change,  ///< reads and writes: exchange, a compare-exchange that succeeds
    add,     ///< adds, and returns nothing
    sub,     ///< subtracts one, and learns only whether that was the last
    sub_last,
    sub_last_but_one,  ///< a `sub`, where the next one is the last
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
};

/// Returns true if a step of the kind `later`, right after one of the kind
/// `earlier` on the same object, may as well come before that one, because a
/// program cannot tell the two orders apart. Two additions commute, because
/// neither returns a value. Two subtractions commute unless one is the last,
/// because they tell no more than that. A subtraction that comes after the last
/// but one is the last, even if it was not the last where the search tried it.
[[nodiscard]] bool commute(kind earlier, kind later) noexcept;

/// Returns a number that is the same for two orders of a program's steps if
/// they differ only in steps that commute.
[[nodiscard]] std::uint64_t fingerprint(std::span<const operation> steps);

/// Returns one line, such as "thread 1: lock mutex 3".
[[nodiscard]] std::string to_string(const operation& op);

}  // namespace ctx_interleave
