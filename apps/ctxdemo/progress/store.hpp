// A student's answers, finished walks and exercises, kept in a file of the
// user. The program sends the file nowhere.
//
// The store never throws for a file it cannot read or write, and never prints.
// A lesson goes on without it; the caller asks for the problem when it can show
// it.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/progress/json.hpp"

namespace ctxdemo {

/// Returns $XDG_STATE_HOME/ctxdemo/progress.json or, if that variable is unset
/// or not an absolute path, ~/.local/state/ctxdemo/progress.json; an empty path
/// if HOME is unset as well.
[[nodiscard]] std::filesystem::path usual_progress_file();

/// The progress of all lessons and exercises: the text of the file when the
/// store was made, and the changes recorded since.
///
/// Each change is written at once, into what the file holds by then. So two
/// programs do not undo each other's changes. Only reset() touches a file that
/// this program did not write.
///
/// Threads     one at a time.
class progress_store {
public:
    /// Reads `file`. A later change waits for at most `patience` for another
    /// program that is writing.
    explicit progress_store(
        std::filesystem::path file = usual_progress_file(),
        std::chrono::milliseconds patience = std::chrono::seconds(5));

    /// Returns a lesson's progress; nothing if there is none.
    [[nodiscard]] std::optional<lesson_progress> of(
        const std::string& lesson) const;

    /// Returns an exercise's progress; nothing if there is none.
    [[nodiscard]] std::optional<exercise_progress> of_exercise(
        const std::string& exercise) const;

    [[nodiscard]] const progress_map& all() const noexcept {
        return all_.lessons;
    }
    [[nodiscard]] const exercise_map& exercises() const noexcept {
        return all_.exercises;
    }

    /// Records the last answer to a lesson's prediction: its number, from 1.
    void record_answer(const std::string& lesson, std::int64_t number,
                       bool right);

    /// Records that a walk has reached its end.
    void record_finished(const std::string& lesson);

    /// Records that one more hint of an exercise was given, `most` at most.
    /// Returns how many were given by then, those of other programs included.
    std::int64_t record_hint(const std::string& exercise, std::int64_t most);

    /// Records that an exercise is solved.
    void record_solved(const std::string& exercise);

    /// Forgets the lesson and the exercise of this name.
    void forget(const std::string& name);

    /// Forgets all: removes the file, whatever it contains.
    void reset();

    /// Returns true if there is a file to keep the progress in. If not,
    /// take_problem() says so, as it does after the first change.
    [[nodiscard]] bool has_place();

    /// Returns what went wrong since the last call; empty if nothing did. It is
    /// a line for standard error, after "ctxdemo: ", that names the file and
    /// says what to do. The same problem is not returned twice in a row.
    [[nodiscard]] std::string take_problem();

private:
    using change = std::function<void(kept_progress&)>;

    void record(change c);
    [[nodiscard]] kept_progress read() const;
    void set_problem(const std::string& reason);

    /// Calls `f`, and keeps what it throws as the problem.
    void attempt(const std::function<void()>& f);

    const std::filesystem::path file_;
    const std::chrono::milliseconds patience_;
    kept_progress all_;
    std::vector<change> unsaved_;  // oldest first
    std::string problem_;
    std::string last_reason_;
};

/// Returns the progress in the usual file. If the file cannot be read, says so
/// on standard error and returns no progress.
[[nodiscard]] kept_progress usual_progress();

}  // namespace ctxdemo
