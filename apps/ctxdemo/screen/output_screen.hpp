// The width, colors and signs that standard output can show.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "apps/ctxdemo/screen/signs.hpp"

namespace ctxdemo {

/// Returns the columns of the terminal that standard output is; none if it is
/// no terminal.
[[nodiscard]] std::optional<std::size_t> output_width();

/// Returns the width of a picture on standard output: the terminal's, from 40
/// to 160 columns; 80 without a terminal.
[[nodiscard]] std::size_t picture_width();

/// Returns true if standard output is a terminal with colors and NO_COLOR is
/// not set.
[[nodiscard]] bool output_is_colored();

/// Returns the signs that the locale and the terminal can show.
[[nodiscard]] const signs& output_signs();

}  // namespace ctxdemo
