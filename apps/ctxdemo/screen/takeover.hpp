// Gives the terminal back when the program ends or stops, however it does.
// SPDX-License-Identifier: MIT
#pragma once

#include <termios.h>

#include <csignal>
#include <string_view>

namespace ctxdemo {

/// In this scope the program owns the terminal on standard input and output.
/// The terminal is given back if the program ends by std::exit, by a signal
/// without another handler, by std::terminate or by a crash. Ctrl-Z (SIGTSTP)
/// gives it back and stops the program; SIGCONT takes it again.
///
/// The destructor only removes the handlers, because ncurses has given the
/// terminal back by then.
///
/// Threads     one object at a time, made on the thread that draws. That thread
///             holds back stop signals while it draws; see stops_held.
class takeover {
public:
    /// `enter`, `leave`  the bytes to write to the terminal when it is taken
    ///                   again, and when it is given back.
    /// `wake`            the non-blocking write end of a pipe. It gets a byte
    ///                   when the terminal has a new size or was taken again.
    takeover(std::string_view enter, std::string_view leave, int wake);
    ~takeover();
    takeover(const takeover&) = delete;
    takeover& operator=(const takeover&) = delete;

    /// Sets the driver's mode for the time that the program owns the terminal.
    static void set_mode(const termios& ours) noexcept;

    /// Returns true once after the terminal was taken again. The whole screen
    /// must then be drawn.
    [[nodiscard]] static bool was_taken_again() noexcept;

    /// Gives the terminal back if the program owns it. Safe in a signal
    /// handler.
    static void give_back() noexcept;

    /// Takes the terminal again after give_back(). On the thread that draws.
    static void take_again() noexcept;
};

/// Blocks SIGTSTP and SIGCONT on this thread, so that they do not arrive while
/// half a picture is written.
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
