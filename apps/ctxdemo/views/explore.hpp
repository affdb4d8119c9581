// The output of explore, as text and as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/run/transcripts.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"

namespace ctxdemo {

/// What explore_text says besides the transcripts.
struct explore_details {
    std::string command_line;  ///< the command that runs the lesson
    std::string cut_by;        ///< why the search is not complete, if it is not
    bool all = false;          ///< print all transcripts in full
};

/// Returns the transcripts as text, below a summary. Unless all are asked for,
/// many are grouped: transcripts of one kind have the same lines in another
/// order, and end in the same way. One of each kind is in full.
[[nodiscard]] std::string explore_text(const transcripts& found,
                                       const explore_details& details,
                                       const page& p);

/// Returns the transcripts as JSON, on one line:
///
///     {"lesson": "gen", "complete": true, "done": 1.0, "schedules": 14,
///      "transcripts": [
///       {"text": "1\n2\n", "canonical": true, "schedules": 14, "id": "0",
///        "leaks": 1, "left": {"id": "0", "goroutines": ["goroutine 2 ..."]}}]}
///
/// "done" is the share of the schedules that were run, an estimate unless the
/// search is complete.
/// "leaks" is the largest number of goroutines that a schedule of the
/// transcript leaves behind. "left" names these goroutines and the schedule, if
/// there are any. A transcript of runs that fail has a "failure", such as "all
/// goroutines are asleep - deadlock!"; "left" then names the goroutines asleep.
/// U+FFFD replaces bytes that are not UTF-8.
[[nodiscard]] std::string explore_json(const std::string& lesson,
                                       const transcripts& found);

}  // namespace ctxdemo
