// A key goes to the overlay, if there is one. Else it goes to the screen, and
// then, if it has no meaning there, to the keys that all screens share.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/walk_keys.hpp"

#include <algorithm>
#include <optional>

#include "apps/ctxdemo/walk/try_command.hpp"

namespace ctxdemo {

namespace {

using kind = key::kind;
using result = walk_result;

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
        case U'g':
            w.show_next_side(drawn.both_fit);
            return result::changed;
        default:
            return press_cover(w, k);
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

result press_run_screen(walk& w, const key& k, const scrolling& drawn) {
    const result r = press_run(w, k, drawn);
    if (r != result::nothing) return r;
    if (k.what == kind::page_down) return go_on(w);
    if (k.what == kind::page_up) return moved(w.previous_screen());
    return r;
}

}  // namespace

std::optional<std::size_t> chosen_suggestion(const walk& w, const key& k) {
    if (w.screen() != walk_screen::explain) return std::nullopt;
    return number_from(U'1', k, suggestions_of(w.lesson()).size());
}

walk_result press(walk& w, const key& k, const scrolling& drawn) {
    if (k.what == kind::resized) return result::changed;
    if (w.overlay() != walk_overlay::none) {
        press_overlay(w, k, drawn);
        return result::changed;
    }
    const result r = w.screen() == walk_screen::run
                         ? press_run_screen(w, k, drawn)
                         : press_text(w, k, drawn);
    return r == result::nothing ? press_anywhere(w, k, drawn) : r;
}

}  // namespace ctxdemo
