// The keys of a walk.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "apps/ctxdemo/screen/key.hpp"
#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// The effect of a key.
enum class walk_result : std::uint8_t {
    nothing,   ///< the key has no meaning here
    changed,   ///< the walk must be drawn again
    finished,  ///< the walk came to its end
    quit,      ///< the walk was left
    command,   ///< run the suggestion that chosen_suggestion() returns
};

/// Returns the suggestion, counted from 0, that a key of `explain` stands for.
[[nodiscard]] std::optional<std::size_t> chosen_suggestion(const walk& w,
                                                           const key& k);

/// Presses a key. `drawn` is how the walk was last drawn.
walk_result press(walk& w, const key& k, const scrolling& drawn);

}  // namespace ctxdemo
