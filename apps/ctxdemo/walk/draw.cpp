// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/draw.hpp"

#include <fmt/core.h>

#include "apps/ctxdemo/moment.hpp"
#include "apps/ctxdemo/texts.hpp"
#include "apps/ctxdemo/views/tree.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

namespace {

std::string space_key(language l) {
    return std::string(text(say::key_space, l));
}

key_help keys_of_screen(const walk& w, const signs& s) {
    const std::string up_down = fmt::format("{}{}", s.up, s.down);
    switch (w.screen()) {
        case walk_screen::run:
            return {
                {fmt::format("{} {}", s.left_key, s.right_key), say::key_step},
                {space_key(w.in()), say::key_play},
                {"g", say::key_code},
                {"t", say::key_tree},
                {"r", say::key_rerun},
                {"Enter", say::explain},
                {"?", say::key_keys},
                {"q", say::key_quit}};
        case walk_screen::predict:
            if (w.has_seen_run()) {
                return {{"Enter", say::run},
                        {up_down, say::key_scroll},
                        {"g", say::key_code},
                        {"?", say::key_keys},
                        {"q", say::key_quit}};
            }
            return {{answer_keys(w, true), say::key_answer},
                    {"Enter", say::run},
                    {"s", say::key_skip},
                    {up_down, say::key_scroll},
                    {"g", say::key_code},
                    {"?", say::key_keys},
                    {"q", say::key_quit}};
        case walk_screen::idea:
            return {{"Enter", say::predict},
                    {up_down, say::key_scroll},
                    {"?", say::key_keys},
                    {"q", say::key_quit}};
        case walk_screen::explain:
            return {{"Enter", say::key_finish},
                    {up_down, say::key_scroll},
                    {"Backspace", say::run},
                    {"?", say::key_keys},
                    {"q", say::key_quit}};
    }
    return {};
}

// Those of what lies over the screen, if anything does.
key_help keys_of(const walk& w, const signs& s) {
    switch (w.overlay()) {
        case walk_overlay::choices:
            return {{fmt::format("{}{}", s.up, s.down), say::key_move},
                    {"1 2 3", say::key_number},
                    {"Enter", say::key_choose},
                    {"Esc", say::key_back}};
        case walk_overlay::keys:
        case walk_overlay::tree:
            return {{std::string(text(say::key_any, w.in())), say::key_back}};
        default:
            return keys_of_screen(w, s);
    }
}

frame body_of(const walk& w, std::size_t width, std::size_t height,
              const signs& s) {
    switch (w.screen()) {
        case walk_screen::idea:
            return draw_idea(w, width, height, s);
        case walk_screen::predict:
            return draw_predict(w, width, height, s);
        case walk_screen::run:
            return draw_run(w, width, height, s);
        case walk_screen::explain:
            return draw_explain(w, width, height, s);
    }
    return {width, height};
}

// As many as the smallest screen has rows.
frame all_keys(const walk& w, std::size_t width, std::size_t height,
               const signs& s) {
    const key_help rows = {
        {"Enter", say::help_next_screen},
        {"Backspace", say::help_last_screen},
        {fmt::format("{} {} PgDn", s.up, s.down), say::help_scroll},
        {answer_keys(w, false), say::help_answer},
        {"s", say::help_skip},
        {fmt::format("{} {}", s.left_key, s.right_key), say::help_steps},
        {"Home End", say::help_ends},
        {space_key(w.in()) + " + -", say::help_play},
        {"g", say::help_code},
        {"t", say::help_tree},
        {"c", say::help_choose},
        {"r", say::help_rerun},
        {". b", say::help_blank},
        {"q", say::key_quit}};
    frame f(width, height);
    std::size_t y = 0;
    for (const auto& [key, what] : rows) {
        f.put(1, y, key, look::accent);
        f.put_cut(12, y++, text(what, w.in()), s.more);
    }
    return f;
}

frame all_ways(const walk& w, std::size_t width, std::size_t height,
               const signs& s) {
    const auto ways = w.ways();
    // There may be more than one decision before the next step.
    const bool several = ways.front().choice != ways.back().choice;
    std::vector<text_line> lines;
    std::size_t at = 0;  // the line that is selected
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const bool begins = i == 0 || ways[i].choice != ways[i - 1].choice;
        if (several && begins) {
            const auto what = i == 0 ? say::choice_first : say::choice_then;
            lines.push_back({std::string(text(what, w.in())), look::dim});
        }
        const bool selected = i == w.selected();
        if (selected) at = lines.size();
        lines.push_back(
            {fmt::format("{} {}  {}{}", selected ? s.pointer : " ", i + 1,
                         describe_way(w.shown(), ways[i], w.in()),
                         ways[i].taken ? text(say::as_here, w.in()) : ""),
             selected ? look::strong : look::plain});
    }
    frame f(width, height);
    f.put(1, 0, text(say::chosen_way, w.in()), look::strong);
    const std::size_t rows = height - 2;
    f.put(1, 2,
          draw_lines(lines, at < rows ? 0 : at - rows + 1, width - 1, rows, s));
    return f;
}

frame whole_tree(const walk& w, std::size_t width, std::size_t height,
                 const signs& s) {
    frame f(width, height);
    const moment m = moment_at(w.shown(), w.step());
    const frame whole = draw_whole_tree(m, width - 1, s);
    f.put(1, 0, whole.height() <= height ? whole : draw_tree(m, width - 1, s));
    return f;
}

frame overlay_of(const walk& w, std::size_t width, std::size_t height,
                 const signs& s) {
    switch (w.overlay()) {
        case walk_overlay::keys:
            return all_keys(w, width, height, s);
        case walk_overlay::choices:
            return all_ways(w, width, height, s);
        case walk_overlay::tree:
            return whole_tree(w, width, height, s);
        default:
            return {width, height};
    }
}

// The one at the top, and the keys.
constexpr std::size_t bars = 2;

bool is_hidden(const walk& w, std::size_t width, std::size_t height) {
    return width < least_width || height < least_height ||
           w.overlay() != walk_overlay::none;
}

}  // namespace

frame draw_walk(const walk& w, std::size_t width, std::size_t height,
                const signs& s) {
    frame f(width, height);
    if (width < least_width || height < least_height) {
        return draw_too_small(w.in(), width, height, s);
    }
    if (w.overlay() == walk_overlay::blank) return f;
    f.put(0, 0, draw_top(w, std::string(w.prose().title), width, s));
    const std::size_t body = height - bars;
    f.put(0, 1,
          w.overlay() == walk_overlay::none ? body_of(w, width, body, s)
                                            : overlay_of(w, width, body, s));
    f.put(0, height - 1, draw_keys(keys_of(w, s), w.in(), width));
    return f;
}

void reveal_answer(walk& w, std::size_t width, std::size_t height,
                   const signs& s) {
    if (is_hidden(w, width, height)) return;
    scroll_to_answer(w, width, height - bars, s);
}

// What there is to scroll is known only to what draws it.
void limit_scroll(walk& w, std::size_t width, std::size_t height,
                  const signs& s) {
    if (is_hidden(w, width, height)) return;
    w.set_page(page_of(w, width, height - bars, s));
    const frame seen = draw_walk(w, width, height, s);
    // Whatever is scrolled further than to the end looks the same.
    std::size_t least = 0;
    for (std::size_t most = w.scroll(); least < most;) {
        const std::size_t middle = least + (most - least) / 2;
        w.scroll_to(middle);
        if (draw_walk(w, width, height, s) == seen) {
            most = middle;
        } else {
            least = middle + 1;
        }
    }
    w.scroll_to(least);
}

}  // namespace ctxdemo
