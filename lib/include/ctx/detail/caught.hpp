// The exception that left a function, as an error.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/detail/export.hpp"
#include "ctx/error.hpp"

namespace ctx::detail {

/// To be called in a catch (...) alone. Returns the exception that is being
/// handled as an error, whose text begins with the calling goroutine's name if
/// it has one. Without memory for that the error is std::errc's
/// not_enough_memory.
///
/// Throws      goroutine_exit and the unwinding of pthread_exit(), which are no
///             errors, because they end the goroutine; failed_expectation,
///             which ends the run, so that no program can drop it.
[[nodiscard]] CTX_EXPORT error caught_error();

}  // namespace ctx::detail
