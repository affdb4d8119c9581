// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/walk.hpp"

#include <algorithm>
#include <utility>

namespace ctxdemo {

using lessons::agrees;
using lessons::answer;
using lessons::text_of;

namespace {

// Both languages have the same answers in the same order. A test checks it.
const std::vector<answer>& answers_of(const lessons::lesson& l) {
    return text_of(l.name).en.predict.answers;
}

walk_program with_source_of(const lessons::lesson& l, walk_program program) {
    program.source = &lesson_source(l);
    return program;
}

}  // namespace

// A test checks that one answer of each lesson agrees with the run.
std::size_t answer_that_agrees(const lessons::lesson& l, const recording& r) {
    const auto output = output_of(r);
    const auto& answers = answers_of(l);
    const auto it = std::ranges::find_if(
        answers, [&](const answer& a) { return agrees(a, output); });
    return static_cast<std::size_t>(it - answers.begin());
}

walk::walk(const lessons::lesson& l, walk_program program)
    : run_view(with_source_of(l, std::move(program))),
      lesson_(l),
      right_(answer_that_agrees(l, usual_run())) {}

// -- the screens -------------------------------------------------------------

void walk::go_to(walk_screen s) {
    screen_ = s;
    scroll_to(0);
    pause();
    asks_ = false;
    seen_run_ |= s >= walk_screen::run;
    if (s == walk_screen::explain && !all_outputs_) {
        all_outputs_ = program().explore();
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

void walk::scroll_to(std::size_t rows) noexcept {
    scroll_ = rows;
    reveals_ = false;
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

std::size_t walk::answer_of_shown_run() const {
    return answer_that_agrees(lesson_, shown_run());
}

}  // namespace ctxdemo
