// What the answers to a question claim to be printed.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/walk/parts.hpp"
#include "lessons/support/prose.hpp"

namespace ctxdemo {

/// Adds what answer `i` claims, if it claims any: on one line if there is room,
/// else all of its lines if `whole`, else as much on one line as fits of what
/// tells it from the other answers.
void add_transcript(text_block& b, const std::vector<lessons::answer>& answers,
                    std::size_t i, bool whole, const signs& s);

}  // namespace ctxdemo
