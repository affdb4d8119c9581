// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/utf8_reader.hpp"

namespace ctxdemo {

namespace {

bool is_character(char32_t c) noexcept {
    const bool surrogate = 0xd800 <= c && c <= 0xdfff;
    return !surrogate && c <= 0x10ffff;
}

}  // namespace

std::optional<char32_t> utf8_reader::add(unsigned char byte) noexcept {
    if (byte < 0x80) {
        clear();
        return byte;
    }
    if (byte >= 0xc0) {
        missing_ = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
        least_ = missing_ == 3 ? 0x10000 : missing_ == 2 ? 0x800 : 0x80;
        code_ = byte & (0x3fU >> missing_);
        return std::nullopt;
    }
    if (missing_ == 0) {
        return byte < 0xa0 ? std::optional<char32_t>(byte) : std::nullopt;
    }
    code_ = code_ << 6U | (byte & 0x3fU);
    if (--missing_ > 0 || code_ < least_ || !is_character(code_)) {
        return std::nullopt;
    }
    return code_;
}

}  // namespace ctxdemo
