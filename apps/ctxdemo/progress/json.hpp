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

/// A student's progress in one exercise.
struct exercise_progress {
    std::int64_t hints = 0;  ///< how many hints were given
    bool solved = false;
    std::string date;  ///< of the last change, in UTC: "2026-11-23"

    bool operator==(const exercise_progress&) const = default;
};

/// The progress by the names of exercises.
using exercise_map = std::map<std::string, exercise_progress>;

/// All that the file keeps. A lesson and an exercise may have the same name.
struct kept_progress {
    progress_map lessons;
    exercise_map exercises;

    bool operator==(const kept_progress&) const = default;
};

/// Thrown by parse_progress. what() says what is wrong: "it is not JSON".
class progress_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Returns the text of the file, with line breaks for human readers:
///
///     {"version": 2,
///      "lessons": {"cancel": {"answer": 3, "right": true, "finished": true,
///       "date": "2026-11-23"}},
///      "exercises": {"stop-two": {"hints": 1, "solved": true,
///       "date": "2026-11-24"}}}
///
/// "answer" and "right" are missing if no answer was given. The file is of
/// version 1, without "exercises", until an exercise is begun: an older program
/// can then read it. A new field needs a new version, so that an old program
/// does not drop it.
[[nodiscard]] std::string progress_json(const kept_progress& all);

/// Returns the progress in the text of a file of any version.
///
/// Throws      progress_error if `text` is not as progress_json writes it.
[[nodiscard]] kept_progress parse_progress(std::string_view text);

}  // namespace ctxdemo
