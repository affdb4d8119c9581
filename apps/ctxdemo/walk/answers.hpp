// The output that an answer claims.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/walk/parts.hpp"
#include "lessons/support/prose.hpp"

namespace ctxdemo {

/// Adds the output that answer `i` claims, if it claims one. An output that
/// fits is one line. A longer output is all of its lines if `whole`; else it is
/// cut to one line, if that line still differs from the other answers where
/// they differ. A sign marks each cut.
void add_output(text_block& b, const std::vector<lessons::answer>& answers,
                std::size_t i, bool whole, const signs& s);

/// Returns true if add_output() makes one line, of at most `width` columns, of
/// each of these outputs without `whole`.
[[nodiscard]] bool fit_in_rows(const std::vector<lessons::answer>& answers,
                               std::size_t width, const signs& s);

}  // namespace ctxdemo
