// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/run_keys.hpp"

#include <algorithm>

namespace ctxdemo {

using kind = key::kind;
using result = walk_result;

char32_t character_of(const key& k) noexcept {
    return k.what == kind::character ? k.character : 0;
}

std::optional<std::size_t> number_from(char32_t first, const key& k,
                                       std::size_t count) {
    const char32_t c = character_of(k);
    if (c < first || c - first >= std::min<std::size_t>(count, 9)) return {};
    return c - first;
}

std::optional<std::size_t> scrolled_by(const key& k, const scrolling& drawn) {
    const auto now = drawn.now;
    const auto last = drawn.last;
    switch (k.what) {
        case kind::down:
            return std::min(now + 1, last);
        case kind::up:
            return now - std::min<std::size_t>(now, 1);
        case kind::page_down:
            return std::min(now + drawn.page, last);
        case kind::page_up:
            return now - std::min(now, drawn.page);
        case kind::home:
            return 0;
        case kind::end:
            return last;
        default:
            return std::nullopt;
    }
}

namespace {

// Returns the step to go to; nothing for a key that does not step.
std::optional<std::size_t> step_by(const run_view& w, const key& k) {
    switch (k.what) {
        case kind::right:
        case kind::page_down:
            return w.step() + 1;
        case kind::left:
        case kind::page_up:
            return w.step() - std::min<std::size_t>(w.step(), 1);
        case kind::home:
            return 0;
        case kind::end:
            return w.shown_run().steps.size();
        default:
            return std::nullopt;
    }
}

result press_letter_of_run(run_view& w, char32_t letter) {
    switch (letter) {
        case U'n':
            w.go_to_next_print();
            return result::changed;
        case U'p':
            w.go_to_previous_print();
            return result::changed;
        case U'i':
            w.go_to_next_instant();
            return result::changed;
        case U'u':
            w.go_to_previous_instant();
            return result::changed;
        case U' ':
            w.is_playing() ? w.pause() : w.play();
            return result::changed;
        case U'+':
            w.set_speed(w.speed() * 2);
            return result::changed;
        case U'-':
            w.set_speed(w.speed() / 2);
            return result::changed;
        case U't':
            w.cover(walk_overlay::tree);
            return result::changed;
        case U'r':
            w.restart();
            return result::changed;
        case U'c':
            if (w.ways().empty()) return result::nothing;
            w.cover(walk_overlay::choices);
            return result::changed;
        default:
            return result::nothing;
    }
}

void press_choice(run_view& w, const key& k) {
    const std::size_t count = w.ways().size();
    if (const auto way = number_from(U'1', k, count)) return w.choose(*way);
    switch (k.what) {
        case kind::down:
            return w.select_way((w.selected_way() + 1) % count);
        case kind::up:
            return w.select_way((w.selected_way() + count - 1) % count);
        case kind::enter:
            return w.choose(w.selected_way());
        default:
            return w.cover(walk_overlay::none);
    }
}

}  // namespace

// The keys that scroll scroll a page; any other uncovers the screen.
void press_overlay(run_view& w, const key& k, const scrolling& drawn) {
    if (w.overlay() == walk_overlay::choices) return press_choice(w, k);
    const auto rows = scrolled_by(k, drawn);
    if (rows && drawn.last > 0) return w.scroll_overlay(*rows);
    w.cover(walk_overlay::none);
}

result press_cover(run_view& w, const key& k) {
    switch (character_of(k)) {
        case U'?':
            w.cover(walk_overlay::keys);
            return result::changed;
        case U'.':
        case U'b':
            w.cover(walk_overlay::blank);
            return result::changed;
        default:
            return result::nothing;
    }
}

result press_run(run_view& w, const key& k, const scrolling& drawn) {
    w.scroll_output(drawn.now);
    if (k.what == kind::page_down && w.is_at_end()) return result::nothing;
    if (k.what == kind::page_up && w.step() == 0) return result::nothing;
    if (const auto step = step_by(w, k)) {
        w.go_to(*step);
        return result::changed;
    }
    switch (k.what) {
        case kind::up:
            w.scroll_output(std::min(drawn.now + 1, drawn.last));
            return result::changed;
        case kind::down:
            w.scroll_output(drawn.now - std::min<std::size_t>(drawn.now, 1));
            return result::changed;
        default:
            return press_letter_of_run(w, character_of(k));
    }
}

}  // namespace ctxdemo
