// The comparison of random programs with Go.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "tests/differential/program.hpp"

namespace ctx_test {

/// One kind of programs to compare.
struct conformance {
    std::string kind;  ///< its name in go_side

    /// Makes a program with the given number of steps.
    std::function<program(const choice_source&, std::size_t)> make;

    /// Returns the trace of a program here, which may be one of several.
    std::function<trace(const program&)> run;

    /// Returns how many steps of Go's trace, from the first on, the library can
    /// show as well.
    std::function<std::size_t(const program&, const trace&)> agreeing_steps;
};

/// Runs programs here and in Go. The first difference is a test failure, which
/// prints a program that cannot be made smaller. The environment variables
/// CTX_DIFFERENTIAL_STEPS and CTX_DIFFERENTIAL_SEED set the number of steps of
/// all programs together and the random seed.
void hold_against_go(const conformance& c);

}  // namespace ctx_test
