// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/lexer.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace ctxdemo {

namespace {

// Each keyword is between blanks.
constexpr std::string_view cpp_keywords =
    " alignas alignof asm auto bool break case catch char char16_t "
    "char32_t char8_t class co_await co_return co_yield concept const "
    "const_cast consteval constexpr constinit continue decltype default "
    "delete do double else enum explicit export extern false float for "
    "friend goto if inline int long mutable namespace new noexcept "
    "nullptr operator private protected public reinterpret_cast requires "
    "return short signed sizeof static static_assert static_cast struct "
    "switch template this throw true try typedef typename union unsigned "
    "using virtual void volatile while #define #include #pragma ";

constexpr std::string_view go_keywords =
    " break case chan const continue default defer else fallthrough for "
    "func go goto if import interface map package range return select "
    "struct switch type var ";

bool is_keyword(std::string_view word, code_language l) {
    const auto all = l == code_language::cpp ? cpp_keywords : go_keywords;
    return all.find(' ' + std::string(word) + ' ') != all.npos;
}

// A byte of a character that is not ASCII may be a part of a name.
bool is_in_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_';
}

// Returns the size of the literal at the start of `text`, with its quotes. A
// literal that is not closed ends with the line.
std::size_t quoted(std::string_view text) {
    std::size_t at = 1;
    while (at < text.size() && text[at] != text[0]) {
        at += text[at] == '\\' ? 2 : 1;
    }
    return std::min(at + 1, text.size());
}

bool begins_raw_string(std::string_view prefix) {
    return prefix == "R" || prefix == "LR" || prefix == "uR" ||
           prefix == "UR" || prefix == "u8R";
}

}  // namespace

std::vector<code_part> lexer::next(std::string_view line) {
    std::vector<code_part> parts;
    while (!line.empty()) {
        const code_part part = first_of(line);
        line.remove_prefix(part.size);
        if (!parts.empty() && parts.back().as == part.as) {
            parts.back().size += part.size;
        } else {
            parts.push_back(part);
        }
    }
    return parts;
}

// Returns the part at the start of `text`, which is not empty.
code_part lexer::first_of(std::string_view text) {
    if (!until_.empty()) {
        const auto end = text.find(until_);
        if (end == text.npos) return {text.size(), open_};
        return {end + std::exchange(until_, {}).size(), open_};
    }
    if (text.starts_with("//")) return {text.size(), look::dim};
    if (text.starts_with("/*")) return open(2, look::dim, "*/");
    if (text[0] == '`') return open(1, look::string, "`");
    if (text[0] == '"' || text[0] == '\'') return {quoted(text), look::string};
    if (text[0] == '#' || is_in_word(text[0])) return word(text);
    return {1, look::plain};
}

// Returns a part that goes on until the text `until`.
code_part lexer::open(std::size_t size, look as, std::string until) {
    until_ = std::move(until);
    open_ = as;
    return {size, as};
}

code_part lexer::word(std::string_view text) {
    // A quote separates digits in C++: 1'000.
    const bool is_number = std::isdigit(static_cast<unsigned char>(text[0]));
    const auto end = std::find_if_not(
        text.begin() + 1, text.end(),
        [&](char c) { return is_in_word(c) || (is_number && c == '\''); });
    const auto size = static_cast<std::size_t>(end - text.begin());
    const auto word = text.substr(0, size);
    const auto after = text.substr(size);
    if (language_ == code_language::cpp && after.starts_with('"') &&
        begins_raw_string(word)) {
        const auto delimiter = after.substr(1, after.find('(') - 1);
        return open(size + 1, look::string, ")" + std::string(delimiter) + '"');
    }
    return {size, is_keyword(word, language_) ? look::keyword : look::plain};
}

}  // namespace ctxdemo
