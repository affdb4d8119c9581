// Where the steps of a run stand in a timeline.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/signs.hpp"

namespace ctxdemo {

/// The sign that a step puts on a lane: a goroutine starts, prints or returns,
/// or a context is done.
struct step_mark {
    std::size_t step = 0;    ///< the number of the step, from 1; 0 for main's
                             ///< start, which no step takes
    std::uint32_t lane = 0;  ///< the goroutine; 0 is the clock
    std::string sign;
    look as = look::plain;
    const ctx::event* event = nullptr;  ///< of the recording; null for main's
                                        ///< start
};

/// Returns the marks of a run in the order of its steps. The first is the start
/// of main.
[[nodiscard]] std::vector<step_mark> marks_of(const recording& r,
                                              const signs& s);

/// A column of a timeline.
struct axis_column {
    enum class kind : std::uint8_t {
        mark,   ///< has a mark
        cut,    ///< stands for marks that there is no room for
        gap,    ///< time that passes
        broken  ///< time that passes, not to scale
    };
    kind is = kind::gap;
    std::size_t mark = 0;   ///< the index of the mark
    std::size_t step = 0;   ///< the last step at or before this column
    std::size_t after = 0;  ///< the step from which on the column is past
};

/// A time below a timeline.
struct axis_label {
    std::size_t x = 0;  ///< the column that it stands at
    ctx::duration time{};
    bool is_now = false;
};

/// The columns of a timeline. Each mark has a column of its own, in the order
/// of the steps. Between two instants the distance is proportional to the time
/// between them, unless the gap is broken.
struct time_axis {
    std::vector<axis_column> columns;
    std::vector<axis_label> labels;        ///< one for each visible instant
    bool cut_left = false;                 ///< there are earlier instants
    bool cut_right = false;                ///< there are later instants
    std::optional<std::size_t> broken_at;  ///< the first column of a break
};

/// Places the steps of `r` in `width` columns. If they do not all fit, those
/// around step `now` are placed.
///
/// `note`      the number of columns that a note below a break takes. A break
///             is that much wider if there is room.
/// Complexity  linear in the number of steps, times the number of visible
///             instants.
[[nodiscard]] time_axis place_steps(const recording& r,
                                    const std::vector<step_mark>& marks,
                                    std::size_t now, std::size_t width,
                                    std::size_t note);

}  // namespace ctxdemo
