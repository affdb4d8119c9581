// The log of a run, as text and as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns a line for each event, in columns: the time, the goroutine, the kind
/// of event, its object, and the source line. The first event of each step has
/// the sentence of the step as well.
///
/// Complexity  linear in the number of events, times the number of goroutines
///             and contexts.
[[nodiscard]] std::string events_text(const recording& r, lessons::language l);

/// Returns a JSON object for each event, each on a line. lessons/README.md
/// describes the fields for other programs, so a field keeps its name and its
/// meaning.
///
/// `l`         the language of the sentences; the other fields are the same in
///             every language.
/// Complexity  as events_text.
[[nodiscard]] std::string events_json(const recording& r, lessons::language l);

}  // namespace ctxdemo
