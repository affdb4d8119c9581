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

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool equal_fold(std::string_view a, std::string_view b) {
    const auto lower = [](char c) {
        return 'A' <= c && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
    };
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool has_word(const std::vector<std::string>& lists, std::string_view word) {
    return std::ranges::any_of(lists, [&](const std::string& list) {
        return std::ranges::any_of(
            words(list), [&](auto& each) { return equal_fold(each, word); });
    });
}

std::vector<std::string> words(std::string_view list) {
    std::vector<std::string> all;
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        const auto word = trimmed(list.substr(0, comma));
        if (!word.empty()) all.emplace_back(word);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return all;
}

}  // namespace lessons::http
