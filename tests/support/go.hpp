// Building Go programs, if Go is installed.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/support/process.hpp"
#include "tests/support/scratch.hpp"

namespace ctx_test {

/// Runs a command in a shell.
[[nodiscard]] inline outcome shell(const std::string& command) {
    return run_program({"/bin/sh", "-c", command});
}

/// True if a test that needs Go is to be skipped, which is printed. In CI, a
/// missing Go fails the test instead.
[[nodiscard]] inline bool skip_without_go() {
    if (shell("command -v go").code == 0) return false;
    if (std::getenv("CI")) {
        FAIL("CI must have Go");
    } else {
        std::cout << "skipped: go is not installed\n";
    }
    return true;
}

/// Builds a Go program of one file.
inline void build_go(const std::string& source, const std::string& target) {
    const auto built = shell("go build -o '" + target + "' '" + source + "'");
    CAPTURE(built.err);
    REQUIRE(built.code == 0);
}

}  // namespace ctx_test
