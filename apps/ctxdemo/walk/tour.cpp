// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/tour.hpp"

#include <algorithm>

#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/menu.hpp"
#include "apps/ctxdemo/walk/program.hpp"

namespace ctxdemo {

namespace {

standing standing_of(const progress_store& progress, const lesson& l) {
    const auto known = progress.of(l.name);
    if (!known) return standing::open;
    if (known->finished) return standing::done;
    return known->answer && !known->answer->right ? standing::wrong
                                                  : standing::open;
}

}  // namespace

void tour::pick() {
    const auto& lessons = all_lessons();
    menu list(lessons, in_);
    while (!until_.err()) {
        for (std::size_t i = 0; i < lessons.size(); ++i) {
            list.set(i, standing_of(progress_, lessons[i]));
        }
        screen_.draw(list.draw(screen_.width(), screen_.height(), signs_));
        const auto k = screen_.read(until_);
        if (!k) continue;
        const auto done = list.press(*k);
        if (done == menu::result::quit) return;
        if (done != menu::result::picked) continue;
        const std::size_t i = list.selected();
        if (walk_through(lessons[i])) {
            list.select(std::min(i + 1, lessons.size() - 1));
        }
    }
}

bool tour::walk_through(const lesson& l) {
    walk w(l, in_, program_of(text_of(l.name).prose(in_).predict, until_));
    while (!until_.err()) {
        screen_.draw(draw_walk(w, screen_.width(), screen_.height(), signs_));
        const bool playing = w.is_playing();
        const auto k = screen_.read(until_, w.until_next());
        if (!k) {
            w.play_on();
            continue;
        }
        const auto done = w.press(*k);
        limit_scroll(w, screen_.width(), screen_.height(), signs_);
        // What was typed while it moved was meant for what was seen then.
        if (playing) screen_.forget_keys();
        if (w.screen() == walk_screen::explain && w.answer()) {
            record_answer(w);
        }
        if (done == walk::result::quit) return false;
        if (done != walk::result::finished) continue;
        progress_.record_finished(l.name);
        return true;
    }
    return false;
}

void tour::record_answer(const walk& w) {
    const auto number = static_cast<std::int64_t>(*w.answer()) + 1;
    const auto known = progress_.of(w.of().name);
    if (known && known->answer && known->answer->number == number) return;
    progress_.record_answer(w.of().name, number, w.is_right());
}

void tour::walk_through_all() {
    const auto& lessons = all_lessons();
    auto next = std::ranges::find_if(lessons, [&](const lesson& l) {
        return standing_of(progress_, l) != standing::done;
    });
    if (next == lessons.end()) next = lessons.begin();
    while (next != lessons.end() && walk_through(*next)) ++next;
}

}  // namespace ctxdemo
