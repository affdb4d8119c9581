// A run, looked at step by step, and the other ways in which it could go on.
// The run may be a lesson's, an exercise's or a puzzle's. A run_view has no
// language and no size; run_keys.hpp maps keys to its operations.
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
#include "apps/ctxdemo/walk/run_fault.hpp"

namespace ctxdemo {

/// A page that covers a screen.
enum class walk_overlay : std::uint8_t { none, keys, choices, tree, blank };

/// The program of a walk: a lesson's, from the prediction's command; or
/// another.
struct walk_program {
    /// Runs the program under a schedule. In real time a run takes as long as
    /// it takes.
    std::function<recording(const ctx::schedule&)> run;
    /// Finds every output of a lesson; none where they are not known.
    std::function<transcripts()> explore = {};
    /// The time after which a run is ended, if the program does not end itself.
    std::optional<ctx::duration> limit = std::nullopt;
    /// The words of a lesson's command after "ctxdemo".
    std::vector<std::string> command = {};
    /// The values of the lesson's flags, as the Go program names them:
    /// "stopAfter = 2.5s".
    std::vector<std::string> in_force = {};

    /// The file that is shown before the first step: one of the sources of each
    /// recording. Must outlive the walk. A walk sets it to that of its lesson.
    const program_source* source = nullptr;
    /// What the runs are judged by; null for a lesson.
    const lessons::judge* judge = nullptr;
    /// Returns the ways of a choice of the recording that are offered. Empty:
    /// all ways, of each choice that makes a difference.
    std::function<std::vector<std::size_t>(const recording&, std::size_t)>
        ways = {};
    /// Lines of the source that are marked in every run.
    std::vector<source_line> marked = {};
};

/// One of the ways in which the run can go on from a step.
struct walk_way {
    std::size_t choice = 0;  ///< an index into the recording's choices
    std::size_t way = 0;     ///< an index into the ways of that choice
    bool taken = false;      ///< true if the shown run goes this way
};

/// A run, and where in it the user is. Only an operation changes it.
class run_view {
public:
    /// Runs the program once, under the schedule `usual`.
    explicit run_view(walk_program program, const ctx::schedule& usual = {});

    [[nodiscard]] const code_book& code() const noexcept { return code_; }
    [[nodiscard]] const walk_program& program() const noexcept {
        return program_;
    }

    [[nodiscard]] walk_overlay overlay() const noexcept { return overlay_; }
    /// Covers the screen with a page, at its top; `none` uncovers it.
    void cover(walk_overlay o);
    /// How many rows the overlay is scrolled.
    [[nodiscard]] std::size_t overlay_scroll() const noexcept {
        return overlay_scroll_;
    }
    void scroll_overlay(std::size_t rows) noexcept { overlay_scroll_ = rows; }

    [[nodiscard]] code_side side() const noexcept { return side_; }
    /// Shows both programs, then C++ alone, then Go alone; C++ and Go by turns
    /// if there is no room for both.
    void show_next_side(bool both_fit) noexcept;

    /// The run under the schedule `usual`.
    [[nodiscard]] const recording& usual_run() const noexcept {
        return usual_run_;
    }
    /// The run on the screen.
    [[nodiscard]] const recording& shown_run() const noexcept {
        return shown_run_;
    }
    /// What is wrong with the run on the screen, by the program's judge.
    [[nodiscard]] const run_fault& fault() const noexcept { return fault_; }
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

private:
    void show(recording r);

    const walk_program program_;
    const recording usual_run_;

    walk_overlay overlay_ = walk_overlay::none;
    std::size_t overlay_scroll_ = 0;
    code_side side_ = code_side::both;

    recording shown_run_;
    run_fault fault_;                   // of shown_run_
    code_book code_;                    // of shown_run_
    std::vector<std::size_t> offered_;  // of shown_run_'s choices, in order
    std::vector<std::size_t> choices_made_;
    std::size_t step_ = 0;
    std::size_t output_scroll_ = 0;
    bool playing_ = false;
    double speed_ = 1;
    std::size_t selected_way_ = 0;
};

}  // namespace ctxdemo
