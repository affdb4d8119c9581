// The output of a program.
// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace ctx_bench {

/// Runs a program to its end, and returns what it wrote to stdout. Throws if
/// the program failed.
[[nodiscard]] inline std::string output_of(
    const std::vector<std::string>& args) {
    auto ended = ctx_test::run_program(args);
    if (ended.code != 0) {
        throw std::runtime_error(args.front() + " failed\n" + ended.out +
                                 ended.err);
    }
    return std::move(ended.out);
}

}  // namespace ctx_bench
