// What explore prints.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/run/transcripts.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the transcripts for a reader. `command_line` runs the lesson;
/// `cut_by` says why the search is not complete, if it is not.
[[nodiscard]] std::string explore_text(const std::string& command_line,
                                       const transcripts& found,
                                       const std::string& cut_by,
                                       lessons::language l);

/// Returns them as JSON, on one line:
///
///     {"lesson": "gen", "complete": true, "schedules": 14, "transcripts": [
///       {"text": "1\n2\n", "canonical": true, "schedules": 14, "id": "0",
///        "leaks": 1, "left": {"id": "0", "goroutines": ["goroutine 2 ..."]}}]}
///
/// "leaks" is how many goroutines are left behind, at most; "left", where some
/// are, says which, and in which schedule. A transcript that does not end well
/// has a "failure", such as "all goroutines are asleep - deadlock!"; "left" are
/// then those asleep. What is not UTF-8 in a text is replaced by U+FFFD.
[[nodiscard]] std::string explore_json(const std::string& lesson,
                                       const transcripts& found);

}  // namespace ctxdemo
