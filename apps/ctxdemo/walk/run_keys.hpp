// The keys of a run and its overlays.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "apps/ctxdemo/screen/key.hpp"
#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/run_view.hpp"

namespace ctxdemo {

/// The effect of a key.
enum class walk_result : std::uint8_t {
    nothing,   ///< the key has no meaning here
    changed,   ///< the walk must be drawn again
    finished,  ///< the walk came to its end
    quit,      ///< the walk was left
    command,   ///< run the suggestion that chosen_suggestion() returns
};

/// Returns the character that a key types; 0 if it types none.
[[nodiscard]] char32_t character_of(const key& k) noexcept;

/// Returns the number that a key from `first` on stands for, below `count`.
[[nodiscard]] std::optional<std::size_t> number_from(char32_t first,
                                                     const key& k,
                                                     std::size_t count);

/// Returns the rows to scroll to; nothing for a key that does not scroll.
[[nodiscard]] std::optional<std::size_t> scrolled_by(const key& k,
                                                     const scrolling& drawn);

/// Presses a key while an overlay covers the screen.
void press_overlay(run_view& w, const key& k, const scrolling& drawn);

/// Presses a key that covers the screen with the keys or with nothing.
walk_result press_cover(run_view& w, const key& k);

/// Presses a key of the run. PgDn at its end and PgUp at its start have no
/// meaning here.
walk_result press_run(run_view& w, const key& k, const scrolling& drawn);

}  // namespace ctxdemo
