// A run as a lane for each goroutine, over the time of the run.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"

namespace ctxdemo {

/// Draws the first `step` steps of a run: what each goroutine waits for, and
/// the instants at which it starts, prints (the first letter of the line),
/// cancels a context, or ends. The time after `step` is left open. A goroutine
/// that still waits at the end of the run waits for ever, so its line goes on.
/// The frame has a row for each lane and a row with the times.
///
/// The time axis is not to scale: all gaps between two instants have the same
/// width. A run that is too long for the canvas is shown around the current
/// instant. A sign stands for what is left out: instants, the first marks of a
/// long instant, the end of a long name.
///
/// Complexity  linear in the number of events of `r`.
[[nodiscard]] frame draw_timeline(const recording& r, std::size_t step,
                                  const canvas& c);

}  // namespace ctxdemo
