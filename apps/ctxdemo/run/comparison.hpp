// Measures how soon and how cleanly a lesson's program stops its worker.
//
// With the flag --nested, the worker starts a second worker, the nested worker.
// Three marks in the program (lessons/support/marks.hpp) name its lines: on the
// line `go` main starts the worker, on the line `go-2` the worker starts the
// nested worker, and on the line `stop` main asks the worker to stop.
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

/// How a lesson stops its worker. Each of the three times begins when main asks
/// the worker to stop. A time is empty if the run ends first.
struct comparison {
    std::string lesson;
    std::optional<ctx::duration> stopped;  ///< until the worker returns
    std::optional<ctx::duration> held_up;  ///< until main goes on
    /// Until the nested worker returns. Empty also if main returns first and
    /// leaves the nested worker behind.
    std::optional<ctx::duration> nested_stopped;

    /// The number of goroutines that the run with a nested worker leaves
    /// behind.
    std::size_t left = 0;

    /// The number of transcripts found. A transcript is one of the outputs that
    /// the lesson can print without flags.
    std::size_t transcripts = 0;
    bool complete = false;  ///< true if all transcripts were found

    /// The verdicts of Go's race detector on the lesson's Go program and its
    /// variants.
    std::vector<lessons::race_verdict> races;
};

/// Returns the lessons to compare, in the order of all_lessons(). The texts of
/// such a lesson have a line "Approach:" (lessons/support/prose.hpp).
[[nodiscard]] std::vector<const lessons::lesson*> approaches();

/// Measures a lesson. In the two runs that give the times, main asks the worker
/// to stop when `stop_after` has passed. When `until` is done, the measurement
/// ends early and the result means nothing.
///
/// Throws      std::logic_error if the lesson has no flag --stop-after, lacks
///             one of the marks, or starts no goroutine at `go` or `go-2`.
[[nodiscard]] comparison compare(const lessons::lesson& l,
                                 ctx::duration stop_after,
                                 const ctx::context& until);

}  // namespace ctxdemo
