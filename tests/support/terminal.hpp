// Running programs at a terminal, a pseudo-terminal that we are at the other
// end of: typing, and reading what they write.
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/child.hpp"

namespace ctx_test {

struct terminal_size {
    unsigned short columns = 80;
    unsigned short rows = 24;
};

/// A program at a terminal of its own: its input, output and errors are all
/// that terminal. It is killed if nobody waits for its end.
///
/// What it writes is as a terminal gets it: lines end in "\r\n", and what is
/// typed is among it while the terminal echoes. Its environment is that of
/// the tests; where another is called for, run it by /usr/bin/env:
/// {"/usr/bin/env", "TERM=xterm", path}.
class terminal {
public:
    /// Starts `args[0]`, a path, with all of `args`.
    explicit terminal(const std::vector<std::string>& args,
                      terminal_size size = {});
    ~terminal();
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;

    /// Types `keys`: "\r" is Enter, "\x03" Ctrl-C, "\x1b[A" the cursor key up.
    void type(std::string_view keys);

    /// Makes the terminal this large, and tells the program so (SIGWINCH).
    void resize(terminal_size size);

    /// Returns once it has written `text`, after what the last await() was for:
    /// so one can wait for what a key does, though it was there before.
    void await(std::string_view text);

    /// All that has been read of what it has written.
    [[nodiscard]] const std::string& written() const noexcept {
        return written_;
    }

    /// True if the terminal takes lines, and echoes what is typed, as it does
    /// for a shell: not in the middle of a full-screen program, but again after
    /// its end.
    [[nodiscard]] bool takes_lines() const;

    /// Returns once takes_lines() is `yes`.
    void await_takes_lines(bool yes) const;

    [[nodiscard]] pid_t pid() const noexcept { return child_.pid(); }

    void send(int signal) const { child_.send(signal); }

    /// Returns once it has a handler for `signal`.
    void await_handled(int signal) const { child_.await_handled(signal); }

    /// Takes the terminal away, as closing its window does (SIGHUP). What it
    /// writes then is not read.
    void hang_up();

    /// Reads the rest of what it writes, and returns when it has ended: all of
    /// it is in `out`. Throws if that takes longer than `limit`.
    outcome wait(std::chrono::seconds limit = lifetime);

private:
    void read_some(give_up_at give_up);

    int ours_;            // our end of it; -1 once we have hung up
    bool ended_ = false;  // nobody has the other end open any more
    std::string written_;
    std::size_t awaited_ = 0;  // how much of it await() is done with
    child child_;
};

}  // namespace ctx_test
