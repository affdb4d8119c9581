// Sentences about the choices of a run: what can happen next, and what was
// chosen.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the question of a choice: "At 3s main and worker both wake. Who goes
/// first?"
[[nodiscard]] std::string choice_question(const recording& r,
                                          const choice_point& c,
                                          lessons::language l);

/// Returns one of the answers to it, such as "worker".
[[nodiscard]] std::string choice_answer(const recording& r,
                                        const choice_point& c, std::size_t way,
                                        lessons::language l);

/// Returns what the choice that was taken means, such as "you let worker go
/// first".
[[nodiscard]] std::string choice_taken(const recording& r,
                                       const choice_point& c,
                                       lessons::language l);

}  // namespace ctxdemo
