// Deriving a context in each of the library's ways.
// SPDX-License-Identifier: MIT
#pragma once

#include <random>

#include "tests/lib/stress/complaints.hpp"
#include "tests/lib/stress/subject.hpp"

namespace stress_test {

using randomness = std::mt19937;

/// Returns a random number from 0 to `n` - 1.
[[nodiscard]] inline int below(int n, randomness& random) {
    return std::uniform_int_distribution(0, n - 1)(random);
}

/// True once in `n` calls on average.
[[nodiscard]] inline bool one_in(int n, randomness& random) {
    return below(n, random) == 0;
}

/// Returns a child of `parent`, which may be merged with `second`, and checks
/// what must be true of a new context. `second` must be rooted.
[[nodiscard]] subject derive(const subject& parent, const subject& second,
                             randomness& random, complaints& all);

}  // namespace stress_test
