// SPDX-License-Identifier: MIT
#include "lessons/support/http/go_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace lessons::http {

namespace {

bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)); }

/// Returns the length of the UTF-8 character at the start of `text`; 0 if there
/// is none. Overlong forms and surrogates count as characters.
std::size_t utf8_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first >= 0xf0   ? 4
                               : first >= 0xe0 ? 3
                               : first >= 0xc2 ? 2
                                               : 0;
    if (length == 0 || first > 0xf4 || text.size() < length) return 0;
    const bool follow = std::ranges::all_of(
        text.substr(1, length - 1), [](char c) { return (c & 0xc0) == 0x80; });
    return follow ? length : 0;
}

std::string escaped(char c) {
    switch (c) {
        case '\a':
            return "\\a";
        case '\b':
            return "\\b";
        case '\f':
            return "\\f";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        case '\v':
            return "\\v";
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        default:
            return fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
}

}  // namespace

std::string go_text(const std::error_code& e) {
    std::string text = e.message();
    // An acronym keeps its capitals: "RFS specific error".
    if (text.size() > 1 && is_lower(text[1])) {
        text[0] = static_cast<char>(
            std::tolower(static_cast<unsigned char>(text[0])));
    }
    return text;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        const char c = text.front();
        std::size_t length = utf8_length(text);
        if (' ' <= c && c <= '~' && c != '"' && c != '\\') length = 1;
        if (length == 0) {
            out += escaped(c);
            length = 1;
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out + '"';
}

bool is_token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [&](unsigned char c) {
        return std::isalnum(c) != 0 ||
               marks.find(static_cast<char>(c)) != marks.npos;
    });
}

}  // namespace lessons::http
