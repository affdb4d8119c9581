// The screen of `ctxdemo exercise watch`: what it shows, and how it is drawn.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/commands/exercise.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/walk/draw.hpp"

namespace ctxdemo {

/// The contents of the body of the screen.
enum class watch_body : std::uint8_t { verdict, task, hints, solution };

/// The state of the screen.
struct watch_page {
    const lessons::exercise& of;
    std::string file;  ///< as the learner named it

    bool is_judging = true;
    std::optional<verdict> found = {};  ///< the last verdict
    std::string problem = "";  ///< why there is no verdict, such as no compiler
    std::optional<judged_source> judged = {};  ///< what `found` is about

    std::string note = "";  ///< a line above the verdict, until the next save

    std::size_t hints = 0;   ///< how many were given
    bool is_solved = false;  ///< now, or at any time before
    watch_body body = watch_body::verdict;
    std::size_t scroll = 0;
};

/// Draws the screen: a bar with the title, the body, and a row of keys.
[[nodiscard]] drawn_screen draw_watch(const watch_page& w, const canvas& c);

/// Returns true if the run of the verdict can be shown step by step now.
[[nodiscard]] bool can_walk(const watch_page& w) noexcept;

}  // namespace ctxdemo
