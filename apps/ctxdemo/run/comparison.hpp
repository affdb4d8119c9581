// What runs of a lesson show of it as a way to stop a worker.
//
// All of it comes from the logs of runs, and which line is which from the marks
// in the lesson's program (lessons/support/marks.hpp): `go` starts the worker,
// `go-2` the one that it starts itself, and `stop` is where main says stop.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/context.hpp>
#include <ctx/duration.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "lessons/support/race.hpp"

namespace ctxdemo {

/// How one way to stop a worker does. The first three are measured from when
/// main says stop; they are empty for what does not come as long as it runs.
struct comparison {
    std::string lesson;
    std::optional<ctx::duration> stopped;  ///< until the worker has returned
    std::optional<ctx::duration> held_up;  ///< until main goes on
    /// Until a worker that the worker has started has returned. Empty if that
    /// is left behind when main returns.
    std::optional<ctx::duration> nested_stopped;

    std::size_t left = 0;  ///< goroutines left behind by that run

    std::size_t transcripts = 0;  ///< how many it can print, without flags
    bool complete = false;        ///< if these are all

    /// What the race detector says of its Go twin, and of variants of that.
    std::vector<lessons::race_verdict> races;
};

/// The lessons that can be compared, in their order: those whose texts have an
/// approach (lessons/support/prose.hpp).
[[nodiscard]] std::vector<const lessons::lesson*> approaches();

/// Runs one of these. Main says stop after `stop_after`. `until` ends it,
/// and what is returned then says nothing.
///
/// Throws      std::logic_error if the lesson lacks a mark or a flag.
[[nodiscard]] comparison compare(const lessons::lesson& l,
                                 ctx::duration stop_after,
                                 const ctx::context& until);

}  // namespace ctxdemo
