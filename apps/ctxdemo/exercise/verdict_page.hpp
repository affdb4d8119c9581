// How a verdict is worded.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "apps/ctxdemo/screen/signs.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// How a verdict is worded.
struct verdict_page {
    lessons::language in = lessons::language::en;
    std::size_t width = 80;
    const ctxdemo::signs& signs = unicode_signs;

    /// Ends with the commands to go on with. A screen that has keys for them
    /// needs none.
    bool with_commands = true;

    bool verbose = false;  ///< with all that the compiler said
};

/// Returns `text` with a colon after it, for the lines below.
[[nodiscard]] inline std::string with_colon(std::string text,
                                            lessons::language l) {
    return std::move(text) + (l == lessons::language::zh ? "：" : ":");
}

}  // namespace ctxdemo
