// Running programs and watching what they do.
//
// Nothing here sleeps: every wait is for something to happen, and is given up
// with an exception after long enough for the slowest machine.
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/child.hpp"
#include "tests/support/environment.hpp"

namespace ctx_test {

/// A running program whose output goes into pipes. It is killed if nobody
/// waits for its end.
///
/// It starts with its signals as in a terminal's foreground, however the tests
/// themselves were started, and with nothing to read.
class process {
public:
    /// Starts `args[0]`, a path, with all of `args`, in the environment of the
    /// tests with `changes`.
    explicit process(const std::vector<std::string>& args,
                     const environment_changes& changes = {});
    ~process();
    process(const process&) = delete;
    process& operator=(const process&) = delete;

    /// Returns once `text` is in what it has written to its standard output.
    void await_output(std::string_view text);

    /// Returns the first line that it has written to its standard error, once
    /// it is there.
    [[nodiscard]] std::string await_error_line();

    /// Returns once `text` is in what it has written to its standard error.
    void await_error(std::string_view text);

    /// Returns once it is stuck in the middle of writing, because we do not
    /// read. What it writes at a time must be longer than PIPE_BUF: less waits
    /// until there is room for all of it.
    void await_full_output();

    [[nodiscard]] pid_t pid() const noexcept { return child_.pid(); }

    void send(int signal) const { child_.send(signal); }

    /// Returns once it has a handler for `signal`.
    void await_handled(int signal) const { child_.await_handled(signal); }

    /// Returns once it has no handler for `signal` (any more).
    void await_unhandled(int signal) const { child_.await_unhandled(signal); }

    /// Stops reading its standard output, as `head` does when it has enough.
    void close_output();

    /// Returns when it has ended, without reading what it writes.
    void await_end() { child_.await_end(seen_); }

    /// Reads the rest of what it writes, and returns when it has ended. Throws
    /// if that takes longer than `limit`, even if it goes on writing.
    outcome wait(std::chrono::seconds limit = lifetime);

private:
    struct pipe {
        explicit pipe(int capacity = 0);  // 0: whatever it is
        ~pipe();
        pipe(const pipe&) = delete;
        pipe& operator=(const pipe&) = delete;

        int read = -1;
        int write = -1;  // the program's
    };

    void await_text(std::string_view text, const pipe& in,
                    const std::string& written);
    void read_some(give_up_at give_up);

    outcome seen_;
    pipe out_{4096};  // so that it is soon full
    pipe err_;
    child child_;
};

/// Runs a program to its end.
[[nodiscard]] outcome run_program(const std::vector<std::string>& args,
                                  const environment_changes& changes = {});

}  // namespace ctx_test
