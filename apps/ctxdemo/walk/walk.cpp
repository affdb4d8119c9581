// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/walk.hpp"

#include <algorithm>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"

namespace ctxdemo {

using lessons::agrees;
using lessons::answer;
using lessons::line_order;
using lessons::text_of;

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Both languages have the same answers in the same order. A test checks it.
const std::vector<answer>& answers_of(const lessons::lesson& l) {
    return text_of(l.name).en.predict.answers;
}

// A test checks that one answer of each lesson agrees with the run. On the
// network another run may agree with none; the result is then past the last.
std::size_t right_answer_of(const lessons::lesson& l, const recording& r) {
    const auto output = output_of(r);
    const auto order = l.real_time ? line_order::any : line_order::as_given;
    const auto& answers = answers_of(l);
    const auto it = std::ranges::find_if(
        answers, [&](const answer& a) { return agrees(a, output, order); });
    return static_cast<std::size_t>(it - answers.begin());
}

}  // namespace

std::string output_of(const recording& r) {
    std::string text;
    for (const auto& e : r.events) text += printed(e, false);
    return text;
}

walk::walk(const lessons::lesson& l, walk_program program)
    : lesson_(l),
      code_(l),
      program_(std::move(program)),
      usual_run_(program_.run(ctx::schedule())),
      right_(right_answer_of(l, usual_run_)),
      shown_run_(usual_run_) {}

// -- the screens -------------------------------------------------------------

void walk::go_to(walk_screen s) {
    screen_ = s;
    scroll_to(0);
    playing_ = false;
    asks_ = false;
    seen_run_ |= s >= walk_screen::run;
    if (s == walk_screen::explain && !all_outputs_) {
        all_outputs_ = program_.explore();
    }
}

bool walk::next_screen() {
    if (screen_ == walk_screen::explain) return false;
    if (screen_ == walk_screen::predict && !given_answer_ && is_open()) {
        asks_ = true;
        return true;
    }
    go_to(static_cast<walk_screen>(static_cast<int>(screen_) + 1));
    return true;
}

bool walk::previous_screen() {
    if (screen_ == walk_screen::idea) return false;
    go_to(static_cast<walk_screen>(static_cast<int>(screen_) - 1));
    return true;
}

void walk::cover(walk_overlay o) {
    overlay_ = o;
    if (o == walk_overlay::blank || o == walk_overlay::choices) pause();
    if (o == walk_overlay::choices) selected_way_ = 0;
}

void walk::scroll_to(std::size_t rows) noexcept {
    scroll_ = rows;
    reveals_ = false;
}

void walk::show_next_side(bool both_fit) noexcept {
    side_ = next_side(side_, both_fit);
}

// -- the question ------------------------------------------------------------

std::size_t walk::answer_count() const { return answers_of(lesson_).size(); }

void walk::answer(std::size_t i) {
    if (!is_open()) return;
    given_answer_ = i;
    asks_ = false;
    reveals_ = true;
}

void walk::skip() {
    if (is_open()) given_answer_.reset();
    go_to(walk_screen::run);
}

// -- the run -----------------------------------------------------------------

bool walk::is_other_run() const {
    return !std::ranges::equal(shown_run_.choices, usual_run_.choices, {},
                               &choice_point::taken, &choice_point::taken);
}

void walk::go_to(std::size_t step) {
    playing_ = false;
    step_ = std::min(step, shown_run_.steps.size());
}

void walk::restart() {
    shown_run_ = usual_run_;
    go_to(0);
}

void walk::play() { playing_ = !is_at_end(); }

void walk::set_speed(double speed) { speed_ = std::clamp(speed, 0.25, 16.0); }

// One second of the lesson takes one second. But each step takes at least 400
// ms so that it can be followed, and at most 1.5 s so that nobody has to wait.
std::optional<milliseconds> walk::until_next() const {
    const bool visible = overlay_ == walk_overlay::none;
    if (!playing_ || !visible || is_at_end()) return std::nullopt;
    const auto now = step_ > 0 ? shown_run_.steps[step_ - 1].time : 0ns;
    const auto gap = std::chrono::duration_cast<milliseconds>(
        shown_run_.steps[step_].time - now);
    const auto wait = std::clamp<milliseconds>(gap, 400ms, 1500ms);
    return milliseconds(
        static_cast<std::int64_t>(static_cast<double>(wait.count()) / speed_));
}

void walk::play_on() {
    if (!playing_) return;
    go_to(step_ + 1);
    play();
}

std::vector<walk_way> walk::ways() const {
    std::vector<walk_way> all;
    for (std::size_t i = 0; i < shown_run_.choices.size(); ++i) {
        const choice_point& c = shown_run_.choices[i];
        if (c.step != step_) continue;
        for (std::size_t way = 0; way < c.ways.size(); ++way) {
            all.push_back({i, way, way == c.taken});
        }
    }
    return all;
}

void walk::choose(std::size_t i) {
    const walk_way way = ways()[i];
    cover(walk_overlay::none);
    if (way.taken) return;
    shown_run_ = program_.run(schedule_with(shown_run_, way.choice, way.way));
    go_to(step_);
}

}  // namespace ctxdemo
