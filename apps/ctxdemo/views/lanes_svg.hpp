// A run as a lane for each goroutine, as SVG. The lanes are those of
// timeline.hpp: the columns, the signs and the texts are the same.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// A picture of a whole run.
struct lanes_picture {
    std::string svg;  ///< one <svg> element, which has no style of its own
    std::size_t width = 0;  ///< of the view box, as is the next
    std::size_t height = 0;
    /// For each number of steps, from 0 to that of the run, where the picture
    /// is at that step: what is at the right of it has not happened yet.
    std::vector<std::size_t> cursor;
};

/// Draws a run. Text is text. A text that differs between the languages is
/// there twice, with lang="en" and lang="zh". A style sheet sets the property
/// `color` of the classes:
///
///     name, wait, time, note    texts; a note is about a break
///     start, end, print, cancel the marks; a print has its line as the title,
///                               and a cancel the context
///     running, waiting, tick    lines
///
/// Complexity  as draw_timeline, for each width that is tried.
[[nodiscard]] lanes_picture draw_lanes(const recording& r);

/// Returns a file with the picture in one language, with its own style, for
/// light and dark slides.
[[nodiscard]] std::string lanes_svg(const recording& r, lessons::language l);

}  // namespace ctxdemo
