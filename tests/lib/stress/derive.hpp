// Making a context in any of the ways there are.
// SPDX-License-Identifier: MIT
#pragma once

#include <random>

#include "tests/lib/stress/complaints.hpp"
#include "tests/lib/stress/subject.hpp"

namespace stress_test {

using randomness = std::mt19937;

/// A number below `n`.
[[nodiscard]] inline int below(int n, randomness& random) {
    return std::uniform_int_distribution(0, n - 1)(random);
}

/// True once in `n` times.
[[nodiscard]] inline bool one_in(int n, randomness& random) {
    return below(n, random) == 0;
}

/// Returns a child of `parent`, of `second` too if it is merged, and checks
/// what is true of a context just born. `second` must be rooted.
[[nodiscard]] subject derive(const subject& parent, const subject& second,
                             randomness& random, complaints& all);

}  // namespace stress_test
