// SPDX-License-Identifier: MIT
#include "lessons/support/http/message.hpp"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <locale>

namespace lessons::http {

std::string canonical_name(std::string_view name) {
    const auto& ascii = std::locale::classic();
    std::string out(name);
    if (!is_token(name)) return out;
    bool upper = true;
    for (char& c : out) {
        c = upper ? std::toupper(c, ascii) : std::tolower(c, ascii);
        upper = c == '-';
    }
    return out;
}

std::vector<std::string> all_of(const header& h, const std::string& name) {
    const auto found = h.find(name);
    return found == h.end() ? std::vector<std::string>() : found->second;
}

std::string first_of(const header& h, const std::string& name) {
    const auto all = all_of(h, name);
    return all.empty() ? "" : all[0];
}

bool is_made_of(std::string_view text, std::string_view marks) {
    return std::ranges::all_of(text, [&](char c) {
        return std::isalnum(c, std::locale::classic()) ||
               marks.find(c) != marks.npos;
    });
}

bool is_token(std::string_view text) {
    return !text.empty() && is_made_of(text, "!#$%&'*+-.^_`|~");
}

std::string_view trimmed(std::string_view text) {
    return boost::trim_copy_if(text, boost::is_any_of(" \t"));
}

bool equal_fold(std::string_view a, std::string_view b) {
    return boost::iequals(a, b, std::locale::classic());
}

std::vector<std::string> words(const std::string& list) {
    std::vector<std::string> all;
    boost::split(all, list, boost::is_any_of(","));
    for (auto& word : all) word = trimmed(word);
    std::erase(all, "");
    return all;
}

bool has_word(const std::vector<std::string>& lists, std::string_view word) {
    return std::ranges::any_of(lists, [&](const std::string& list) {
        return std::ranges::any_of(
            words(list), [&](auto& each) { return equal_fold(each, word); });
    });
}

}  // namespace lessons::http
