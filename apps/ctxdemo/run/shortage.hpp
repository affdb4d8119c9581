// Telling a shortage of the system from a failure of a lesson.
// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

namespace ctxdemo {

/// Returns what the system lacks, in one line, if `thrown` or an exception
/// nested in it says that there was no memory, no thread or no file descriptor
/// left. Returns null for any other exception.
[[nodiscard]] const char* shortage_in(
    const std::exception_ptr& thrown) noexcept;

/// Rethrows the exception that is being handled if it tells of a shortage.
void rethrow_if_shortage();

}  // namespace ctxdemo
