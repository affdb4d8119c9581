// Searching for a run of a program that goes wrong.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <ctx/explore.hpp>
#include <string>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

/// What a search has found.
struct found {
    std::string fault;            ///< how the run went wrong; empty if none did
    ctx::schedule chosen;         ///< of that run
    std::uint64_t schedules = 0;  ///< the number of runs, that one included
    bool complete = false;        ///< the search has run every schedule
    std::chrono::duration<double, std::milli> time{0};
};

/// Explores a program until a run goes wrong: it ends with an exception, such
/// as a deadlock, or leaves goroutines behind.
///
/// `max`       the most runs to make.
[[nodiscard]] found search(const kernel& k, version v, std::uint64_t max);

/// Runs a program on one schedule. Returns how the run goes wrong, or the empty
/// string if it does not.
[[nodiscard]] std::string replayed_fault(const kernel& k, version v,
                                         const ctx::schedule& s);

}  // namespace ctx_corpus
