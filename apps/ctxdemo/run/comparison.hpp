// Measures how a lesson stops a worker.
//
// The numbers come from recorded runs. Marks in the lesson's program
// (lessons/support/marks.hpp) say which line is which: `go` starts the worker,
// `go-2` starts the nested worker, and on the line `stop` main asks the worker
// to stop.
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

/// How a lesson stops a worker. The three times begin when main asks the worker
/// to stop; a time is empty if its event does not happen before the run ends.
struct comparison {
    std::string lesson;
    std::optional<ctx::duration> stopped;  ///< until the worker returns
    std::optional<ctx::duration> held_up;  ///< until main goes on
    /// Until a worker returns that the worker has started. Empty also if main
    /// returns first and leaves that worker behind.
    std::optional<ctx::duration> nested_stopped;

    std::size_t left = 0;  ///< goroutines left behind by the nested run

    std::size_t transcripts = 0;  ///< the number it can print without flags
    bool complete = false;        ///< true if there are no more transcripts

    /// The verdicts of the race detector on the Go twin and its variants.
    std::vector<lessons::race_verdict> races;
};

/// Returns the lessons to compare, in their order: the lessons whose texts have
/// an approach (lessons/support/prose.hpp).
[[nodiscard]] std::vector<const lessons::lesson*> approaches();

/// Runs a lesson in which main asks the worker to stop after `stop_after`. When
/// `until` is done, the run ends and the result is meaningless.
///
/// Throws      std::logic_error if the lesson lacks a mark or a flag.
[[nodiscard]] comparison compare(const lessons::lesson& l,
                                 ctx::duration stop_after,
                                 const ctx::context& until);

}  // namespace ctxdemo
