// The sentence that says a verdict.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/judge/verdict.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the sentence: "worker2 is left behind on 3 of 40 schedules."
[[nodiscard]] std::string verdict_headline(const verdict& v,
                                           lessons::language l);

/// Returns the name of a goroutine: "worker", "main", "goroutine 3".
[[nodiscard]] std::string name_of(const goroutine_place& g);

/// Returns "worker and worker2"; "a goroutine" if none is known.
[[nodiscard]] std::string names_of(const std::vector<goroutine_place>& all,
                                   lessons::language l);

/// Returns the name of the goroutine that a verdict does_not_end is about.
[[nodiscard]] std::string busy_name(const verdict& v, lessons::language l);

}  // namespace ctxdemo
