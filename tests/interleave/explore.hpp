// Runs a small program in every order in which its threads can take their
// steps.
//
// A step is one operation on a mutex, an atomic or a condition variable. The
// library is compiled for this with include/ctx/detail/sync.hpp, whose
// operations are such steps. The steps of a run form one sequence that all
// threads agree on, so weaker memory orders are not tried. They are checked,
// though: the requested orders must keep conflicting uses of plain variables
// apart, and must let a thread know that an object is unused before the thread
// destroys it. The thread sanitizer checks more of that.
//
// Of the orders that differ only in steps that commute, one is run; see
// lib/src/search.hpp. A thread that waits for a mutex cannot be chosen, so the
// search never tries a step that cannot be taken. Two locks of a mutex race
// with each other; a lock follows the unlock before, and does not race with it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tests/interleave/step.hpp"

namespace ctx_interleave {

/// A program to explore. Its threads run side by side, and `afterwards` runs
/// when all of them have ended. A program must depend on nothing but the order
/// of its steps.
struct program {
    std::vector<std::function<void()>> threads;  ///< at most max_threads
    std::function<void()> afterwards;            ///< may be empty
};

struct explore_options {
    bool reduced = true;               ///< false: run every order of each class
    bool failure_is_expected = false;  ///< true: do not print the failure
    std::size_t most = 10'000'000;     ///< the limit of runs; more is a failure
};

/// The result of an exploration.
struct exploration {
    std::size_t runs = 0;     ///< complete runs
    std::size_t classes = 0;  ///< classes of orders; `runs`, if reduced
    std::size_t cut = 0;      ///< runs cut short, because they repeat others
    /// The failure and the order of steps that led to it; empty if there was
    /// none.
    std::string failure;
};

/// Runs a new program from `make` for each order, until every order has been
/// run or one has failed. A deadlock is a failure, and so is a run that does
/// not end; the threads of such a run stay blocked forever.
[[nodiscard]] exploration explore(const std::function<program()>& make,
                                  const explore_options& options = {});

}  // namespace ctx_interleave
