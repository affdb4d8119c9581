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

/// How far a search is. When it has ended, how far it came.
struct search_progress {
    std::uint64_t schedules = 0;
    std::size_t outputs = 0;
    double done = 0;  ///< the share of the schedules, from 0 to 1: an estimate
};

/// The result of an exploration.
struct transcripts {
    std::vector<transcript> all;  ///< canonical first, then by schedule length
    std::uint64_t schedules = 0;

    /// True if there is no other transcript, provided that the goroutines share
    /// nothing but objects of the library: see ctx::explore, rule 3.
    bool complete = false;

    /// True if the search was cut short, by `max` or `until`.
    bool stopped = false;
    double done = 0;  ///< see search_progress
};

/// How to explore.
struct exploration_options {
    std::uint64_t max = 0;               ///< schedules to run at most
    bool stamps = false;                 ///< begin each line with its time
    std::optional<ctx::duration> limit;  ///< of each run's own time
    ctx::context until;                  ///< ends the search when it is done

    /// Runs only schedules with at most so many preemptions: a goroutine goes
    /// on although it is the turn of another one.
    std::optional<std::size_t> preemptions = {};
    /// Runs `max` random schedules instead of each, from this seed on.
    std::optional<std::uint64_t> seed = {};

    /// Called after each run.
    std::function<void(const search_progress&)> progress = {};
};

/// Runs a lesson's program under every schedule that makes a difference.
///
/// Throws      the exceptions of ctx::explore.
[[nodiscard]] transcripts find_transcripts(const std::function<void()>& program,
                                           const exploration_options& options);

}  // namespace ctxdemo
