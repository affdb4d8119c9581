// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/printable.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "apps/ctxdemo/screen/printable_table.hpp"

namespace ctxdemo {

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
    const auto* const after = std::ranges::upper_bound(printable_runs, c);
    return (after - std::begin(printable_runs)) % 2 == 1;
}

decoded first_character(std::string_view text) noexcept {
    constexpr decoded none{.is_valid = false};
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return {.code = lead};
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return none;
    char32_t code = lead & (0x7fU >> size);
    for (const char c : text.substr(1, size - 1)) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0U) != 0x80) return none;
        code = code << 6U | (byte & 0x3fU);
    }
    const bool overlong =
        (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool surrogate = 0xd800 <= code && code <= 0xdfff;
    if (overlong || surrogate || code > 0x10ffff) return none;
    return {.code = code, .size = size};
}

std::string printable(std::string_view text) {
    return spelled_but_for("", text);
}

std::string printable_lines(std::string_view text) {
    return spelled_but_for("\n", text);
}

}  // namespace ctxdemo
