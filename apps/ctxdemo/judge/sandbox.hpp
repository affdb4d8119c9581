// The limits of the process that runs a learner's program.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace ctxdemo {

/// Limits this process for good: its memory, the size of its files, its
/// processor time. It can start no process and no thread any more, send no
/// signal to another process, and it ends with its parent. A start of a thread
/// fails as if there were too many.
///
/// Processes and signals are limited on Linux, on x86-64 and 64-bit ARM.
///
/// `memory`    the bytes it may allocate.
/// `time`      of the processor.
void enter_sandbox(std::size_t memory, std::chrono::seconds time);

}  // namespace ctxdemo
