// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/run_view.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ctxdemo {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// True if the step after the first `step` steps prints.
bool is_print(const recording& r, std::size_t step) {
    const run_step& s = r.steps[step];
    return !s.is_time() && r.events[s.begin].what == ctx::step::print;
}

bool ends_as(const recording& a, const recording& b) {
    return output_of(a) == output_of(b) && a.failure == b.failure &&
           a.left.size() == b.left.size();
}

// Each choice that is tried takes a run, and a learner's run may have thousands
// of choices. The lessons' runs have at most 36.
constexpr std::size_t most_tried = 300;

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
    if (program.ways) return program.ways(r, i).size() > 1;
    const auto what = r.choices[i].what;
    if (what == ctx::choice::kind::operation) {
        return r.choices.size() <= most_tried &&
               makes_a_difference(r, i, program);
    }
    return what != ctx::choice::kind::leftover;
}

std::vector<std::size_t> ways_of(const recording& r, std::size_t i,
                                 const walk_program& program) {
    if (program.ways) return program.ways(r, i);
    std::vector<std::size_t> all(r.choices[i].ways.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
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

run_view::run_view(walk_program program, const ctx::schedule& usual)
    : program_(std::move(program)),
      usual_run_(program_.run(usual)),
      shown_run_(usual_run_),
      code_(*program_.source, shown_run_) {
    show(usual_run_);
}

void run_view::cover(walk_overlay o) {
    overlay_ = o;
    overlay_scroll_ = 0;
    if (o == walk_overlay::blank || o == walk_overlay::choices) pause();
    if (o == walk_overlay::choices) selected_way_ = 0;
}

void run_view::show_next_side(bool both_fit) noexcept {
    side_ = next_side(side_, both_fit);
}

bool run_view::is_other_run() const {
    return !std::ranges::equal(shown_run_.choices, usual_run_.choices, {},
                               &choice_point::taken, &choice_point::taken);
}

void run_view::go_to(std::size_t step) {
    playing_ = false;
    output_scroll_ = 0;
    step_ = std::min(step, shown_run_.steps.size());
}

void run_view::go_to_next_print() {
    std::size_t step = step_;
    while (step < shown_run_.steps.size() && !is_print(shown_run_, step)) {
        ++step;
    }
    go_to(step + 1);
}

void run_view::go_to_previous_print() {
    std::size_t step = step_ - std::min<std::size_t>(step_, 1);
    while (step > 0 && !is_print(shown_run_, step - 1)) --step;
    go_to(step);
}

void run_view::go_to_next_instant() {
    const auto& steps = shown_run_.steps;
    if (is_at_end()) return;
    // Time that goes on is the first step of an instant.
    const auto time = steps[step_].time;
    std::size_t step = step_;
    while (step < steps.size() && steps[step].time == time) ++step;
    go_to(step);
}

void run_view::go_to_previous_instant() {
    const auto& steps = shown_run_.steps;
    if (step_ == 0) return;
    const auto time = steps[step_ - 1].time;
    std::size_t step = step_;
    while (step > 0 && steps[step - 1].time == time) --step;
    go_to(step);
}

void run_view::restart() {
    show(usual_run_);
    choices_made_.clear();
    go_to(0);
}

void run_view::play() { playing_ = !is_at_end(); }

void run_view::set_speed(double speed) {
    speed_ = std::clamp(speed, 0.25, 16.0);
}

// One second of the lesson takes one second. But each step takes at least 400
// ms so that it can be followed, and at most 1.5 s so that nobody has to wait.
std::optional<milliseconds> run_view::until_next() const {
    const bool visible = overlay_ == walk_overlay::none;
    if (!playing_ || !visible || is_at_end()) return std::nullopt;
    const auto now = step_ > 0 ? shown_run_.steps[step_ - 1].time : 0ns;
    const auto gap = std::chrono::duration_cast<milliseconds>(
        shown_run_.steps[step_].time - now);
    const auto wait = std::clamp<milliseconds>(gap, 400ms, 1500ms);
    return milliseconds(
        static_cast<std::int64_t>(static_cast<double>(wait.count()) / speed_));
}

void run_view::play_on() {
    if (!playing_) return;
    go_to(step_ + 1);
    play();
}

std::vector<walk_way> run_view::ways() const {
    std::vector<walk_way> all;
    for (const std::size_t i : offered_) {
        const choice_point& c = shown_run_.choices[i];
        if (c.step != step_) continue;
        for (const std::size_t way : ways_of(shown_run_, i, program_)) {
            all.push_back({i, way, way == c.taken});
        }
    }
    return all;
}

void run_view::choose(std::size_t i) {
    const walk_way way = ways()[i];
    cover(walk_overlay::none);
    std::erase_if(choices_made_, [&](auto made) { return made >= way.choice; });
    choices_made_.push_back(way.choice);
    if (way.taken) return;
    show(program_.run(schedule_with(shown_run_, way.choice, way.way)));
    go_to(step_);
}

void run_view::show(recording r) {
    shown_run_ = std::move(r);
    code_ = code_book(*program_.source, shown_run_);
    offered_ = offered_choices(shown_run_, program_);
    if (program_.judge) fault_ = fault_in(shown_run_, *program_.judge);
}

}  // namespace ctxdemo
