// A run of a program, recorded step by step. Every picture is drawn from a
// recording, so that going back in a run does not run it again.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/bubble.hpp>
#include <ctx/explore.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/program_names.hpp"

namespace ctxdemo {

/// What a person takes for one step of a run: one event, or several that belong
/// together, such as a goroutine's sleep and the block that follows, or a
/// cancellation of a context and of those derived from it. In virtual time a
/// step without events is time that goes on.
struct run_step {
    std::size_t begin = 0;  ///< the first event
    std::size_t end = 0;    ///< one past the last event
    ctx::duration time{};   ///< at the end of the step

    [[nodiscard]] bool is_time() const noexcept { return begin == end; }
};

/// A point of a run at which the schedule chooses what happens next.
struct choice_point {
    std::size_t events = 0;  ///< the number of events before it
    ctx::duration time{};
    /// The number of steps before it. A choice in the middle of a step counts
    /// as before that step.
    std::size_t step = 0;
    ctx::choice::kind what{};
    std::vector<ctx::way> ways;  ///< at least two
    std::size_t taken = 0;       ///< the index of the chosen way
};

/// One run.
struct recording {
    std::vector<ctx::event> events;
    std::vector<run_step> steps;  ///< have all events, in order
    program_names names;
    std::vector<choice_point> choices;        ///< in the order of their steps
    std::vector<ctx::goroutine_status> left;  ///< alive or asleep at the end
    std::string failure;  ///< the error that ended it, in one line; or empty
};

/// How to record a run.
struct recording_options {
    ctx::schedule schedule;
    std::optional<ctx::duration> limit;  ///< of the run's own time
    ctx::context until;                  ///< ends the run when it is done
    /// The files of the program, which must outlive the recording.
    const program_sources* sources = &lesson_sources();
    /// Watches a program that was explored with one: its atomics are steps.
    ctx::memory_watch* memory = nullptr;
};

/// Finds the steps and the names of a recording from its events, and the steps
/// of its choices.
///
/// Complexity  linear in the number of events and choices.
void find_steps(recording& r);

/// Runs a program and records it. Virtual time takes no real time.
///
/// Throws      what the program threw if that tells of a shortage, because the
///             recording would blame the program; see shortage.hpp.
[[nodiscard]] recording record(const std::function<void()>& program,
                               const recording_options& options);

/// Returns the output of a run, in whole lines. Lines for standard error are in
/// it as well.
[[nodiscard]] std::string output_of(const recording& r);

/// Returns the schedule that makes the choices of `r`.
[[nodiscard]] ctx::schedule schedule_of(const recording& r);

/// Returns the schedule that makes the same choices as `r` before `choices[i]`,
/// and there takes way `other`.
[[nodiscard]] ctx::schedule schedule_with(const recording& r, std::size_t i,
                                          std::size_t other);

}  // namespace ctxdemo
