// The table that `ctxdemo progress` prints.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/progress/json.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns a line for each lesson: whether it is done, the answer, the date.
[[nodiscard]] std::string progress_table(const progress_map& all,
                                         lessons::language l);

/// Returns the progress in the user's file. If the file cannot be read, says so
/// on standard error and returns no progress.
[[nodiscard]] progress_map kept_progress();

}  // namespace ctxdemo
