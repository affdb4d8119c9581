// A place in a learner's file, with its line.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/exercise/verdict_page.hpp"
#include "apps/ctxdemo/judge/verdict.hpp"
#include "apps/ctxdemo/screen/text_line.hpp"

namespace ctxdemo {

/// Returns the place, and its line if it is in the learner's file:
/// "stop-two.cpp:14  | stop.receive();". Empty if the line is not known.
///
/// `file`      the learner's file, and `source` what it contains.
[[nodiscard]] std::vector<text_line> quoted_place(
    const source_place& at, const std::filesystem::path& file,
    std::string_view source, std::size_t indent, const verdict_page& p);

}  // namespace ctxdemo
