// The keys of a walk.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "apps/ctxdemo/screen/key.hpp"
#include "apps/ctxdemo/walk/run_keys.hpp"
#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// Returns the suggestion, counted from 0, that a key of `explain` stands for.
[[nodiscard]] std::optional<std::size_t> chosen_suggestion(const walk& w,
                                                           const key& k);

/// Presses a key. `drawn` is how the walk was last drawn.
walk_result press(walk& w, const key& k, const scrolling& drawn);

}  // namespace ctxdemo
