// How commands fail. Only main turns an error into a line on standard error and
// an exit code.
// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace ctxdemo {

/// The exit codes of the program. interrupt_scope has the codes of signals.
enum exit_code : int {
    exit_done = 0,
    exit_failed = 1,
    exit_wrong_usage = 2,
};

/// Thrown for a wrong command line. what() is one line that names the flag, the
/// value, what is allowed, and an example.
class usage_error : public std::runtime_error {
public:
    /// `command` is empty if the error is not about one command.
    usage_error(std::string command, const std::string& message)
        : std::runtime_error(message), command_(std::move(command)) {}

    [[nodiscard]] const std::string& command() const noexcept {
        return command_;
    }

private:
    std::string command_;
};

}  // namespace ctxdemo
