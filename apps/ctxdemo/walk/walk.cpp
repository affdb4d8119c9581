// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/walk.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"

namespace ctxdemo {

using lessons::agrees;
using lessons::answer;
using lessons::language;
using lessons::lesson;
using lessons::lesson_prose;
using lessons::line_order;
using lessons::text_of;

namespace {

using namespace std::chrono_literals;
using kind = key::kind;

// Further than any text: what draws it knows where its end is.
constexpr std::size_t furthest = 1'000'000;

// The character of a key; 0 for one that has none.
char32_t character_of(const key& k) {
    return k.what == kind::character ? k.character : 0;
}

// Which of so many things a key stands for: 1 or a, 2 or b, ...
std::optional<std::size_t> number_of(const key& k, std::size_t count) {
    const char32_t c = character_of(k);
    std::size_t i = count;
    if (U'1' <= c && c <= U'9') i = c - U'1';
    if (U'a' <= c && c <= U'i') i = c - U'a';
    if (i >= count) return std::nullopt;
    return i;
}

std::size_t right_answer_of(const lesson_prose& prose, const recording& r,
                            bool real_time) {
    const auto printed = printed_by(r);
    const auto order = real_time ? line_order::any : line_order::as_given;
    const auto& answers = prose.predict.answers;
    const auto it = std::ranges::find_if(
        answers, [&](const answer& a) { return agrees(a, printed, order); });
    // A test holds each lesson to it; on a network it may be otherwise.
    return static_cast<std::size_t>(it - answers.begin());
}

}  // namespace

std::string printed_by(const recording& r) {
    std::string text;
    for (const auto& e : r.events) text += printed(e, false);
    return text;
}

walk::walk(const lesson& l, language in, walk_program program)
    : of_(l),
      in_(in),
      prose_(text_of(l.name).prose(in)),
      code_(l),
      program_(std::move(program)),
      usual_(program_.run(ctx::schedule())),
      right_(right_answer_of(prose_, usual_, l.real_time)),
      shown_(usual_) {}

walk::result walk::press(const key& k) {
    if (k.what == kind::resized) return result::changed;
    if (overlay_ != walk_overlay::none) return press_overlay(k);
    const result r = screen_ == walk_screen::run ? press_run(k) : press_text(k);
    return r == result::nothing ? press_anywhere(k) : r;
}

walk::result walk::press_anywhere(const key& k) {
    switch (k.what) {
        case kind::enter:
        case kind::tab:
            return next_screen();
        case kind::backspace:
            return previous_screen();
        default:
            break;
    }
    switch (character_of(k)) {
        case U'q':
            return result::quit;
        case U'?':
            overlay_ = walk_overlay::keys;
            return result::changed;
        case U'.':
        case U'b':
            overlay_ = walk_overlay::blank;
            playing_ = false;
            return result::changed;
        case U'g':
            side_ = side_ == code_side::both  ? code_side::cpp
                    : side_ == code_side::cpp ? code_side::go
                                              : code_side::both;
            return result::changed;
        default:
            return result::nothing;
    }
}

// -- the screens with text ---------------------------------------------------

walk::result walk::press_text(const key& k) {
    if (screen_ == walk_screen::predict && !seen_run_) {
        const result r = press_question(k);
        if (r != result::nothing) return r;
    }
    switch (k.what) {
        case kind::right:
            return next_screen();
        case kind::left:
            return previous_screen();
        case kind::down:
            ++scroll_;
            break;
        case kind::up:
            scroll_ -= std::min<std::size_t>(scroll_, 1);
            break;
        case kind::page_down:
            scroll_ += page_;
            break;
        case kind::page_up:
            scroll_ -= std::min(scroll_, page_);
            break;
        case kind::home:
            scroll_ = 0;
            break;
        case kind::end:
            scroll_ = furthest;
            break;
        default:
            return result::nothing;
    }
    return result::changed;
}

walk::result walk::press_question(const key& k) {
    const auto i = number_of(k, prose_.predict.answers.size());
    if (i) return give_answer(*i);
    if (character_of(k) != U's') return result::nothing;
    answer_.reset();
    return go_to(walk_screen::run);
}

walk::result walk::give_answer(std::size_t i) {
    answer_ = i;
    urged_ = false;
    return result::changed;
}

walk::result walk::go_to(walk_screen s) {
    screen_ = s;
    scroll_ = 0;
    playing_ = false;
    urged_ = false;
    if (s == walk_screen::run) seen_run_ = true;
    if (s == walk_screen::explain && !legal_) legal_ = program_.explore();
    return result::changed;
}

walk::result walk::next_screen() {
    switch (screen_) {
        case walk_screen::idea:
            return go_to(walk_screen::predict);
        case walk_screen::predict:
            if (answer_ || seen_run_) return go_to(walk_screen::run);
            urged_ = true;
            return result::changed;
        case walk_screen::run:
            return go_to(walk_screen::explain);
        case walk_screen::explain:
            return result::finished;
    }
    return result::nothing;
}

walk::result walk::previous_screen() {
    switch (screen_) {
        case walk_screen::idea:
            return result::nothing;
        case walk_screen::predict:
            return go_to(walk_screen::idea);
        case walk_screen::run:
            return go_to(walk_screen::predict);
        case walk_screen::explain:
            return go_to(walk_screen::run);
    }
    return result::nothing;
}

// -- the run -----------------------------------------------------------------

walk::result walk::press_run(const key& k) {
    switch (k.what) {
        case kind::right:
            return move_to(step_ + 1);
        case kind::left:
            return move_to(step_ - std::min<std::size_t>(step_, 1));
        case kind::home:
            return move_to(0);
        case kind::end:
            return move_to(shown_.events.size());
        default:
            break;
    }
    switch (character_of(k)) {
        case U' ':
            playing_ = !playing_ && step_ < shown_.events.size();
            return result::changed;
        case U'+':
            speed_ = std::min(speed_ * 2, 16.0);
            return result::changed;
        case U'-':
            speed_ = std::max(speed_ / 2, 0.25);
            return result::changed;
        case U't':
            overlay_ = walk_overlay::tree;
            return result::changed;
        case U'r':
            shown_ = usual_;
            return move_to(0);
        case U'c':
            if (ways().empty()) return result::nothing;
            overlay_ = walk_overlay::choices;
            playing_ = false;
            selected_ = 0;
            return result::changed;
        default:
            return result::nothing;
    }
}

walk::result walk::move_to(std::size_t step) {
    playing_ = false;
    step_ = std::min(step, shown_.events.size());
    return result::changed;
}

std::optional<std::chrono::milliseconds> walk::until_next() const {
    if (!playing_ || overlay_ != walk_overlay::none ||
        step_ >= shown_.events.size()) {
        return std::nullopt;
    }
    // A second of the lesson takes one, but no step is too fast to follow, and
    // no wait too long to sit through.
    const auto now = step_ > 0 ? shown_.events[step_ - 1].time : 0ns;
    const auto gap = shown_.events[step_].time - now;
    const auto wait = std::clamp<std::chrono::nanoseconds>(gap, 400ms, 1500ms);
    return std::chrono::milliseconds(static_cast<std::int64_t>(
        static_cast<double>(
            std::chrono::duration_cast<std::chrono::milliseconds>(wait)
                .count()) /
        speed_));
}

void walk::play_on() {
    if (!playing_) return;
    if (step_ < shown_.events.size()) ++step_;
    playing_ = step_ < shown_.events.size();
}

// -- what lies over a screen -------------------------------------------------

walk::result walk::press_overlay(const key& k) {
    if (overlay_ == walk_overlay::choices) return press_choice(k);
    overlay_ = walk_overlay::none;
    return result::changed;
}

walk::result walk::press_choice(const key& k) {
    const std::size_t count = ways().size();
    const auto number =
        character_of(k) <= U'9' ? number_of(k, count) : std::nullopt;
    if (number) return take_way(*number);
    switch (k.what) {
        case kind::down:
            selected_ = (selected_ + 1) % count;
            return result::changed;
        case kind::up:
            selected_ = (selected_ + count - 1) % count;
            return result::changed;
        case kind::enter:
            return take_way(selected_);
        default:
            overlay_ = walk_overlay::none;
            return result::changed;
    }
}

bool walk::is_other() const {
    return !std::ranges::equal(shown_.choices, usual_.choices, {},
                               &choice_point::taken, &choice_point::taken);
}

std::vector<walk_way> walk::ways() const {
    std::vector<walk_way> all;
    for (std::size_t i = 0; i < shown_.choices.size(); ++i) {
        const choice_point& c = shown_.choices[i];
        if (c.step != step_) continue;
        for (std::size_t way = 0; way < c.ways.size(); ++way) {
            all.push_back({i, way, way == c.taken});
        }
    }
    return all;
}

walk::result walk::take_way(std::size_t i) {
    const walk_way way = ways()[i];
    overlay_ = walk_overlay::none;
    if (way.taken) return result::changed;
    shown_ = program_.run(schedule_with(shown_, way.choice, way.way));
    step_ = std::min(step_, shown_.events.size());
    return result::changed;
}

}  // namespace ctxdemo
