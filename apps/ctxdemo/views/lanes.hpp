// The lanes of a run: what each goroutine does in each column of a time axis.
// A timeline in characters and one in SVG are drawn from them.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctx/event.hpp>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/views/time_axis.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// The lane of the steps that no goroutine takes.
inline constexpr std::uint32_t clock_lane = 0;

/// The note below a break.
inline constexpr lessons::bilingual not_to_scale{"not to scale", "不按比例"};

/// A goroutine at one column.
struct lane_cell {
    std::optional<std::size_t> mark;  ///< the index of its mark
    bool has_line = false;  ///< the line of the goroutine goes through
    std::string waits_on;   ///< empty if the goroutine does not wait
    const ctx::event* call = nullptr;  ///< as goroutine_now::call
};

/// The widest part of a wait that has no marks: the room for a text.
struct wait_room {
    std::size_t x = 0;  ///< the first column
    std::size_t width = 0;
};

/// A lane. Without an axis it has no cells.
struct lane {
    std::uint32_t goroutine = 0;
    std::string name;
    std::vector<lane_cell> cells;  ///< one for each column
    std::vector<wait_room> waits;
};

/// Returns the lanes of a whole run, so that no lane appears later. The clock
/// has a lane, the last, if it has a mark.
[[nodiscard]] std::vector<lane> lanes_of(const recording& r,
                                         const std::vector<step_mark>& marks,
                                         lessons::language l);

/// Returns the first column that is not past after `step` steps.
[[nodiscard]] std::size_t now_in(const time_axis& axis, std::size_t step);

/// Sets the cells of the lanes, and the room in their waits, after `step`
/// steps. A column that is not past has the goroutines of this step, and is no
/// room for a text.
///
/// Complexity  linear in the number of events of `r`, plus the number of cells.
void fill_lanes(std::vector<lane>& lanes, const recording& r,
                const std::vector<step_mark>& marks, const time_axis& axis,
                std::size_t step, lessons::language l);

}  // namespace ctxdemo
