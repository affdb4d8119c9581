// Sentences about a run: its steps, its choices, and its end.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/duration.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the last step of `m`, such as "worker: print hello"; empty before
/// the first step.
[[nodiscard]] std::string describe_step(const moment& m, lessons::language l);

/// Returns how a run ended if it failed, left goroutines behind, or reached its
/// `limit`; else an empty string.
[[nodiscard]] std::string describe_ending(const recording& r,
                                          std::optional<ctx::duration> limit,
                                          lessons::language l);

/// Returns one of the ways that the run can take at the choice `c`, such as
/// "worker goes on".
[[nodiscard]] std::string describe_way(const recording& r,
                                       const choice_point& c, std::size_t way,
                                       lessons::language l);

/// Returns the name of goroutine 0, which takes the steps that no goroutine
/// takes: "clock", or "outside" in real time.
[[nodiscard]] std::string_view outside_name(bool real_time,
                                            lessons::language l) noexcept;

}  // namespace ctxdemo
