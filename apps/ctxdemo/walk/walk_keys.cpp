// A key goes to the overlay, if there is one. Else it goes to the screen, and
// then, if it has no meaning there, to the keys that all screens share.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/walk_keys.hpp"

#include <algorithm>
#include <optional>

namespace ctxdemo {

namespace {

using kind = key::kind;
using lessons::text_of;
using result = walk_result;

// Returns 0 for a key without a character.
char32_t character_of(const key& k) {
    return k.what == kind::character ? k.character : 0;
}

// Returns the number that a key from `first` on stands for, below `count`.
std::optional<std::size_t> number_from(char32_t first, const key& k,
                                       std::size_t count) {
    const char32_t c = character_of(k);
    if (c < first || c - first >= std::min<std::size_t>(count, 9)) return {};
    return c - first;
}

result moved(bool there_is_a_screen) {
    return there_is_a_screen ? result::changed : result::nothing;
}

result go_on(walk& w) {
    return w.next_screen() ? result::changed : result::finished;
}

result press_anywhere(walk& w, const key& k, const scrolling& drawn) {
    if (k.what == kind::enter || k.what == kind::tab) return go_on(w);
    if (k.what == kind::backspace) return moved(w.previous_screen());
    switch (character_of(k)) {
        case U'q':
            return result::quit;
        case U'?':
            w.cover(walk_overlay::keys);
            return result::changed;
        case U'.':
        case U'b':
            w.cover(walk_overlay::blank);
            return result::changed;
        case U'g':
            w.show_next_side(drawn.both_fit);
            return result::changed;
        default:
            return result::nothing;
    }
}

// -- the screens with text ---------------------------------------------------

result press_question(walk& w, const key& k) {
    auto answer = number_from(U'a', k, w.answer_count());
    if (!answer) answer = number_from(U'1', k, w.answer_count());
    if (answer) {
        w.answer(*answer);
        return result::changed;
    }
    switch (character_of(k)) {
        case U's':
            w.skip();
            return result::changed;
        case U'v':
            w.toggle_vote();
            return result::changed;
        default:
            break;
    }
    if (!w.is_voting() || k.what != kind::backspace) return result::nothing;
    w.undo_vote();
    return result::changed;
}

// Returns the rows to scroll to; nothing for a key that does not scroll.
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

// A presenter's clicker has two keys only, which send PgUp and PgDn: at the end
// of a text they go on to the next screen, at its start back.
result press_text(walk& w, const key& k, const scrolling& drawn) {
    w.scroll_to(drawn.now);
    if (k.what == kind::page_down && drawn.now == drawn.last) return go_on(w);
    if (k.what == kind::page_up && drawn.now == 0) {
        return moved(w.previous_screen());
    }
    if (const auto rows = scrolled_by(k, drawn)) {
        w.scroll_to(*rows);
        return result::changed;
    }
    if (chosen_suggestion(w, k)) return result::command;
    if (w.screen() == walk_screen::predict && w.is_open()) {
        const result r = press_question(w, k);
        if (r != result::nothing) return r;
    }
    if (k.what == kind::right) return go_on(w);
    if (k.what == kind::left) return moved(w.previous_screen());
    return result::nothing;
}

// -- the run -----------------------------------------------------------------

// Returns the step to go to; nothing for a key that does not step.
std::optional<std::size_t> step_by(const walk& w, const key& k) {
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

result press_letter_of_run(walk& w, char32_t letter) {
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

result press_run(walk& w, const key& k, const scrolling& drawn) {
    w.scroll_output(drawn.now);
    if (k.what == kind::page_down && w.is_at_end()) return go_on(w);
    if (k.what == kind::page_up && w.step() == 0) {
        return moved(w.previous_screen());
    }
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

// -- the overlays ------------------------------------------------------------

void press_choice(walk& w, const key& k) {
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

// The keys that scroll scroll the page; any other uncovers the screen.
void press_page(walk& w, const key& k, const scrolling& drawn) {
    const auto rows = scrolled_by(k, drawn);
    if (rows && drawn.last > 0) return w.scroll_overlay(*rows);
    w.cover(walk_overlay::none);
}

}  // namespace

std::optional<std::size_t> chosen_suggestion(const walk& w, const key& k) {
    if (w.screen() != walk_screen::explain) return std::nullopt;
    return number_from(U'1', k, text_of(w.lesson().name).en.to_try.size());
}

walk_result press(walk& w, const key& k, const scrolling& drawn) {
    if (k.what == kind::resized) return result::changed;
    if (w.overlay() == walk_overlay::choices) {
        press_choice(w, k);
        return result::changed;
    }
    if (w.overlay() != walk_overlay::none) {
        press_page(w, k, drawn);
        return result::changed;
    }
    const result r = w.screen() == walk_screen::run ? press_run(w, k, drawn)
                                                    : press_text(w, k, drawn);
    return r == result::nothing ? press_anywhere(w, k, drawn) : r;
}

}  // namespace ctxdemo
