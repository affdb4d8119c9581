// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/walk.hpp"

#include <algorithm>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"

namespace ctxdemo {

using lessons::agrees;
using lessons::answer;
using lessons::text_of;

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Both languages have the same answers in the same order. A test checks it.
const std::vector<answer>& answers_of(const lessons::lesson& l) {
    return text_of(l.name).en.predict.answers;
}

// A test checks that one answer of each lesson agrees with the run.
std::size_t right_answer_of(const lessons::lesson& l, const recording& r) {
    const auto output = output_of(r);
    const auto& answers = answers_of(l);
    const auto it = std::ranges::find_if(
        answers, [&](const answer& a) { return agrees(a, output); });
    return static_cast<std::size_t>(it - answers.begin());
}

// True if the step after the first `step` steps prints.
bool is_print(const recording& r, std::size_t step) {
    const run_step& s = r.steps[step];
    return !s.is_time() && r.events[s.begin].what == ctx::step::print;
}

bool ends_as(const recording& a, const recording& b) {
    return output_of(a) == output_of(b) && a.failure == b.failure &&
           a.left.size() == b.left.size();
}

// True if the way that is taken at `r.choices[i]` makes a difference to the
// output, or to how the run ends. The choices after it are the usual ones.
bool makes_a_difference(const recording& r, std::size_t i,
                        const walk_program& program) {
    const recording first = program.run(schedule_with(r, i, 0));
    for (std::size_t way = 1; way < r.choices[i].ways.size(); ++way) {
        if (!ends_as(program.run(schedule_with(r, i, way)), first)) return true;
    }
    return false;
}

// Another goroutine may go first before each operation. Most of these choices
// make no difference, and so many questions would hide the others. After main
// has returned there is nothing more to see.
bool is_offered(const recording& r, std::size_t i,
                const walk_program& program) {
    const auto what = r.choices[i].what;
    if (what == ctx::choice::kind::operation) {
        return makes_a_difference(r, i, program);
    }
    return what != ctx::choice::kind::leftover;
}

std::vector<std::size_t> offered_choices(const recording& r,
                                         const walk_program& program) {
    std::vector<std::size_t> offered;
    for (std::size_t i = 0; i < r.choices.size(); ++i) {
        if (is_offered(r, i, program)) offered.push_back(i);
    }
    return offered;
}

}  // namespace

std::string output_of(const recording& r) {
    std::string text;
    for (const auto& e : r.events) text += printed(e, false);
    return text;
}

walk::walk(const lessons::lesson& l, walk_program program)
    : lesson_(l),
      program_(std::move(program)),
      usual_run_(program_.run(ctx::schedule())),
      right_(right_answer_of(l, usual_run_)),
      shown_run_(usual_run_),
      code_(l, shown_run_),
      offered_(offered_choices(shown_run_, program_)) {}

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
    overlay_scroll_ = 0;
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
    if (voting_) return votes_.push_back(i);
    given_answer_ = i;
    asks_ = false;
    reveals_ = true;
}

void walk::skip() {
    if (is_open()) given_answer_.reset();
    go_to(walk_screen::run);
}

void walk::toggle_vote() {
    voting_ = is_open() && !voting_;
    if (voting_) votes_.clear();
}

void walk::undo_vote() {
    if (!votes_.empty()) votes_.pop_back();
}

std::vector<std::size_t> walk::votes() const {
    std::vector<std::size_t> counts;
    if (votes_.empty() && !voting_) return counts;
    counts.resize(answer_count());
    for (const std::size_t i : votes_) ++counts[i];
    return counts;
}

// -- the run -----------------------------------------------------------------

std::size_t walk::answer_of_shown_run() const {
    return right_answer_of(lesson_, shown_run_);
}

bool walk::is_other_run() const {
    return !std::ranges::equal(shown_run_.choices, usual_run_.choices, {},
                               &choice_point::taken, &choice_point::taken);
}

void walk::go_to(std::size_t step) {
    playing_ = false;
    output_scroll_ = 0;
    step_ = std::min(step, shown_run_.steps.size());
}

void walk::go_to_next_print() {
    std::size_t step = step_;
    while (step < shown_run_.steps.size() && !is_print(shown_run_, step)) {
        ++step;
    }
    go_to(step + 1);
}

void walk::go_to_previous_print() {
    std::size_t step = step_ - std::min<std::size_t>(step_, 1);
    while (step > 0 && !is_print(shown_run_, step - 1)) --step;
    go_to(step);
}

void walk::go_to_next_instant() {
    const auto& steps = shown_run_.steps;
    if (is_at_end()) return;
    // Time that goes on is the first step of an instant.
    const auto time = steps[step_].time;
    std::size_t step = step_;
    while (step < steps.size() && steps[step].time == time) ++step;
    go_to(step);
}

void walk::go_to_previous_instant() {
    const auto& steps = shown_run_.steps;
    if (step_ == 0) return;
    const auto time = steps[step_ - 1].time;
    std::size_t step = step_;
    while (step > 0 && steps[step - 1].time == time) --step;
    go_to(step);
}

void walk::restart() {
    show(usual_run_);
    choices_made_.clear();
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
    for (const std::size_t i : offered_) {
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
    std::erase_if(choices_made_, [&](auto made) { return made >= way.choice; });
    choices_made_.push_back(way.choice);
    if (way.taken) return;
    show(program_.run(schedule_with(shown_run_, way.choice, way.way)));
    go_to(step_);
}

void walk::show(recording r) {
    shown_run_ = std::move(r);
    code_ = code_book(lesson_, shown_run_);
    offered_ = offered_choices(shown_run_, program_);
}

}  // namespace ctxdemo
