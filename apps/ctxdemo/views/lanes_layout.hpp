// The lanes of a run with their texts, laid out for a picture in units: wide
// enough for each mark and for each text.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/views/lanes.hpp"

namespace ctxdemo {

/// The units of a column, and between things that are side by side.
inline constexpr std::size_t column_width = 10;
inline constexpr std::size_t small_gap = 4;

/// The fewest columns of a picture.
inline constexpr std::size_t least_columns = 96;

/// One text, in each language of a picture.
using text_set = std::vector<std::string>;

/// Returns the units that the longest of `texts` takes. Letters are as wide as
/// in a terminal, so that this is known.
[[nodiscard]] std::size_t length_of(const text_set& texts);

/// Returns true if there is room for a text that tells of a wait.
[[nodiscard]] bool fits_in(const text_set& texts, const wait_room& room);

/// The lanes of a whole run in each language of a picture. They differ only in
/// their texts.
struct lanes_layout {
    std::span<const lessons::language> languages;
    std::vector<step_mark> marks;
    time_axis axis;                     ///< has a column for each mark
    std::vector<std::vector<lane>> in;  ///< by language

    [[nodiscard]] const std::vector<lane>& lanes() const { return in[0]; }
    [[nodiscard]] text_set names(std::size_t lane) const;
    [[nodiscard]] text_set wait(std::size_t lane, const wait_room& room) const;
};

/// Lays a run out. `languages` must outlive the result.
[[nodiscard]] lanes_layout layout_of(
    const recording& r, std::span<const lessons::language> languages);

}  // namespace ctxdemo
