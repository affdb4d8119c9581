// Giving the terminal back, whatever ends or stops the program.
// SPDX-License-Identifier: MIT
#pragma once

#include <termios.h>

#include <csignal>
#include <string_view>

namespace ctxdemo {

/// While one of these lives, the terminal on standard input and output is
/// ours, and is given back by whatever ends the program: std::exit, a signal
/// that nobody else handles, std::terminate, a crash. Ctrl-Z (SIGTSTP) gives it
/// back and stops the program; SIGCONT takes it again.
///
/// The destructor leaves the terminal as it is, to who has taken it over.
///
/// Threads     one object at a time, on the thread that draws: its signals wait
///             while it does.
class takeover {
public:
    /// `enter`, `leave`  what is to be written to the terminal when it is taken
    ///                   again, and when it is given back.
    /// `wake`            the end of a pipe, which does not block: gets a byte
    ///                   when the terminal has another size or was taken again.
    takeover(std::string_view enter, std::string_view leave, int wake);
    ~takeover();
    takeover(const takeover&) = delete;
    takeover& operator=(const takeover&) = delete;

    /// Says how the terminal's driver is set while it is ours.
    static void set_mode(const termios& ours) noexcept;

    /// True once after each time that it was taken again: it has to be drawn
    /// anew.
    [[nodiscard]] static bool was_taken_again() noexcept;

    /// Gives it back right now if it is ours. Safe in a signal handler.
    static void give_back() noexcept;
};

/// Holds back what stops and continues the program while the terminal is being
/// written to: what is in the middle of a picture cannot be given back.
class stops_held {
public:
    stops_held() noexcept;
    ~stops_held();
    stops_held(const stops_held&) = delete;
    stops_held& operator=(const stops_held&) = delete;

private:
    sigset_t before_{};
};

}  // namespace ctxdemo
