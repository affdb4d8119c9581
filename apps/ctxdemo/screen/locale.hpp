// What the locale asks for: a language, and a set of characters.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "lessons/support/language.hpp"

namespace ctxdemo {

/// The language that a locale's name asks for: Chinese for "zh_CN.UTF-8".
[[nodiscard]] lessons::language language_of_locale(std::string_view name) noexcept;

/// True if the environment asks for UTF-8: by the name of its locale, which
/// need not be installed.
[[nodiscard]] bool locale_is_utf8();

/// The language of the environment: LC_ALL, else LC_MESSAGES, else LANG. It is
/// English where the characters are not UTF-8, which is all that we write.
[[nodiscard]] lessons::language usual_language();

}  // namespace ctxdemo
