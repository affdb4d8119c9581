// ncurses returns the code of a key that it knows, and otherwise single bytes:
//
//     KEY_UP             a key that terminfo or define_more_keys describes
//     0x1b               Escape, or the first byte of an unknown key
//     e5, 8f, 96         the bytes of a character in UTF-8, put together here
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/key_reader.hpp"

#include <string>
#include <string_view>

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>

namespace ctxdemo {

namespace {

std::optional<key> function_key(int code) {
    switch (code) {
        case KEY_ENTER:
            return key{key::kind::enter};
        case KEY_BACKSPACE:
            return key{key::kind::backspace};
        case KEY_UP:
            return key{key::kind::up};
        case KEY_DOWN:
            return key{key::kind::down};
        case KEY_LEFT:
            return key{key::kind::left};
        case KEY_RIGHT:
            return key{key::kind::right};
        case KEY_HOME:
            return key{key::kind::home};
        case KEY_END:
            return key{key::kind::end};
        case KEY_PPAGE:
            return key{key::kind::page_up};
        case KEY_NPAGE:
            return key{key::kind::page_down};
        default:
            return std::nullopt;
    }
}

key key_of(char32_t c) {
    switch (c) {
        case U'\r':
        case U'\n':
            return {key::kind::enter};
        case U'\t':
            return {key::kind::tab};
        case U'\b':
        case U'\x7f':
            return {key::kind::backspace};
        default:
            return {key::kind::character, c};
    }
}

constexpr int escape_character = 0x1b;

unsigned char byte_of(int c) { return static_cast<unsigned char>(c); }

/// Reads on after an Escape. Bytes that follow at once belong to an unknown key
/// or to a key pressed with Alt. They are dropped, because they must not be
/// taken for the characters that they look like.
std::optional<key> key_after_escape() {
    const int next = ::getch();
    if (next == ERR) return key{key::kind::escape};
    if (next == escape_character) {
        ::ungetch(next);
        return key{key::kind::escape};
    }
    if (next >= KEY_MIN) return function_key(next);
    if (next == 'O') (void)::getch();
    if (next == '[') {
        for (int c = ::getch(); 0x20 <= c && c < 0x40;) c = ::getch();
    }
    return std::nullopt;
}

}  // namespace

// A terminal sends more sequences than its terminfo entry lists: those of the
// other keypad mode, and those with Shift, Alt and Ctrl.
void define_more_keys() {
    struct {
        std::string_view end;
        int code;
    } constexpr by_letter[] = {{"A", KEY_UP},    {"B", KEY_DOWN},
                               {"C", KEY_RIGHT}, {"D", KEY_LEFT},
                               {"H", KEY_HOME},  {"F", KEY_END}};
    struct {
        std::string_view number;
        int code;
    } constexpr by_number[] = {{"1", KEY_HOME},  {"7", KEY_HOME},
                               {"4", KEY_END},   {"8", KEY_END},
                               {"5", KEY_PPAGE}, {"6", KEY_NPAGE}};
    const auto define = [](const std::string& sequence, int code) {
        ::define_key(sequence.c_str(), code);
    };
    const std::string csi = "\x1b[";
    for (const auto& [end, code] : by_letter) {
        define(csi + std::string(end), code);
        define("\x1bO" + std::string(end), code);
        for (char with = '2'; with <= '8'; ++with) {
            define(csi + "1;" + with + std::string(end), code);
        }
    }
    for (const auto& [number, code] : by_number) {
        define(csi + std::string(number) + '~', code);
        for (char with = '2'; with <= '8'; ++with) {
            define(csi + std::string(number) + ';' + with + '~', code);
        }
    }
}

std::optional<key> key_reader::next() {
    for (int c = ::getch(); c != ERR; c = ::getch()) {
        std::optional<key> k;
        if (c == escape_character) {
            characters_.clear();
            k = key_after_escape();
        } else if (c >= KEY_MIN) {
            k = function_key(c);
        } else if (const auto whole = characters_.add(byte_of(c))) {
            k = key_of(*whole);
        }
        if (k) return k;
    }
    return std::nullopt;
}

}  // namespace ctxdemo
