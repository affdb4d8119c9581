// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/locale.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <initializer_list>
#include <string>

namespace ctxdemo {

using lessons::language;

namespace {

/// Returns the value of the first variable that is set; else an empty text.
std::string_view first_of(std::initializer_list<const char*> variables) {
    for (const char* name : variables) {
        const char* const value = std::getenv(name);
        if (value && *value != '\0') return value;
    }
    return "";
}

/// Returns true if the name of a locale ends in UTF-8, however it is spelled.
bool is_utf8(std::string_view locale) {
    std::string letters;
    for (const char c :
         locale.substr(std::min(locale.find('.'), locale.size()))) {
        if (c != '-') letters += static_cast<char>(std::tolower(c));
    }
    return letters.starts_with(".utf8");
}

}  // namespace

language language_of_locale(std::string_view name) noexcept {
    return name.starts_with("zh") ? language::zh : language::en;
}

bool locale_is_utf8() {
    return is_utf8(first_of({"LC_ALL", "LC_CTYPE", "LANG"}));
}

language usual_language() {
    if (!locale_is_utf8()) return language::en;
    return language_of_locale(first_of({"LC_ALL", "LC_MESSAGES", "LANG"}));
}

}  // namespace ctxdemo
