// Advice that may help a learner with a fault.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/judge/verdict.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns sentences on what the learner's file has that leads to faults, such
/// as std::this_thread::sleep_for, or on what the compiler means by its error.
///
/// `source`    the text of the file. Its comments and strings do not count.
[[nodiscard]] std::vector<std::string> verdict_advice(const verdict& v,
                                                      std::string_view source,
                                                      lessons::language l);

}  // namespace ctxdemo
