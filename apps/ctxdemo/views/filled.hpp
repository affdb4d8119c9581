// Texts with places for values.
// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/core.h>

#include <string>

#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the text `what` in language `l`, with `args` in its places. The
/// compiler does not check that they fit, so a test must print each text in
/// both languages.
template <class... Args>
[[nodiscard]] std::string filled(const lessons::bilingual& what,
                                 lessons::language l, const Args&... args) {
    return fmt::format(fmt::runtime(what.in(l)), args...);
}

/// The text between a name and its explanation.
inline constexpr lessons::bilingual colon{": ", "："};

}  // namespace ctxdemo
