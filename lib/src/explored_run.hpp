// One run of an exploration.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

#include "ctx/bubble.hpp"
#include "ctx/detail/chosen.hpp"
#include "ctx/explore.hpp"
#include "ctx/location.hpp"

namespace ctx::detail {

class search;

/// What a goroutine does with an object, and at which line, if that is known.
using use_observer =
    std::function<void(std::uint32_t goroutine, use, const location&)>;

/// Runs `main` in a bubble. `by` chooses the schedule, or, if it is null,
/// options.choose does. A run of more than `max_steps` steps is a livelock.
[[nodiscard]] explored run_once(const std::function<void()>& main,
                                const bubble_options& options,
                                std::uint64_t max_steps, search* by,
                                const location& at,
                                const use_observer& observe = nullptr);

}  // namespace ctx::detail
