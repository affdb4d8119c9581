// How long locks are held, in the thread's processor time. That leaves out the
// time in which the machine runs other threads.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace ctx_bench {

/// Returns the processor time of this thread so far.
[[nodiscard]] std::chrono::nanoseconds thread_time();

/// Notes that this thread has held a lock for `time`.
void note_hold(std::chrono::nanoseconds time);

/// Returns the longest time that this thread has held a lock since the last
/// call.
[[nodiscard]] std::chrono::nanoseconds longest_hold();

}  // namespace ctx_bench
