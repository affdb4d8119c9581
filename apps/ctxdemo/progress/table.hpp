// The progress that is kept, as the commands show it.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/progress/json.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns what is kept. If it cannot be read, says so on standard error, and
/// goes on without.
[[nodiscard]] progress_map kept_progress();

/// "[x] done" or "[!] to do again", if the answer was wrong; empty if the
/// lesson is neither. A mark that every terminal has, and no color.
[[nodiscard]] std::string progress_mark(const progress_map& all,
                                        const std::string& lesson,
                                        lessons::language l);

/// Returns all lessons, a line each: whether it is done, the answer, the date.
[[nodiscard]] std::string progress_table(const progress_map& all,
                                         lessons::language l);

}  // namespace ctxdemo
