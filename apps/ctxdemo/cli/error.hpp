// How commands fail. Only main turns a failure into a line on stderr and an
// exit code.
// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace ctxdemo {

/// What the program ends with, unless a signal ends it: see interrupt_scope.
enum exit_code : int {
    exit_done = 0,
    exit_failed = 1,
    exit_wrong_usage = 2,
};

/// A command line that cannot be carried out. what() is one line that names
/// the flag, the value, what is allowed, and an example.
class usage_error : public std::runtime_error {
public:
    /// `command` is the one concerned; empty if it is none in particular.
    usage_error(std::string command, const std::string& message)
        : std::runtime_error(message), command_(std::move(command)) {}

    [[nodiscard]] const std::string& command() const noexcept {
        return command_;
    }

private:
    std::string command_;
};

}  // namespace ctxdemo
