// Running programs and watching what they do.
//
// Nothing here sleeps: every wait is for something to happen, and is given up
// with an exception after long enough for the slowest machine.
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace ctx_test {

/// How a program ended, and what it wrote.
struct outcome {
    int code = 0;    ///< its exit code; 128 more than the signal that ended it
    int signal = 0;  ///< that signal; 0 if none did
    long memory_kb = 0;  ///< the most it had at a time
    std::string out;
    std::string err;
};

/// A running program. It is killed if nobody waits for its end.
///
/// It starts with SIGINT and SIGPIPE as in a terminal's foreground, however the
/// tests themselves were started, and with nothing to read.
class process {
public:
    /// Starts `args[0]`, a path, with all of `args`.
    explicit process(const std::vector<std::string>& args);
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

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    void send(int signal) const;

    /// Returns once it has a handler for `signal`.
    void await_handled(int signal) const;

    /// Returns once it has no handler for `signal` (any more).
    void await_unhandled(int signal) const;

    /// Stops reading its standard output, as `head` does when it has enough.
    void close_output();

    /// Returns when it has ended, without reading what it writes.
    void await_end();

    /// Reads the rest of what it writes, and returns when it has ended.
    outcome wait();

private:
    void read_some();

    pid_t pid_ = -1;  // -1 once it has ended
    int out_ = -1;
    int err_ = -1;
    outcome seen_;
};

/// Runs a program to its end.
[[nodiscard]] outcome run_program(const std::vector<std::string>& args);

}  // namespace ctx_test
