// Runs ctxdemo, the program under test.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace ctx_test {

using arguments = std::vector<std::string>;

/// Returns the command line that calls ctxdemo with `args`.
[[nodiscard]] inline arguments ctxdemo_line(arguments args) {
    args.insert(args.begin(), CTXDEMO_BINARY);
    return args;
}

/// Returns a command line that runs `script` in a shell, where "$0" "$@" calls
/// ctxdemo with `args`.
[[nodiscard]] inline arguments shell_line(const std::string& script,
                                          arguments args) {
    const arguments shell{"/bin/sh", "-c", script, CTXDEMO_BINARY};
    args.insert(args.begin(), shell.begin(), shell.end());
    return args;
}

/// Waits for the first line of a server on standard error, and returns the
/// address in it: "127.0.0.1:8000".
[[nodiscard]] inline std::string await_address(process& server) {
    const std::string line = server.await_error_line();
    const std::string before = "listening on http://";
    REQUIRE(line.starts_with(before));
    REQUIRE(line.ends_with('/'));
    return line.substr(before.size(), line.size() - before.size() - 1);
}

/// Runs ctxdemo until it ends.
[[nodiscard]] inline outcome ctxdemo(const arguments& args,
                                     const environment_changes& changes = {}) {
    return run_program(ctxdemo_line(args), changes);
}

/// Returns a command line as a test shows it.
[[nodiscard]] inline std::string text_of(const arguments& args) {
    std::string text = "ctxdemo";
    for (const auto& arg : args) text += ' ' + arg;
    return text;
}

}  // namespace ctx_test
