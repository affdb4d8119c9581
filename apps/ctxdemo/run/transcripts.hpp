// Every transcript that a lesson can print.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/explore.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ctxdemo {

/// One transcript, and the schedules that print it and end alike.
struct transcript {
    std::string text;
    /// What a run ends with, if it does not come to its end: "all goroutines
    /// are asleep - deadlock!"
    std::string failure;

    bool canonical = false;  ///< what the lesson prints if nobody chooses
    std::uint64_t schedules = 0;
    ctx::schedule shortest;  ///< the first of the shortest of these

    /// The most goroutines that one of these leaves behind, or, if it fails by
    /// a deadlock, has asleep; and the shortest schedule that does.
    std::vector<ctx::goroutine_status> left;
    ctx::schedule left_in;
};

/// What an exploration has found so far.
struct transcripts {
    std::vector<transcript> all;  ///< canonical first, then the shortest
    std::uint64_t schedules = 0;
    bool complete = false;
};

/// How to explore.
struct exploration_options {
    std::uint64_t max = 0;               ///< how many schedules at most
    bool stamps = false;                 ///< begin each line with its time
    std::optional<ctx::duration> limit;  ///< end each run after this much time
    ctx::context until;                  ///< ends the search

    /// Is told now and then how far it is: schedules, and transcripts.
    std::function<void(std::uint64_t, std::size_t)> progress = {};
};

/// Runs a lesson's program under every schedule.
///
/// Throws      what ctx::explore throws.
[[nodiscard]] transcripts find_transcripts(const std::function<void()>& program,
                                           const exploration_options& options);

}  // namespace ctxdemo
