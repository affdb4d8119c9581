// A run as a lane for each goroutine, over the time of the run.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"

namespace ctxdemo {

/// Draws the first `step` steps of a run: what each goroutine waits for, and
/// where it starts, prints (the first letter of the line), cancels a context,
/// or returns. Of two marks, the one further left happened first, on whichever
/// lanes they are. The time after `step` is left open. A goroutine that still
/// waits at the end of the run waits for ever, so its line goes on. The frame
/// has a row for each lane and a row with the times.
///
/// Distances are proportional to time, except where the lanes have a break. A
/// run that is too long for the canvas is shown around the current instant.
///
/// Complexity  linear in the number of events of `r`, times the number of
///             visible instants.
[[nodiscard]] frame draw_timeline(const recording& r, std::size_t step,
                                  const canvas& c);

/// Returns what the signs of a timeline mean, in lines of at most `width`
/// columns.
[[nodiscard]] std::vector<std::string> legend_lines(std::size_t width,
                                                    const canvas& c);

}  // namespace ctxdemo
