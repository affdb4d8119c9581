// Runs a small program in every order its threads could take their steps in.
//
// A step is one operation on a mutex, an atomic or a condition variable; see
// include/ctx/detail/sync.hpp, with which the library is compiled for this. The
// steps of a run form one sequence that all threads agree on: weaker memory
// orders are not tried out. They are checked, though: what the program reads
// and writes besides must be kept apart, and objects destroyed, as the orders
// that were asked for allow. The thread sanitizer sees more of that.
//
// Orders that differ only in steps that commute are run once; see search.hpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tests/interleave/step.hpp"

namespace ctx_interleave {

/// What is run: threads side by side, and then, when all are over, the rest.
/// It must depend on nothing but the order of steps.
struct program {
    std::vector<std::function<void()>> threads;  ///< at most max_threads
    std::function<void()> afterwards;            ///< may be empty
};

struct explore_options {
    bool reduced = true;  ///< false: also what cannot be told apart
    bool failure_is_expected = false;  ///< true: do not print it as well
    std::size_t most = 10'000'000;     ///< runs; one more is a failure
};

/// What came of it.
struct exploration {
    std::size_t runs = 0;     ///< complete ones
    std::size_t classes = 0;  ///< as many can be told apart: all, if reduced
    std::size_t cut = 0;      ///< those that turned out to repeat another
    /// What was wrong, and the order of steps that led there; empty if nothing.
    std::string failure;
};

/// Runs what `make` returns, a new one each time, until all orders have been
/// run or one has failed. A deadlock is a failure, too, and so is a run that
/// does not end: their threads are left where they are, for good.
[[nodiscard]] exploration explore(const std::function<program()>& make,
                                  const explore_options& options = {});

}  // namespace ctx_interleave
