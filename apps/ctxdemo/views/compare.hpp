// The output of compare, as text and as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/duration.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/comparison.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns a table with a row for each lesson. Below the table are a reason for
/// each lesson's numbers and the meaning of each column. If the table is wider
/// than `width`, each lesson is a block of lines instead.
///
/// `stop_after`  when main told the worker to stop.
[[nodiscard]] std::string compare_text(const std::vector<comparison>& all,
                                       ctx::duration stop_after,
                                       std::size_t width, lessons::language l);

/// Returns the comparisons as JSON, on one line:
///
///     [{"lesson": "channel", "stop_after_ns": 2500000000,
///       "stopped_after_ns": 500000000, "held_up_ns": 500000000,
///       "nested_stopped_after_ns": null, "left_behind": 1, "transcripts": 2,
///       "complete": true, "why": "One send ...", "race": [
///         {"command": "go run -race lessons/channel/main.go",
///          "verdict": "no race found"}]}]
///
/// Times are whole nanoseconds. "stop_after_ns" is when main told the worker to
/// stop; the next three times count from then. null means never; for the nested
/// worker it means not before main returned. "left_behind" is the number of
/// goroutines left behind in the run with a nested worker. "transcripts" is the
/// number of outputs without flags; "complete" is true if the search found all
/// of them. In "race" the lesson's Go twin comes first, then its variants.
[[nodiscard]] std::string compare_json(const std::vector<comparison>& all,
                                       ctx::duration stop_after,
                                       lessons::language l);

}  // namespace ctxdemo
