// Running full-screen programs: typing, and looking at what they show.
//
// Nothing here sleeps: every wait is for something to happen, and is given up
// with an exception after long enough for the slowest machine.
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

/// A program at a terminal of its own, a pseudo-terminal whose screen can be
/// looked at. It is killed if nobody waits for its end.
///
/// It starts with TERM=xterm-256color and UTF-8, whatever the tests have;
/// another environment by /usr/bin/env, as `args[0]`.
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

    /// Returns once nobody has read the last `count` bytes typed, and they
    /// could be; or, with 0, once all that was typed has been read.
    void await_unread(std::size_t count) const;

    /// Makes the terminal this large, and tells the program so.
    void resize(std::size_t columns, std::size_t rows);

    /// Returns once `shows(screen)`. Throws, with what is shown, if it is not
    /// for too long or if the program ends before.
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

    /// The screen, as far as it has been read.
    [[nodiscard]] const screen& shown() const noexcept { return screen_; }

    /// How the terminal's driver is set.
    [[nodiscard]] termios mode() const;

    /// How it was before the program started.
    [[nodiscard]] const termios& mode_before() const noexcept {
        return mode_before_;
    }

    /// Sets it, as another program could.
    void set_mode(const termios& to) const;

    /// The program's; of a shell's jobs, the one in the foreground.
    [[nodiscard]] pid_t foreground() const;

    void send(int signal) const;

    /// True once it has ended. What it has written can still be read.
    [[nodiscard]] bool has_ended() const;

    /// Reads the rest of what it writes, and returns when it has ended.
    outcome wait();

private:
    [[nodiscard]] bool read_some();
    void read_more();

    screen screen_;
    int ours_ = -1;
    termios mode_before_{};
    int theirs_ = -1;   // to ask what has been read of what was typed
    pid_t pid_ = -1;    // -1 once it has been waited for
    std::string read_;  // all of it
};

/// True if both are set in the same way.
[[nodiscard]] bool is_same_mode(const termios& a, const termios& b);

}  // namespace ctx_test
