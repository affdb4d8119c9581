// A lesson, taken through its four screens: the state, and what can be done
// with it. walk_keys.hpp maps keys to these operations; draw.hpp draws a walk.
// A walk has no language and no size.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "apps/ctxdemo/run/transcripts.hpp"
#include "apps/ctxdemo/walk/run_view.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// The screens, in their order.
enum class walk_screen : std::uint8_t { idea, predict, run, explain };

/// Returns the answer that agrees with a run of the lesson; past the last if
/// none does.
[[nodiscard]] std::size_t answer_that_agrees(const lessons::lesson& l,
                                             const recording& r);

/// A walk. Only an operation changes it.
class walk : public run_view {
public:
    /// Runs the program once. `l` must outlive the walk.
    walk(const lessons::lesson& l, walk_program program);

    [[nodiscard]] const lessons::lesson& lesson() const noexcept {
        return lesson_;
    }

    // -- the screens ---------------------------------------------------------

    [[nodiscard]] walk_screen screen() const noexcept { return screen_; }

    using run_view::go_to;

    /// Goes to the top of a screen. A walk that has shown the run takes no
    /// answer any more. The first time on explain, finds every output.
    void go_to(walk_screen s);

    /// Goes to the next screen; from predict only after an answer. Returns
    /// false on the last screen.
    bool next_screen();

    /// Goes to the screen before. Returns false on the first screen.
    bool previous_screen();

    /// How many rows the screen is scrolled. A walk does not know where its
    /// text ends, so the caller limits `rows`.
    [[nodiscard]] std::size_t scroll() const noexcept { return scroll_; }
    void scroll_to(std::size_t rows) noexcept;

    // -- the question --------------------------------------------------------

    [[nodiscard]] std::size_t answer_count() const;
    /// The given answer, counted from 0.
    [[nodiscard]] std::optional<std::size_t> given_answer() const noexcept {
        return given_answer_;
    }
    /// The answer that agrees with the run.
    [[nodiscard]] std::size_t right_answer() const noexcept { return right_; }
    [[nodiscard]] bool is_right() const noexcept {
        return given_answer_ == right_;
    }

    /// True until the run has been shown: the question can be answered.
    [[nodiscard]] bool is_open() const noexcept { return !seen_run_; }
    /// True after next_screen() found no answer.
    [[nodiscard]] bool asks_for_answer() const noexcept { return asks_; }
    /// True after answer(), until scroll_to(): the answer should be visible.
    [[nodiscard]] bool reveals_answer() const noexcept { return reveals_; }

    /// Gives or changes the answer. Does nothing once the run has been shown.
    void answer(std::size_t i);
    /// Drops the answer, and shows the run.
    void skip();

    /// A class votes: each answer() is a vote, and gives no answer.
    [[nodiscard]] bool is_voting() const noexcept { return voting_; }
    /// Begins a vote without votes, or ends it. The votes stay visible.
    void toggle_vote();
    /// Takes back the last vote.
    void undo_vote();
    /// The votes for each answer; empty if there was no vote.
    [[nodiscard]] std::vector<std::size_t> votes() const;

    // -- the outcome ---------------------------------------------------------

    /// The answer that agrees with shown_run(); past the last if none does.
    [[nodiscard]] std::size_t answer_of_shown_run() const;

    /// Every output of the program, once explain has been shown.
    [[nodiscard]] const std::optional<transcripts>& all_outputs()
        const noexcept {
        return all_outputs_;
    }

private:
    const lessons::lesson& lesson_;
    const std::size_t right_;

    walk_screen screen_ = walk_screen::idea;
    std::size_t scroll_ = 0;

    std::optional<std::size_t> given_answer_;
    bool asks_ = false;
    bool reveals_ = false;
    bool seen_run_ = false;
    bool voting_ = false;
    std::vector<std::size_t> votes_;  // the answers voted for, in order
    std::optional<transcripts> all_outputs_;
};

}  // namespace ctxdemo
