// Names of what a run has, and how it ended.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/duration.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the name of a goroutine, such as "worker"; of goroutine 0,
/// clock_name().
[[nodiscard]] std::string name_of_goroutine(const moment& m, std::uint32_t id,
                                            lessons::language l);

/// Returns the name of a context, such as "request", or "context 3" if the
/// lesson's program has no name for it; of context 0, which is a root,
/// "background".
[[nodiscard]] std::string name_of_context(const moment& m, std::uint32_t id);

/// Returns the goroutines of a deadlock, and what they wait for: "main [wg],
/// worker [send on jobs]".
[[nodiscard]] std::string asleep_in_words(const recording& r,
                                          lessons::language l);

/// Returns how a run ended if it failed, left goroutines behind, or reached its
/// `limit`; else an empty string.
[[nodiscard]] std::string describe_ending(const recording& r,
                                          std::optional<ctx::duration> limit,
                                          lessons::language l);

/// Returns the name of goroutine 0, the cause of steps that no goroutine takes.
[[nodiscard]] std::string_view clock_name(lessons::language l) noexcept;

/// Returns "main, worker and worker2".
[[nodiscard]] std::string list_of(const std::vector<std::string>& parts,
                                  lessons::language l);

/// Appends `word` and `next`. A Chinese word gets a space on each side where
/// its neighbor is ASCII; an English word brings its spaces.
void append(std::string& text, const lessons::bilingual& word,
            std::string_view next, lessons::language l);

}  // namespace ctxdemo
