// The program under test.
// SPDX-License-Identifier: MIT
#pragma once

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

/// Runs ctxdemo to its end.
[[nodiscard]] inline outcome ctxdemo(const arguments& args) {
    return run_program(ctxdemo_line(args));
}

}  // namespace ctx_test
