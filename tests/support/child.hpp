// Running programs, connected to pipes, files or a terminal.
//
// Nothing here sleeps: every wait is for an event. A wait throws after a time
// that is long enough for the slowest machine.
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/environment.hpp"

namespace ctx_test {

/// How a program ended, and what it wrote.
struct outcome {
    int code = 0;        ///< its exit code, or 128 plus `signal`
    int signal = 0;      ///< the signal that ended it; 0 if none did
    long memory_kb = 0;  ///< the most memory it had at a time
    long waits = 0;      ///< how often its threads stopped to wait
    std::string out;
    std::string err;
};

/// How long to wait for one event, and for a program to end.
inline constexpr std::chrono::seconds patience(60);
inline constexpr std::chrono::seconds lifetime(150);

/// When to give up a wait.
using give_up_at = std::chrono::steady_clock::time_point;

/// A running program. The destructor kills it if its end has not been awaited.
class child {
public:
    /// The files that a program is connected to.
    struct connections {
        int out = -1;  ///< its standard output
        int err = -1;  ///< its standard error; its standard input is empty
        std::string
            terminal;  ///< the path of a terminal that is all three, if any
        /// Its descriptors 3 and 4, if any. The program then leads a process
        /// group, and what it has started is killed with it.
        int control = -1;
    };

    /// Starts `args[0]`, a path, with all of `args`. Signals are set as in a
    /// terminal's foreground, however the tests themselves were started. A
    /// program with a terminal leads a session of its own, which the terminal
    /// controls. The environment is test_environment(changes).
    child(const std::vector<std::string>& args, const connections& to,
          const environment_changes& changes = {});
    ~child();
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    void send(int signal) const;

    /// True once the program has ended. Its end can still be awaited.
    [[nodiscard]] bool has_ended() const;

    /// Returns once the main thread of the program waits, or has ended.
    void await_waiting() const;

    /// Returns once the program has a handler for `signal`.
    void await_handled(int signal) const;

    /// Returns once the program has no handler for `signal` (any more).
    void await_unhandled(int signal) const;

    /// Returns when the program has ended, and describes its end in `o`.
    /// Returns at once if the end was awaited before.
    void await_end(outcome& o);

private:
    pid_t pid_ = -1;  // -1 once its end was awaited
    bool leads_group_ = false;
};

/// Returns once `holds()` is true; throws `what` after `patience`. Polls, so
/// use it only for conditions that the system does not report.
void await(const char* what, bool (*holds)(void*), void* data);

template <class Condition>
void await(const char* what, Condition holds) {
    await(
        what, [](void* data) { return (*static_cast<Condition*>(data))(); },
        &holds);
}

/// Returns once a descriptor of `fds` has something to read or is at its end.
/// Its place in the result is then true. A descriptor of -1 is skipped. Throws
/// at `give_up`.
[[nodiscard]] std::vector<bool> await_readable(const std::vector<int>& fds,
                                               give_up_at give_up);

/// Appends to `text` what `fd` has to read; false at its end.
[[nodiscard]] bool read_into(std::string& text, int fd);

/// Throws std::system_error for the failed call `what`; `reason` is errno if
/// not given.
[[noreturn]] void fail(const char* what);
[[noreturn]] void fail(const char* what, int reason);

}  // namespace ctx_test
