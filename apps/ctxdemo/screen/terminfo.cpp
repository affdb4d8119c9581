// Looks up the few strings of terminfo that takeover.cpp writes by itself. This
// is a file of its own because term.h defines hundreds of lower-case macros,
// such as `tab` and `lines`.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/terminfo.hpp"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

// Last, because of those macros.
#include <curses.h>
#include <term.h>

namespace ctxdemo {

namespace {

// tputs passes each byte to a function, and no other argument.
std::string put_bytes;

int put_byte(int c) {
    put_bytes += static_cast<char>(c);
    return c;
}

/// Returns the string of a capability; null if this terminal does not have it.
const char* capability(const char* name) {
    const char* const text = ::tigetstr(name);
    return text == reinterpret_cast<const char*>(-1) ? nullptr : text;
}

/// Returns the bytes to write for a capability without parameters.
std::string sequence_for(const char* name) {
    put_bytes.clear();
    if (const char* const text = capability(name)) ::tputs(text, 1, put_byte);
    return put_bytes;
}

[[noreturn]] void fail(const std::string& why) {
    throw std::runtime_error(why);
}

sequences known_sequences(const std::string& name) {
    if (!capability("cup")) {
        fail("the terminal cannot move its cursor (TERM is \"" + name + "\")");
    }
    const std::string main_screen = sequence_for("rmcup");
    return {
        .enter = sequence_for("smcup") + sequence_for("smkx") +
                 sequence_for("civis"),
        // A terminal without a second screen is cleared.
        .leave = sequence_for("sgr0") + sequence_for("rmkx") +
                 sequence_for("cnorm") +
                 (main_screen.empty() ? sequence_for("clear") : main_screen)};
}

}  // namespace

sequences look_up_terminal() {
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
        fail("standard input and output are not a terminal");
    }
    const char* const term = std::getenv("TERM");
    const std::string name(term ? term : "");
    if (name.empty())
        fail(
            "TERM is not set; set it to the name of the terminal, such as "
            "TERM=xterm-256color");
    int found = 0;
    if (::setupterm(name.c_str(), STDOUT_FILENO, &found) != OK) {
        fail("TERM is \"" + name +
             "\", which is not a known terminal; try TERM=xterm-256color");
    }
    const struct closer {
        TERMINAL* const opened = ::cur_term;
        ~closer() { ::del_curterm(opened); }
    } at_end;
    return known_sequences(name);
}

}  // namespace ctxdemo
