// For how long locks are held, in time that the thread runs: what the machine
// does meanwhile for others is not the library's fault.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace ctx_bench {

/// For how long this thread has run so far.
[[nodiscard]] std::chrono::nanoseconds thread_time();

/// Notes that this thread has held a lock.
void note_hold(std::chrono::nanoseconds time);

/// The longest that this thread has held a lock since this was called last.
[[nodiscard]] std::chrono::nanoseconds longest_hold();

}  // namespace ctx_bench
