// A lesson, taken through its four screens: what somebody at the keyboard can
// do with it, apart from how it is drawn.
//
// It never goes on by itself, but for a run that plays.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/run/transcripts.hpp"
#include "apps/ctxdemo/screen/key.hpp"
#include "apps/ctxdemo/views/code.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// The screens, in their order.
enum class walk_screen : std::uint8_t { idea, predict, run, explain };

/// What lies over a screen.
enum class walk_overlay : std::uint8_t { none, keys, choices, tree, blank };

/// What a walk runs, from the prediction's command.
struct walk_program {
    /// Runs it under a schedule. In real time it takes as long as it takes.
    std::function<recording(const ctx::schedule&)> run;
    /// Finds all that it may print; empty where that is not known.
    std::function<transcripts()> explore;
    /// What ends it after so much time, if it does not end by itself.
    std::optional<ctx::duration> limit = std::nullopt;
};

/// One of the ways that a run may go on from where it is.
struct walk_way {
    std::size_t choice = 0;  ///< which of the recording's
    std::size_t way = 0;     ///< which of its ways
    bool taken = false;      ///< the way that this run goes
};

/// One walk.
class walk {
public:
    /// Runs the program once. `l` must outlive it.
    walk(const lessons::lesson& l, lessons::language in, walk_program program);

    /// What a key did.
    enum class result : std::uint8_t {
        nothing,   ///< it means nothing here
        changed,   ///< there is something new to draw
        finished,  ///< the walk is over
        quit,      ///< and so is the program, or the list is to be shown
    };
    result press(const key& k);

    /// While a run plays: how long until its next step.
    [[nodiscard]] std::optional<std::chrono::milliseconds> until_next() const;

    /// Takes the step that is due.
    void play_on();

    // -- what there is to draw ----------------------------------------------

    [[nodiscard]] const lessons::lesson& of() const noexcept { return of_; }
    [[nodiscard]] lessons::language in() const noexcept { return in_; }
    [[nodiscard]] const lessons::lesson_prose& prose() const noexcept {
        return prose_;
    }
    [[nodiscard]] const code_pair& code() const noexcept { return code_; }
    [[nodiscard]] walk_screen screen() const noexcept { return screen_; }
    [[nodiscard]] walk_overlay overlay() const noexcept { return overlay_; }
    [[nodiscard]] code_side side() const noexcept { return side_; }

    /// How far the present screen is scrolled, in rows. A view may find that
    /// there is less to scroll.
    [[nodiscard]] std::size_t scroll() const noexcept { return scroll_; }
    void scroll_to(std::size_t rows) noexcept { scroll_ = rows; }

    /// How many rows a page is, as far as one can see.
    void set_page(std::size_t rows) noexcept { page_ = rows; }

    /// Which answer was given, counted from 0. It may be changed until the run
    /// has been seen.
    [[nodiscard]] std::optional<std::size_t> answer() const noexcept {
        return answer_;
    }
    /// Which answer the run agrees with.
    [[nodiscard]] std::size_t right_answer() const noexcept { return right_; }
    [[nodiscard]] bool is_right() const noexcept { return answer_ == right_; }
    /// True if somebody wanted to see the run without an answer: one is to be
    /// given first, or the question skipped.
    [[nodiscard]] bool is_urged() const noexcept { return urged_; }
    /// True once the run has been seen: there is nothing to predict any more.
    [[nodiscard]] bool has_seen_run() const noexcept { return seen_run_; }

    /// What is printed if nobody chooses otherwise.
    [[nodiscard]] const recording& usual() const noexcept { return usual_; }

    [[nodiscard]] const recording& shown() const noexcept { return shown_; }
    /// True if somebody chose otherwise.
    [[nodiscard]] bool is_other() const;
    [[nodiscard]] std::optional<ctx::duration> limit() const noexcept {
        return program_.limit;
    }
    [[nodiscard]] std::size_t step() const noexcept { return step_; }
    [[nodiscard]] bool is_playing() const noexcept { return playing_; }
    [[nodiscard]] double speed() const noexcept { return speed_; }

    /// The ways to go on from this step; empty if there is only one.
    [[nodiscard]] std::vector<walk_way> ways() const;
    /// Which of them is selected, while the overlay is `choices`.
    [[nodiscard]] std::size_t selected() const noexcept { return selected_; }

    /// All that may be printed, once the screen explain has been reached.
    [[nodiscard]] const std::optional<transcripts>& legal() const noexcept {
        return legal_;
    }

private:
    result press_overlay(const key& k);
    result press_choice(const key& k);
    result press_run(const key& k);
    result press_text(const key& k);
    result press_anywhere(const key& k);
    result press_question(const key& k);
    result give_answer(std::size_t i);
    result move_to(std::size_t step);
    result go_to(walk_screen s);
    result next_screen();
    result previous_screen();
    result take_way(std::size_t i);

    const lessons::lesson& of_;
    const lessons::language in_;
    const lessons::lesson_prose& prose_;
    const code_pair code_;
    const walk_program program_;
    const recording usual_;
    std::size_t right_ = 0;

    walk_screen screen_ = walk_screen::idea;
    walk_overlay overlay_ = walk_overlay::none;
    std::size_t scroll_ = 0;
    std::size_t page_ = 10;
    std::optional<std::size_t> answer_;
    bool urged_ = false;
    bool seen_run_ = false;
    code_side side_ = code_side::both;

    recording shown_;
    std::size_t step_ = 0;
    bool playing_ = false;
    double speed_ = 1;
    std::size_t selected_ = 0;
    std::optional<transcripts> legal_;
};

/// The output of a recording, whole lines.
[[nodiscard]] std::string printed_by(const recording& r);

}  // namespace ctxdemo
