// Whether steps are watched. Code asks this before it makes an event.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/detail/export.hpp"

namespace ctx::detail {

/// True if the calling thread runs a goroutine whose steps are recorded. May
/// stay true after the recording has stopped: scheduler::record() then drops
/// the step. Only running_as (goroutine.cpp) writes this.
extern CTX_EXPORT constinit thread_local bool is_recorded;

}  // namespace ctx::detail
