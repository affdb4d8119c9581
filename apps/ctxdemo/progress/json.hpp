// A student's progress, and its text in the file.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ctxdemo {

/// An answer to a lesson's prediction.
struct given_answer {
    std::int64_t number = 0;  ///< its place in the list of answers, from 1
    bool right = false;

    bool operator==(const given_answer&) const = default;
};

/// A student's progress in one lesson.
struct lesson_progress {
    std::optional<given_answer> answer;  ///< the last answer, if any
    bool finished = false;               ///< the walk has reached its end
    std::string date;  ///< of the last change, in UTC: "2026-11-23"

    bool operator==(const lesson_progress&) const = default;
};

/// The progress by lesson name. Another version of the program may have lessons
/// that this version does not know.
using progress_map = std::map<std::string, lesson_progress>;

/// Thrown by parse_progress. what() says what is wrong: "it is not JSON".
class progress_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Returns the text of the file, with line breaks for human readers:
///
///     {"version": 1, "lessons": {"cancel": {"answer": 3, "right": true,
///      "finished": true, "date": "2026-11-23"}}}
///
/// "answer" and "right" are missing if no answer was given. A new field needs a
/// new version, so that an old program does not drop it.
[[nodiscard]] std::string progress_json(const progress_map& all);

/// Returns the progress in the text of a file.
///
/// Throws      progress_error if `text` is not as progress_json writes it.
[[nodiscard]] progress_map parse_progress(std::string_view text);

}  // namespace ctxdemo
