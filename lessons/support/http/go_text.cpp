// SPDX-License-Identifier: MIT
#include "lessons/support/http/go_text.hpp"

#include <algorithm>
#include <cctype>

namespace lessons::http {

namespace {

bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)); }

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

bool is_token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [&](unsigned char c) {
        return std::isalnum(c) != 0 ||
               marks.find(static_cast<char>(c)) != marks.npos;
    });
}

}  // namespace lessons::http
