// Holding random programs against Go.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "tests/differential/program.hpp"

namespace ctx_test {

/// One kind of programs.
struct conformance {
    std::string kind;  ///< as go_side has it

    /// Makes a program of so many steps.
    std::function<program(const choice_source&, std::size_t)> make;

    /// What it shows here: one of what it may.
    std::function<trace(const program&)> run;

    /// How many steps of what Go showed are as the library may show them, from
    /// the first on.
    std::function<std::size_t(const program&, const trace&)> agreeing_steps;
};

/// Runs programs here and in Go, and fails at the first that differs, with a
/// program that cannot be made smaller. How many steps in all, and from which
/// seed, is set by CTX_DIFFERENTIAL_STEPS and CTX_DIFFERENTIAL_SEED.
void hold_against_go(const conformance& c);

}  // namespace ctx_test
