// A verdict as JSON, for programs.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/exercise/verdict_text.hpp"

namespace ctxdemo {

/// Returns the verdict on one line: the exercise, the file, the verdict and its
/// sentence, the numbers of schedules, and what shows it. A field that the
/// verdict does not have is missing.
[[nodiscard]] std::string check_json(const verdict& v,
                                     const judged_source& judged,
                                     lessons::language l);

}  // namespace ctxdemo
