// The sequences of ECMA-48 and xterm, after Escape or as a control character
// from U+0080 to U+009F (its number is that of the letter plus 0x40):
//
//     ESC [ 1 ; 5 A          CSI: parameters, then a letter. Keys, the mouse
//                            (ESC [ < 0 ; 12 ; 5 M), focus, replies.
//     ESC [ M and 3 bytes    the mouse, in the way of X10
//     ESC [ [ A              a function key of the Linux console
//     ESC O A                SS3: a key of the keypad
//     ESC ] ... BEL or ST    OSC, DCS (ESC P), SOS (ESC X), PM (ESC ^) and
//                            APC (ESC _): a string. ST is ESC \.
//     ESC a                  a with Alt
//
// Escape, Cancel and Substitute end any sequence, as they do in a terminal.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/key_decoder.hpp"

#include <algorithm>
#include <string_view>

namespace ctxdemo {

namespace {

using kind = key::kind;

constexpr unsigned char bell = 0x07;
constexpr unsigned char cancel = 0x18;
constexpr unsigned char substitute = 0x1a;
constexpr unsigned char escape = 0x1b;
constexpr char32_t string_terminator = 0x9c;

/// No key has more bytes of parameters. Longer ones are not kept.
constexpr std::size_t most_parameters = 16;

bool is_c1(char32_t c) { return 0x80 <= c && c <= 0x9f; }
bool is_parameter(unsigned char c) { return 0x20 <= c && c <= 0x3f; }
bool is_final(unsigned char c) { return 0x40 <= c && c <= 0x7e; }

key key_of(char32_t c) {
    switch (c) {
        case U'\r':
        case U'\n':
            return {kind::enter};
        case U'\t':
            return {kind::tab};
        case U'\b':
        case U'\x7f':
            return {kind::backspace};
        default:
            return {kind::character, c};
    }
}

std::optional<key> key_of_letter(char letter) {
    switch (letter) {
        case 'A':
            return key{kind::up};
        case 'B':
            return key{kind::down};
        case 'C':
            return key{kind::right};
        case 'D':
            return key{kind::left};
        case 'H':
            return key{kind::home};
        case 'F':
            return key{kind::end};
        default:
            return std::nullopt;
    }
}

std::optional<key> key_of_number(std::string_view number) {
    if (number == "1" || number == "7") return key{kind::home};
    if (number == "4" || number == "8") return key{kind::end};
    if (number == "5") return key{kind::page_up};
    if (number == "6") return key{kind::page_down};
    return std::nullopt;
}

/// Returns the key of `ESC [ parameters final`. The parameters after the first
/// say which of Shift, Alt and Ctrl are held down.
std::optional<key> key_of_csi(std::string_view parameters, char final) {
    const bool plain = std::ranges::all_of(parameters, [](char c) {
        return ('0' <= c && c <= '9') || c == ';' || c == ':';
    });
    if (!plain) return std::nullopt;
    if (final != '~') return key_of_letter(final);
    return key_of_number(parameters.substr(0, parameters.find(';')));
}

}  // namespace

void key_decoder::enter(state s) {
    state_ = s;
    parameters_.clear();
    characters_.clear();
}

// Takes a byte that interrupts any sequence. Returns false for any other byte.
bool key_decoder::take_interruption(unsigned char byte, time_point now) {
    if (byte == escape) {
        if (state_ == state::string) {
            state_ = state::string_escape;
        } else {
            enter(state::escape);
            began_ = now;
        }
        return true;
    }
    if (state_ == state::ground || (byte != cancel && byte != substitute)) {
        return false;
    }
    enter(state::ground);
    return true;
}

std::optional<key> key_decoder::add(unsigned char byte, time_point now) {
    if (state_ != state::ground && now - began_ >= patience) {
        enter(state::ground);
    }
    if (take_interruption(byte, now)) return std::nullopt;
    switch (state_) {
        case state::ground:
            break;
        case state::escape:
            if (byte < 0x80) return begin(byte, now);
            state_ = state::alt;
            [[fallthrough]];
        case state::alt: {
            const auto c = characters_.add(byte);
            if (c && is_c1(*c)) return begin(*c - 0x40, now);
            if (c || !characters_.is_inside()) enter(state::ground);
            return std::nullopt;
        }
        case state::csi:
        case state::ss3:
            if (is_parameter(byte) || is_final(byte)) {
                return go_on_with_csi(byte);
            }
            enter(state::ground);  // a key after half a sequence
            break;
        case state::counted:
            if (--missing_ == 0) enter(state::ground);
            return std::nullopt;
        case state::string_escape:
            if (byte != '\\') return begin(byte, now);
            enter(state::ground);
            return std::nullopt;
        case state::string:
            return go_on_with_string(byte);
    }
    const auto c = characters_.add(byte);
    if (!c) return std::nullopt;
    return is_c1(*c) ? begin(*c - 0x40, now) : key_of(*c);
}

// `introducer` is the character after Escape.
std::optional<key> key_decoder::begin(char32_t introducer, time_point now) {
    began_ = now;
    switch (introducer) {
        case U'[':
            enter(state::csi);
            break;
        case U'O':
            enter(state::ss3);
            break;
        case U']':
        case U'P':
        case U'X':
        case U'^':
        case U'_':
            enter(state::string);
            break;
        default:
            enter(state::ground);
    }
    return std::nullopt;
}

std::optional<key> key_decoder::go_on_with_csi(unsigned char byte) {
    const char c = static_cast<char>(byte);
    if (is_parameter(byte)) {
        if (parameters_.size() < most_parameters) parameters_ += c;
        return std::nullopt;
    }
    const bool is_ss3 = state_ == state::ss3;
    const bool has_more = !is_ss3 && parameters_.empty();
    if (has_more && (c == 'M' || c == '[')) {
        enter(state::counted);
        missing_ = c == 'M' ? 3 : 1;
        return std::nullopt;
    }
    const auto k =
        is_ss3 && c == 'M' ? key{kind::enter} : key_of_csi(parameters_, c);
    enter(state::ground);
    return k;
}

std::optional<key> key_decoder::go_on_with_string(unsigned char byte) {
    // A byte 0x9c within a character of UTF-8 is not a terminator.
    const auto c = characters_.add(byte);
    if (c == string_terminator || c == bell) enter(state::ground);
    return std::nullopt;
}

std::optional<key> key_decoder::silence() {
    if (state_ != state::escape) return std::nullopt;
    enter(state::ground);
    return key{kind::escape};
}

}  // namespace ctxdemo
