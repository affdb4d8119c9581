// A lesson, taken through its four screens: the state, and what can be done
// with it. walk_keys.hpp maps keys to these operations; draw.hpp draws a walk.
// A walk has no language and no size.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/run/transcripts.hpp"
#include "apps/ctxdemo/views/code.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// The screens, in their order.
enum class walk_screen : std::uint8_t { idea, predict, run, explain };

/// A page that covers a screen.
enum class walk_overlay : std::uint8_t { none, keys, choices, tree, blank };

/// The program of a walk, from the prediction's command.
struct walk_program {
    /// Runs the program under a schedule. In real time a run takes as long as
    /// it takes.
    std::function<recording(const ctx::schedule&)> run;
    /// Finds every output of the program; none where they are not known.
    std::function<transcripts()> explore;
    /// The time after which a run is ended, if the program does not end itself.
    std::optional<ctx::duration> limit = std::nullopt;
    /// The words of the command after "ctxdemo".
    std::vector<std::string> command = {};
    /// The values of the lesson's flags, as the Go program names them:
    /// "stopAfter = 2.5s".
    std::vector<std::string> in_force = {};
};

/// One of the ways in which the run can go on from a step.
struct walk_way {
    std::size_t choice = 0;  ///< an index into the recording's choices
    std::size_t way = 0;     ///< an index into the ways of that choice
    bool taken = false;      ///< true if the shown run goes this way
};

/// A walk. Only an operation changes it.
class walk {
public:
    /// Runs the program once. `l` must outlive the walk.
    walk(const lessons::lesson& l, walk_program program);

    [[nodiscard]] const lessons::lesson& lesson() const noexcept {
        return lesson_;
    }
    [[nodiscard]] const code_book& code() const noexcept { return code_; }
    [[nodiscard]] const walk_program& program() const noexcept {
        return program_;
    }

    // -- the screens ---------------------------------------------------------

    [[nodiscard]] walk_screen screen() const noexcept { return screen_; }

    /// Goes to the top of a screen. A walk that has shown the run takes no
    /// answer any more. The first time on explain, finds every output.
    void go_to(walk_screen s);

    /// Goes to the next screen; from predict only after an answer. Returns
    /// false on the last screen.
    bool next_screen();

    /// Goes to the screen before. Returns false on the first screen.
    bool previous_screen();

    [[nodiscard]] walk_overlay overlay() const noexcept { return overlay_; }
    /// Covers the screen with a page, at its top; `none` uncovers it.
    void cover(walk_overlay o);
    /// How many rows the overlay is scrolled.
    [[nodiscard]] std::size_t overlay_scroll() const noexcept {
        return overlay_scroll_;
    }
    void scroll_overlay(std::size_t rows) noexcept { overlay_scroll_ = rows; }

    /// How many rows the screen is scrolled. A walk does not know where its
    /// text ends, so the caller limits `rows`.
    [[nodiscard]] std::size_t scroll() const noexcept { return scroll_; }
    void scroll_to(std::size_t rows) noexcept;

    [[nodiscard]] code_side side() const noexcept { return side_; }
    /// Shows both programs, then C++ alone, then Go alone; C++ and Go by turns
    /// if there is no room for both.
    void show_next_side(bool both_fit) noexcept;

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

    // -- the run -------------------------------------------------------------

    /// The run under the default schedule.
    [[nodiscard]] const recording& usual_run() const noexcept {
        return usual_run_;
    }
    /// The run on the screen.
    [[nodiscard]] const recording& shown_run() const noexcept {
        return shown_run_;
    }
    /// True if shown_run() goes another way than usual_run().
    [[nodiscard]] bool is_other_run() const;
    [[nodiscard]] std::optional<ctx::duration> limit() const noexcept {
        return program_.limit;
    }
    /// The choices of shown_run() that choose() has made, by their indices.
    [[nodiscard]] const std::vector<std::size_t>& choices_made()
        const noexcept {
        return choices_made_;
    }
    /// The answer that agrees with shown_run(); past the last if none does.
    [[nodiscard]] std::size_t answer_of_shown_run() const;

    [[nodiscard]] std::size_t step() const noexcept { return step_; }
    [[nodiscard]] bool is_at_end() const noexcept {
        return step_ == shown_run_.steps.size();
    }
    /// Goes to a step, or to the last step if there are fewer. Stops playing.
    void go_to(std::size_t step);
    /// Goes forward to the next step that prints, or back to the one before;
    /// to the end or the start if there is none.
    void go_to_next_print();
    void go_to_previous_print();
    /// Goes forward to the end of this instant, or of the next one if this one
    /// is at its end; or back in the same way.
    void go_to_next_instant();
    void go_to_previous_instant();
    /// Shows the usual run from its start.
    void restart();

    /// How many lines above the last one the output is scrolled.
    [[nodiscard]] std::size_t output_scroll() const noexcept {
        return output_scroll_;
    }
    void scroll_output(std::size_t lines) noexcept { output_scroll_ = lines; }

    [[nodiscard]] bool is_playing() const noexcept { return playing_; }
    /// Plays the run from this step; at the end there is nothing to play.
    void play();
    void pause() noexcept { playing_ = false; }
    [[nodiscard]] double speed() const noexcept { return speed_; }
    void set_speed(double speed);
    /// Returns the time until the next step, while the run plays and is
    /// visible.
    [[nodiscard]] std::optional<std::chrono::milliseconds> until_next() const;
    /// Takes the next step, if the run plays.
    void play_on();

    /// The choices of shown_run() that are offered, by their indices. The
    /// others make no difference to what there is to see.
    [[nodiscard]] const std::vector<std::size_t>& choices_offered()
        const noexcept {
        return offered_;
    }
    /// The ways of the choices that are offered at this step.
    [[nodiscard]] std::vector<walk_way> ways() const;
    /// The way that the pointer is at, while the overlay is `choices`.
    [[nodiscard]] std::size_t selected_way() const noexcept {
        return selected_way_;
    }
    void select_way(std::size_t i) noexcept { selected_way_ = i; }
    /// Shows a run that goes way `i` from this step, and uncovers the screen.
    void choose(std::size_t i);

    /// Every output of the program, once explain has been shown.
    [[nodiscard]] const std::optional<transcripts>& all_outputs()
        const noexcept {
        return all_outputs_;
    }

private:
    void show(recording r);

    const lessons::lesson& lesson_;
    const walk_program program_;
    const recording usual_run_;
    std::size_t right_ = 0;

    walk_screen screen_ = walk_screen::idea;
    walk_overlay overlay_ = walk_overlay::none;
    std::size_t overlay_scroll_ = 0;
    std::size_t scroll_ = 0;
    code_side side_ = code_side::both;

    std::optional<std::size_t> given_answer_;
    bool asks_ = false;
    bool reveals_ = false;
    bool seen_run_ = false;
    bool voting_ = false;
    std::vector<std::size_t> votes_;  // the answers voted for, in order

    recording shown_run_;
    code_book code_;                    // of shown_run_
    std::vector<std::size_t> offered_;  // of shown_run_'s choices, in order
    std::vector<std::size_t> choices_made_;
    std::size_t step_ = 0;
    std::size_t output_scroll_ = 0;
    bool playing_ = false;
    double speed_ = 1;
    std::size_t selected_way_ = 0;
    std::optional<transcripts> all_outputs_;
};

/// Returns the output of a recording, in whole lines.
[[nodiscard]] std::string output_of(const recording& r);

}  // namespace ctxdemo
