// The language and the character set that the locale asks for.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the language of a locale's name: Chinese for "zh_CN.UTF-8".
[[nodiscard]] lessons::language language_of_locale(
    std::string_view name) noexcept;

/// Returns true if the name of the environment's locale asks for UTF-8. The
/// locale need not be installed.
[[nodiscard]] bool locale_is_utf8();

/// Returns the language of the environment: of LC_ALL, else LC_MESSAGES, else
/// LANG. It is English if the locale is not UTF-8, because Chinese is written
/// in UTF-8 only.
[[nodiscard]] lessons::language usual_language();

}  // namespace ctxdemo
