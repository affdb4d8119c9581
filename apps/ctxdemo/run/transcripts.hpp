// All transcripts that a lesson can print.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/explore.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ctxdemo {

/// A transcript, and the schedules that print it and end with the same failure.
struct transcript {
    std::string text;
    /// The error that ends the run: "all goroutines are asleep - deadlock!";
    /// empty if the run ends well.
    std::string failure;

    bool canonical = false;  ///< printed by the schedule without choices
    std::uint64_t schedules = 0;
    ctx::schedule shortest;  ///< the first of the shortest schedules

    /// The largest group of goroutines that one of the schedules leaves behind,
    /// or has asleep in a deadlock; and the shortest such schedule.
    std::vector<ctx::goroutine_status> left;
    ctx::schedule left_in;
    std::uint64_t leaving = 0;  ///< how many of the schedules have such a group
};

/// The result of an exploration.
struct transcripts {
    std::vector<transcript> all;  ///< canonical first, then by schedule length
    std::uint64_t schedules = 0;
    bool complete = false;  ///< true if every schedule was run
};

/// How to explore.
struct exploration_options {
    std::uint64_t max = 0;               ///< schedules to run at most
    bool stamps = false;                 ///< begin each line with its time
    std::optional<ctx::duration> limit;  ///< of each run's own time
    ctx::context until;                  ///< ends the search when it is done

    /// Called often with the number of schedules and transcripts so far.
    std::function<void(std::uint64_t, std::size_t)> progress = {};
};

/// Runs a lesson's program under every schedule.
///
/// Throws      the exceptions of ctx::explore.
[[nodiscard]] transcripts find_transcripts(const std::function<void()>& program,
                                           const exploration_options& options);

}  // namespace ctxdemo
