// ncurses returns the code of a key that terminfo describes, and otherwise
// single bytes, which key_decoder puts together. After an Escape, ncurses waits
// for the next byte as long as set_escdelay() says.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/key_reader.hpp"

#include <chrono>

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>

namespace ctxdemo {

namespace {

/// Returns the key with this code, with or without Shift.
std::optional<key> function_key(int code) {
    switch (code) {
        case KEY_ENTER:
            return key{key::kind::enter};
        case KEY_UP:
        case KEY_SR:
            return key{key::kind::up};
        case KEY_DOWN:
        case KEY_SF:
            return key{key::kind::down};
        case KEY_LEFT:
        case KEY_SLEFT:
            return key{key::kind::left};
        case KEY_RIGHT:
        case KEY_SRIGHT:
            return key{key::kind::right};
        case KEY_HOME:
        case KEY_SHOME:
            return key{key::kind::home};
        case KEY_END:
        case KEY_SEND:
            return key{key::kind::end};
        case KEY_PPAGE:
        case KEY_SPREVIOUS:
            return key{key::kind::page_up};
        case KEY_NPAGE:
        case KEY_SNEXT:
            return key{key::kind::page_down};
        default:
            return std::nullopt;
    }
}

constexpr unsigned char delete_character = 0x7f;

}  // namespace

void choose_known_keys() {
    // Keys with Ctrl and Alt have no fixed code, and key_decoder knows them.
    ::use_extended_names(FALSE);
}

void set_up_keys() {
    // ncurses waits after an Escape only if some key begins with it.
    ::define_key("\x1b[A", KEY_UP);
    // ncurses would return this code for the first bytes of what the mouse
    // sends, and the other bytes as characters.
    ::keyok(KEY_MOUSE, FALSE);
}

std::optional<key> key_reader::next() {
    for (int c = ::getch(); c != ERR; c = ::getch()) {
        std::optional<key> k;
        // The code of Backspace stands for a single byte, which may be in the
        // middle of a sequence.
        if (c == KEY_BACKSPACE) c = delete_character;
        if (c >= KEY_MIN) {
            decoder_.end_sequence();
            k = function_key(c);
        } else {
            k = decoder_.add(static_cast<unsigned char>(c),
                             std::chrono::steady_clock::now());
        }
        if (k) return k;
    }
    return decoder_.silence();
}

}  // namespace ctxdemo
