// What a student has done: the answers given and the walks finished. It is kept
// in a file of the user's own, and nothing of it leaves the machine.
//
// Nothing here fails or prints: a lesson goes on without its progress kept, and
// who called says so when there is a place to say it.
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

/// Where it is kept: $XDG_STATE_HOME/ctxdemo/progress.json, or, if that is not
/// set or no absolute path, ~/.local/state/ctxdemo/progress.json; empty if
/// there is no HOME either.
[[nodiscard]] std::filesystem::path usual_progress_file();

/// The progress of all lessons, as of when this was made, and with what was
/// recorded since.
///
/// What is recorded is written at once, into what is in the file by then, so
/// that two programs do not undo each other's. A file that is not as we write
/// it is left alone by all but reset().
///
/// Threads     one at a time.
class progress_store {
public:
    /// Reads what is in `file`. Waits for another program that is writing, for
    /// `patience` at most.
    explicit progress_store(
        std::filesystem::path file = usual_progress_file(),
        std::chrono::milliseconds patience = std::chrono::seconds(5));

    /// What is known of a lesson; nothing if it was never answered or finished.
    [[nodiscard]] std::optional<lesson_progress> of(
        const std::string& lesson) const;

    [[nodiscard]] const progress_map& all() const noexcept { return all_; }

    /// The answer with this number, from 1, was given to the prediction.
    void record_answer(const std::string& lesson, std::int64_t number,
                       bool right);

    /// The walk through it was gone to its end.
    void record_finished(const std::string& lesson);

    /// Forgets a lesson.
    void forget(const std::string& lesson);

    /// Forgets all of them: removes the file, whatever is in it.
    void reset();

    /// True if there is a place to keep anything in. If there is none,
    /// take_problem() says so once there is something to keep, or now.
    [[nodiscard]] bool has_place();

    /// Returns what went wrong since the last call: a line for standard error,
    /// after "ctxdemo: ", that names the file and says what to do; empty if
    /// nothing did. The same is not said twice.
    [[nodiscard]] std::string take_problem();

private:
    using change = std::function<void(progress_map&)>;

    void load();
    void make(change c);
    void save();
    [[nodiscard]] progress_map read() const;
    [[nodiscard]] std::filesystem::path lock_file() const;
    void say(const std::string& problem);

    /// Calls `f`, and says what it throws.
    void attempt(const std::function<void()>& f);

    const std::filesystem::path file_;
    const std::chrono::milliseconds patience_;
    progress_map all_;
    std::vector<change> unsaved_;  // oldest first; made again in what is read
    std::string problem_;
    std::string said_;
};

}  // namespace ctxdemo
