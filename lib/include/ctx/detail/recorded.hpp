// Whether steps are watched, and calls counted. Code asks this before it makes
// an event, or takes a short path.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "ctx/detail/chosen.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/location.hpp"

namespace ctx::detail {

/// True if the calling thread runs a goroutine whose steps are recorded. May
/// stay true after the recording has stopped: scheduler::record() then drops
/// the step. Only run_as (goroutine.cpp) writes this.
extern CTX_EXPORT constinit thread_local bool is_recorded;

/// How many more calls the goroutine that the calling thread runs may make:
/// its goroutine::calls_left. Null if they are not counted. Only run_as writes
/// this.
extern CTX_EXPORT constinit thread_local std::uint64_t* calls_left;

/// Returns true if the calling goroutine shares its thread with others. Their
/// calls are counted. Operations that do not block ask this before they do what
/// only a bubble and a run_on_fibers need.
[[nodiscard]] inline bool on_fiber() noexcept { return calls_left != nullptr; }

/// Counts a call of the calling goroutine, as a call that may block is counted
/// (run_options::calls_per_instant).
///
/// Throws      goroutine_exit if too many calls end the bubble.
CTX_EXPORT void count_call_here(const location& at);

/// Calls `f`, which does an operation of a channel without a select or returns
/// false. If it is done, counts the call and returns true. Returns false
/// without calling `f` where the select does more than the operation: where it
/// records the step, or finds that no calls are left.
template <class F>
[[nodiscard]] bool is_done_at_once(F f) noexcept {
    if (is_recorded || maybe_chosen()) return false;
    std::uint64_t* const calls = calls_left;
    if (calls && *calls <= 1) return false;
    if (!f()) return false;
    if (calls) --*calls;
    return true;
}

}  // namespace ctx::detail
