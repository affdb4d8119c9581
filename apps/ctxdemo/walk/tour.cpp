// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/tour.hpp"

#include <algorithm>

#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/menu.hpp"
#include "apps/ctxdemo/walk/program.hpp"
#include "apps/ctxdemo/walk/try_command.hpp"
#include "apps/ctxdemo/walk/walk_keys.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::lesson;
using lessons::text_of;

canvas tour::whole_screen() const {
    return {screen_.width(), screen_.height(), signs_, in_};
}

void tour::pick() {
    const auto& lessons = all_lessons();
    menu list(lessons);
    while (!until_.err()) {
        for (std::size_t i = 0; i < lessons.size(); ++i) {
            list.set(i, standing_of(progress_.all(), lessons[i].name));
        }
        screen_.draw(list.draw(whole_screen()));
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

bool tour::walk_through(const lesson& l,
                        const std::vector<std::string>& flags) {
    auto command = text_of(l.name).en.predict.command;
    command.insert(command.end(), flags.begin(), flags.end());
    walk w(l, program_of(command, until_));
    while (!until_.err()) {
        const auto drawn = draw_walk(w, whole_screen());
        screen_.draw(drawn.picture);
        const bool playing = w.is_playing();
        const auto k = screen_.read(until_, w.until_next());
        if (!k) {
            w.play_on();
            continue;
        }
        const auto did = press(w, *k, drawn.rows);
        // Keys typed while the run played were meant for an earlier picture.
        if (playing) screen_.forget_keys();
        if (!w.is_open() && w.given_answer()) record_answer(w);
        if (did == walk_result::quit) return false;
        if (did == walk_result::command) try_suggestion(w, *k);
        if (did != walk_result::finished) continue;
        progress_.record_finished(l.name);
        return true;
    }
    return false;
}

void tour::try_suggestion(const walk& w, const key& k) {
    const auto all = suggestions_of(w.lesson());
    const auto& words = all.at(*chosen_suggestion(w, k));
    screen_.lend([&] { try_command(words, in_); });
    screen_.forget_keys();
}

void tour::record_answer(const walk& w) {
    const auto number = static_cast<std::int64_t>(*w.given_answer()) + 1;
    const auto known = progress_.of(w.lesson().name);
    if (known && known->answer && known->answer->number == number) return;
    progress_.record_answer(w.lesson().name, number, w.is_right());
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
