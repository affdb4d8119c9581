// Whether the calling goroutine is on a fiber. Operations that do not block ask
// this before they do what only a bubble and a run_on_fibers need.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/detail/export.hpp"
#include "ctx/location.hpp"

namespace ctx::detail {

/// True if the calling thread runs a goroutine that shares the thread with
/// others. Only running_as (goroutine.cpp) writes this.
extern CTX_EXPORT constinit thread_local bool on_fiber;

/// Counts a call of the calling goroutine, as a call that may block is counted
/// (run_options::calls_per_instant).
///
/// Throws      goroutine_exit if too many calls end the bubble.
CTX_EXPORT void count_call_here(const location& at);

}  // namespace ctx::detail
