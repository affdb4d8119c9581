// Running full-screen programs: typing keys, and looking at the screen.
//
// Nothing here sleeps: every wait is for an event. A wait throws after a time
// that is long enough for the slowest machine.
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/screen.hpp"

namespace ctx_test {

/// A program at a pseudo-terminal of its own, whose screen can be looked at.
/// The destructor kills the program if its end has not been awaited.
///
/// The program starts with TERM=xterm-256color and UTF-8, whatever the tests
/// have. For another environment, `args[0]` can be /usr/bin/env.
class full_screen {
public:
    /// Starts `args[0]`, a path, with all of `args`.
    explicit full_screen(const std::vector<std::string>& args,
                         std::size_t columns = 80, std::size_t rows = 24);
    ~full_screen();
    full_screen(const full_screen&) = delete;
    full_screen& operator=(const full_screen&) = delete;

    /// Types `keys`: "\r" is Enter, "\x03" Ctrl-C, "\x1b[A" the cursor key up.
    void type(std::string_view keys) const;

    /// Returns once exactly the last `count` bytes typed have arrived at the
    /// terminal and are unread. With 0, returns once all that was typed has
    /// been read.
    void await_unread(std::size_t count) const;

    /// Changes the size of the terminal, which the program is told of.
    void resize(std::size_t columns, std::size_t rows);

    /// Returns once `shows(screen)` is true. Throws, with the text of the
    /// screen, if that takes too long or if the program ends before.
    template <class Condition>
    void await(Condition shows) {
        while (!shows(shown())) read_more();
    }

    /// Returns once row `y` is `text`.
    void await_row(std::size_t y, std::string_view text) {
        await([&](const screen& s) { return s.row(y) == text; });
    }

    /// Returns once `text` is somewhere on the screen.
    void await_text(std::string_view text) {
        await([&](const screen& s) {
            return s.text().find(text) != std::string::npos;
        });
    }

    /// The screen, as far as the program's output has been read.
    [[nodiscard]] const screen& shown() const noexcept { return screen_; }

    /// The modes of the terminal at this moment.
    [[nodiscard]] termios mode() const;

    /// The modes before the program started.
    [[nodiscard]] const termios& mode_before() const noexcept {
        return mode_before_;
    }

    /// Sets the modes, as another program could.
    void set_mode(const termios& to) const;

    /// The process group in the terminal's foreground: that of the program, or
    /// of a job of the program if that is a shell.
    [[nodiscard]] pid_t foreground() const;

    void send(int signal) const;

    /// True once the program has ended. Its output can still be read.
    [[nodiscard]] bool has_ended() const;

    /// Reads the rest of the program's output, and returns when the program has
    /// ended.
    outcome wait();

private:
    [[nodiscard]] bool read_some();
    void read_more();

    screen screen_;
    int ours_ = -1;
    termios mode_before_{};
    int theirs_ = -1;   // the program's end, to ask what is unread
    pid_t pid_ = -1;    // -1 once its end was awaited
    std::string read_;  // all output so far
};

/// True if `a` and `b` are the same modes.
[[nodiscard]] bool is_same_mode(const termios& a, const termios& b);

}  // namespace ctx_test
