// SPDX-License-Identifier: MIT
#include "lessons/support/printable.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace lessons {

namespace {

std::string in_hex(const char* format, unsigned number) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), format, number);
    return text.data();
}

std::string spelled_out(char32_t c) {
    constexpr std::string_view codes = "\a\b\f\n\r\t\v";
    constexpr std::string_view letters = "abfnrtv";
    if (c < 0x20) {
        const auto at = codes.find(static_cast<char>(c));
        if (at != codes.npos) return std::string("\\") + letters[at];
    }
    if (c < 0x80) return in_hex("\\x%02x", c);
    return in_hex(c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
}

std::string spelled_but_for(std::string_view kept, std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto c = first_character(text);
        const auto bytes = text.substr(0, c.size);
        text.remove_prefix(c.size);
        if (!c.is_valid) {
            out += in_hex("\\x%02x", static_cast<unsigned char>(bytes[0]));
        } else if (is_printable(c.code) || bytes == kept) {
            out += bytes;
        } else {
            out += spelled_out(c.code);
        }
    }
    return out;
}

}  // namespace

bool is_printable(char32_t c) noexcept {
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CN:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return false;
        case UTF8PROC_CATEGORY_ZS:
            return c == U' ';
        default:
            return true;
    }
}

decoded first_character(std::string_view text) noexcept {
    utf8proc_int32_t code = 0;
    const auto size =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (size <= 0) return {.is_valid = false};
    return {.code = static_cast<char32_t>(code),
            .size = static_cast<std::size_t>(size)};
}

std::string printable(std::string_view text) {
    return spelled_but_for("", text);
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        const auto mark = std::min(text.find_first_of("\"\\"), text.size());
        out += printable(text.substr(0, mark));
        if (mark < text.size()) (out += '\\') += text[mark];
        text.remove_prefix(std::min(mark + 1, text.size()));
    }
    return out + '"';
}

std::string printable_lines(std::string_view text) {
    return spelled_but_for("\n", text);
}

}  // namespace lessons
