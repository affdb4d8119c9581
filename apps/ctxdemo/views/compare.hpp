// What compare prints.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/duration.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/comparison.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns a table, a row for each of `all`; under it why each is as it is, and
/// what the columns say. Where `width` is too little for the table, each is a
/// block of lines. `stop_after` is when main said stop.
[[nodiscard]] std::string compare_text(const std::vector<comparison>& all,
                                       ctx::duration stop_after,
                                       std::size_t width, lessons::language l);

/// Returns them as JSON, on one line:
///
///     [{"lesson": "channel", "stop_after_ns": 2500000000,
///       "stopped_after_ns": 500000000, "held_up_ns": 500000000,
///       "nested_stopped_after_ns": null, "left_behind": 1, "transcripts": 2,
///       "complete": true, "why": "One send ...", "race": [
///         {"command": "go run -race lessons/channel/main.go",
///          "verdict": "no race found"}]}]
///
/// Times are whole nanoseconds. "stop_after_ns" is when main said stop, and
/// the next three are counted from then; null is never, or, of the nested one,
/// not before main had returned. "left_behind" is how many goroutines are, in
/// the run with a nested one. "transcripts" is how many there can be without
/// flags; "complete" says whether these are all. In "race" the lesson's Go twin
/// comes first, and then its variants.
[[nodiscard]] std::string compare_json(const std::vector<comparison>& all,
                                       ctx::duration stop_after,
                                       lessons::language l);

}  // namespace ctxdemo
