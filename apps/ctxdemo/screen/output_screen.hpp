// What standard output is, and so what may be written to it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "apps/ctxdemo/screen/signs.hpp"

namespace ctxdemo {

/// Columns of a picture on standard output: those of the terminal, within
/// reason; 80 where there is none.
[[nodiscard]] std::size_t picture_width();

/// True if escape sequences may be written: it is a terminal that knows them,
/// and NO_COLOR is not set.
[[nodiscard]] bool output_is_colored();

/// The characters that the locale has.
[[nodiscard]] const signs& output_signs();

}  // namespace ctxdemo
