// Running programs and watching what they do.
//
// Nothing here sleeps: every wait is for an event. A wait throws after a time
// that is long enough for the slowest machine.
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

/// A running program whose output goes into pipes. The destructor kills it if
/// its end has not been awaited.
///
/// The program starts with its signals as in a terminal's foreground, however
/// the tests themselves were started. Its standard input is empty.
class process {
public:
    /// Starts `args[0]`, a path, with all of `args`, in
    /// test_environment(changes).
    explicit process(const std::vector<std::string>& args,
                     const environment_changes& changes = {});
    ~process();
    process(const process&) = delete;
    process& operator=(const process&) = delete;

    /// Returns once the program has written `text` to its standard output.
    void await_output(std::string_view text);

    /// The standard output that a call of await_output has read.
    [[nodiscard]] const std::string& output() const noexcept {
        return seen_.out;
    }

    /// Returns the first line of the program's standard error, once the line is
    /// complete.
    [[nodiscard]] std::string await_error_line();

    /// Returns once the program has written `text` to its standard error.
    void await_error(std::string_view text);

    /// Returns once the program is blocked in the middle of a write, because
    /// its output is not read. The program must write more than PIPE_BUF at a
    /// time: a smaller write waits until there is room for all of it.
    void await_full_output();

    [[nodiscard]] pid_t pid() const noexcept { return child_.pid(); }

    void send(int signal) const { child_.send(signal); }

    /// Returns once the program has a handler for `signal`.
    void await_handled(int signal) const { child_.await_handled(signal); }

    /// Returns once the program has no handler for `signal` (any more).
    void await_unhandled(int signal) const { child_.await_unhandled(signal); }

    /// Stops reading the program's standard output, as `head` does when it has
    /// enough.
    void close_output();

    /// Returns when the program has ended, without reading its output.
    void await_end() { child_.await_end(seen_); }

    /// Reads the rest of the program's output, and returns when the program has
    /// ended. Throws if that takes longer than `limit`, even if the program
    /// goes on writing.
    outcome wait(std::chrono::seconds limit = lifetime);

private:
    struct pipe {
        explicit pipe(int capacity = 0);  // 0: the system's default
        ~pipe();
        pipe(const pipe&) = delete;
        pipe& operator=(const pipe&) = delete;

        int read = -1;
        int write = -1;  // the program's end
    };

    void await_text(std::string_view text, const pipe& in,
                    const std::string& written);
    void read_some(give_up_at give_up);

    outcome seen_;
    pipe out_{4096};  // small, so that it is soon full
    pipe err_;
    child child_;
};

/// Runs a program to its end.
[[nodiscard]] outcome run_program(const std::vector<std::string>& args,
                                  const environment_changes& changes = {});

}  // namespace ctx_test
