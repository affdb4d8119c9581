// Sentences about a run: its steps, its choices, and its end.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/duration.hpp>
#include <optional>
#include <string>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// "worker: print worker", the last step; empty before the first.
[[nodiscard]] std::string describe_step(const moment& m, lessons::language l);

/// How a run ended, if not well, or with goroutines left behind, or because its
/// `limit` passed.
[[nodiscard]] std::string describe_ending(const recording& r,
                                          std::optional<ctx::duration> limit,
                                          lessons::language l);

/// "worker goes on": one of the ways that the run can take at the choice `c`.
[[nodiscard]] std::string describe_way(const recording& r,
                                       const choice_point& c, std::size_t way,
                                       lessons::language l);

}  // namespace ctxdemo
