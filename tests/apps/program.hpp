// The program under test.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace ctx_test {

using arguments = std::vector<std::string>;

/// The command line that calls ctxdemo with `args`.
[[nodiscard]] inline arguments ctxdemo_line(arguments args) {
    args.insert(args.begin(), CTXDEMO_BINARY);
    return args;
}

/// The same by way of the shell: `script` says "$0" "$@" where it is called.
[[nodiscard]] inline arguments shell_line(const std::string& script,
                                          arguments args) {
    const arguments shell{"/bin/sh", "-c", script, CTXDEMO_BINARY};
    args.insert(args.begin(), shell.begin(), shell.end());
    return args;
}

/// Returns where a server says that it listens, "127.0.0.1:8000", once it does.
/// It says nothing else before.
[[nodiscard]] inline std::string await_address(process& server) {
    const std::string line = server.await_error_line();
    const std::string before = "listening on http://";
    REQUIRE(line.starts_with(before));
    REQUIRE(line.ends_with('/'));
    return line.substr(before.size(), line.size() - before.size() - 1);
}

/// Runs ctxdemo to its end.
[[nodiscard]] inline outcome ctxdemo(const arguments& args,
                                     const environment_changes& changes = {}) {
    return run_program(ctxdemo_line(args), changes);
}

/// How a test shows a command line.
[[nodiscard]] inline std::string text_of(const arguments& args) {
    std::string text = "ctxdemo";
    for (const auto& arg : args) text += ' ' + arg;
    return text;
}

}  // namespace ctx_test
