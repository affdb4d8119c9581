// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/tour.hpp"

#include <algorithm>

#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/menu.hpp"
#include "apps/ctxdemo/walk/program.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::lesson;
using lessons::text_of;

void tour::pick() {
    const auto& lessons = all_lessons();
    menu list(lessons, in_);
    while (!until_.err()) {
        for (std::size_t i = 0; i < lessons.size(); ++i) {
            list.set(i, standing_of(progress_.all(), lessons[i].name));
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
        limit_scroll(w, screen_.width(), screen_.height(), signs_);
        screen_.draw(draw_walk(w, screen_.width(), screen_.height(), signs_));
        const bool playing = w.is_playing();
        const auto k = screen_.read(until_, w.until_next());
        if (!k) {
            w.play_on();
            continue;
        }
        const auto before = w.answer();
        const auto done = w.press(*k);
        if (w.answer() != before) {
            reveal_answer(w, screen_.width(), screen_.height(), signs_);
        }
        // What was typed while it moved was meant for what was seen then.
        if (playing) screen_.forget_keys();
        if (w.has_seen_run() && w.answer()) record_answer(w);
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
        return !is_done(standing_of(progress_.all(), l.name));
    });
    if (next == lessons.end()) next = lessons.begin();
    while (next != lessons.end() && walk_through(*next)) ++next;
}

}  // namespace ctxdemo
