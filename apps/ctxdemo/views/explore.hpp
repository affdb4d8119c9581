// The output of explore, as text and as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/run/transcripts.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the transcripts as text, in printable characters.
///
/// `command_line`  the command that runs the lesson.
/// `cut_by`        why the search is not complete; ignored if it is complete.
[[nodiscard]] std::string explore_text(const std::string& command_line,
                                       const transcripts& found,
                                       const std::string& cut_by,
                                       lessons::language l);

/// Returns the transcripts as JSON, on one line:
///
///     {"lesson": "gen", "complete": true, "schedules": 14, "transcripts": [
///       {"text": "1\n2\n", "canonical": true, "schedules": 14, "id": "0",
///        "leaks": 1, "left": {"id": "0", "goroutines": ["goroutine 2 ..."]}}]}
///
/// "leaks" is the largest number of goroutines that a schedule of the
/// transcript leaves behind. "left" names these goroutines and the schedule, if
/// there are any. A transcript of runs that fail has a "failure", such as "all
/// goroutines are asleep - deadlock!"; "left" then names the goroutines asleep.
/// U+FFFD replaces bytes that are not UTF-8. A character that is not printable
/// is escaped, such as "\u202e".
[[nodiscard]] std::string explore_json(const std::string& lesson,
                                       const transcripts& found);

}  // namespace ctxdemo
