// A run as lanes, one for each goroutine, over its time.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/signs.hpp"

namespace ctxdemo {

/// Draws the first `step` steps of a run: who waits for what, and at which
/// instants they print (the first letter of the line), start, end, or cancel.
/// What comes later is left open; who waits at the end of a run does so for
/// ever, and is drawn to go on.
///
/// Not to scale: each instant at which something happens takes its place, as
/// does the time between two, however long. The row below has the times. A run
/// that is too long for `width` is shown around the current instant.
[[nodiscard]] frame draw_timeline(const recording& r, std::size_t step,
                                  std::size_t width, const signs& s);

}  // namespace ctxdemo
