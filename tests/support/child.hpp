// What running programs have in common, whatever they are connected to.
//
// Nothing here sleeps: every wait is for something to happen, and is given up
// with an exception after long enough for the slowest machine.
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
    int code = 0;    ///< its exit code; 128 more than the signal that ended it
    int signal = 0;  ///< that signal; 0 if none did
    long memory_kb = 0;  ///< the most it had at a time
    long waits = 0;      ///< how often its threads stopped to wait
    std::string out;
    std::string err;
};

/// How long to wait for one thing to happen, and for a program to end.
inline constexpr std::chrono::seconds patience(60);
inline constexpr std::chrono::seconds lifetime(150);

/// When to give a wait up.
using give_up_at = std::chrono::steady_clock::time_point;

/// A running program. It is killed if nobody waits for its end.
class child {
public:
    /// What a program is connected to.
    struct connections {
        int out = -1;          ///< its standard output
        int err = -1;          ///< its standard error; it has nothing to read
        std::string terminal;  ///< or, if not empty, all three are this one
    };

    /// Starts `args[0]`, a path, with all of `args`. It starts with its signals
    /// as in a terminal's foreground, however the tests themselves were
    /// started; with a terminal, in a session of its own that has it. Its
    /// environment is that of the tests with `changes`.
    child(const std::vector<std::string>& args, const connections& to,
          const environment_changes& changes = {});
    ~child();
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    void send(int signal) const;

    /// Returns once it has a handler for `signal`.
    void await_handled(int signal) const;

    /// Returns once it has no handler for `signal` (any more).
    void await_unhandled(int signal) const;

    /// Returns when it has ended, with how it did in `o`; at once if it was
    /// waited for before.
    void await_end(outcome& o);

private:
    pid_t pid_ = -1;  // -1 once it has ended
};

/// Returns once `holds()`; throws, saying `what`, if it does not for too long.
/// For what the system does not tell us of.
void await(const char* what, bool (*holds)(void*), void* data);

template <class Condition>
void await(const char* what, Condition holds) {
    await(
        what, [](void* data) { return (*static_cast<Condition*>(data))(); },
        &holds);
}

/// Returns once one of `fds` has something to read or is at its end, with 1 in
/// its place in the result. -1 stands for none. Throws at `give_up`.
[[nodiscard]] std::vector<bool> await_readable(const std::vector<int>& fds,
                                               give_up_at give_up);

/// Appends to `text` what `fd` has; false at its end.
[[nodiscard]] bool read_into(std::string& text, int fd);

/// Throws std::system_error about a call that failed.
[[noreturn]] void fail(const char* what);
[[noreturn]] void fail(const char* what, int reason);

}  // namespace ctx_test
