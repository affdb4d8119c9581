// Whether anybody watches, asked before everything that might be shown.
// SPDX-License-Identifier: MIT
#pragma once

namespace ctx::detail {

/// False unless the calling thread runs a goroutine whose steps are recorded.
/// It may stay true for a while when that is over: who records has the last
/// word. Only running_as (goroutine.cpp) writes it.
extern constinit thread_local bool is_recorded;

}  // namespace ctx::detail
