// What is kept of a student's progress, and how it is written down.
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
    std::int64_t number = 0;  ///< as in the list of answers, from 1
    bool right = false;

    bool operator==(const given_answer&) const = default;
};

/// How far one is with a lesson.
struct lesson_progress {
    std::optional<given_answer> answer;  ///< the last one, if any was given
    bool finished = false;               ///< the walk was gone to its end
    std::string date;  ///< of the last change, in UTC: "2026-11-23"

    bool operator==(const lesson_progress&) const = default;
};

/// By the names of the lessons, which may be some that we do not have: another
/// version may.
using progress_map = std::map<std::string, lesson_progress>;

/// What parse_progress throws. what() says in a few words what is wrong: "it is
/// not JSON".
class progress_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Returns the text of the file, for readers too:
///
///     {
///       "version": 1,
///       "lessons": {
///         "cancel": {
///           "answer": 3,
///           "right": true,
///           "finished": true,
///           "date": "2026-11-23"
///         }
///       }
///     }
///
/// "answer" and "right" are missing if no answer was given. Whatever else is to
/// be kept one day takes another version, so that no program drops what it
/// does not know.
[[nodiscard]] std::string progress_json(const progress_map& all);

/// Reads it.
///
/// Throws      progress_error if it is anything else.
[[nodiscard]] progress_map parse_progress(std::string_view text);

}  // namespace ctxdemo
