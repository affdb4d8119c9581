// Running programs at a pseudo-terminal: typing keys, and reading the output.
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/child.hpp"

namespace ctx_test {

struct terminal_size {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

/// A program at a terminal of its own: its input, output and errors are all
/// that terminal. The destructor kills the program, and the job in its
/// foreground, if the program's end has not been awaited.
///
/// The output is what a terminal gets: lines end in "\r\n", and typed keys are
/// in it while the terminal echoes.
///
/// The environment is that of the tests' other programs, with
/// TERM=xterm-256color and without NO_COLOR, LINES and COLUMNS. For another
/// one, run the program by /usr/bin/env: {"/usr/bin/env", "TERM=xterm", path}.
class terminal {
public:
    /// Starts `args[0]`, a path, with all of `args`.
    explicit terminal(const std::vector<std::string>& args,
                      terminal_size size = {});
    ~terminal();
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;

    /// Types `keys`: "\r" is Enter, "\x03" Ctrl-C, "\x1b[A" the cursor key up.
    void type(std::string_view keys) const;

    /// Returns once the terminal holds exactly the last `count` bytes typed
    /// unread. With 0, returns once the program has read all that was typed.
    void await_unread(std::size_t count) const;

    /// Changes the size of the terminal, which the program is told of
    /// (SIGWINCH).
    void resize(terminal_size size) const;

    /// Returns once the program has written `text` after the text of the last
    /// await(). A test can thus wait for the effect of a key though the same
    /// text was written before.
    void await(std::string_view text);

    /// All output that has been read so far.
    [[nodiscard]] const std::string& written() const noexcept {
        return written_;
    }

    /// The modes of the terminal at this moment, or after the program's end.
    [[nodiscard]] termios mode() const;

    /// The modes before the program started.
    [[nodiscard]] const termios& mode_before() const noexcept {
        return mode_before_;
    }

    /// Sets the modes, as another program could.
    void set_mode(const termios& to) const;

    /// True if the terminal takes lines and echoes typed keys, as it does for a
    /// shell. A full-screen program changes that until its end.
    [[nodiscard]] bool takes_lines() const;

    /// Returns once takes_lines() is `yes`.
    void await_takes_lines(bool yes) const;

    /// The process group in the terminal's foreground: that of the program, or
    /// of a job of the program if that is a shell.
    [[nodiscard]] pid_t foreground() const;

    [[nodiscard]] pid_t pid() const noexcept { return child_.pid(); }

    void send(int signal) const { child_.send(signal); }

    /// True once the program has ended. Its output can still be read.
    [[nodiscard]] bool has_ended() const { return child_.has_ended(); }

    /// Returns once the program has a handler for `signal`.
    void await_handled(int signal) const { child_.await_handled(signal); }

    /// Takes the terminal away, as closing its window does (SIGHUP). Later
    /// output is not read.
    void hang_up();

    /// Reads the rest of the program's output, and returns when the program has
    /// ended. All output is in `out`. Throws if that takes longer than `limit`.
    outcome wait(std::chrono::seconds limit = lifetime);

protected:
    /// Waits for output and reads it once; false at the end of the output.
    bool read_some(give_up_at give_up);

private:
    int ours_;  // the tests' end of it; -1 after hang_up()
    termios mode_before_;
    bool ended_ = false;  // no process has the other end open any more
    std::string written_;
    std::size_t awaited_ = 0;  // how much of written_ await() has used
    child child_;
};

/// True if `a` and `b` are the same modes.
[[nodiscard]] bool is_same_mode(const termios& a, const termios& b);

}  // namespace ctx_test
