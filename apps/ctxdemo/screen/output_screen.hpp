// The width, colors and signs that standard output can show.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "apps/ctxdemo/screen/signs.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the columns of the terminal that standard output is; none if it is
/// no terminal.
[[nodiscard]] std::optional<std::size_t> output_width();

/// Returns the width of a picture on standard output: the terminal's, from 40
/// to 160 columns; 80 without a terminal.
[[nodiscard]] std::size_t picture_width();

/// How a text is printed.
struct page {
    lessons::language in = lessons::language::en;
    std::size_t width = 80;
    bool styled = false;  ///< headings are bold
};

/// Returns how a text is printed on standard output: in the terminal's width,
/// from 20 to 80 columns; 80 without a terminal.
[[nodiscard]] page output_page(lessons::language in);

/// Returns true if standard output is a terminal with colors and NO_COLOR is
/// not set.
[[nodiscard]] bool output_is_colored();

/// Returns the signs that the locale and the terminal can show.
[[nodiscard]] const signs& output_signs();

}  // namespace ctxdemo
