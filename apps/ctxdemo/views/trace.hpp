// A run in the Trace Event Format, which Chrome's tracing and ui.perfetto.dev
// open.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the trace as JSON. A track for each goroutine has a slice for each
/// time that the goroutine waits or runs, a slice for each of its steps, and an
/// instant for each line that it prints. Flows lead from the end of a context
/// to the goroutines that find the context done, and each context has a track
/// with its life. The time unit is the microsecond of the run's own time; steps
/// of one instant are a nanosecond apart, so that their order can be seen.
///
/// Complexity  as events_text.
[[nodiscard]] std::string trace_of(const recording& r, lessons::language l);

}  // namespace ctxdemo
