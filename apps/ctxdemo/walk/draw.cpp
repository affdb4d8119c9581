// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/draw.hpp"

#include <fmt/format.h>

#include "apps/ctxdemo/moment.hpp"
#include "apps/ctxdemo/texts.hpp"
#include "apps/ctxdemo/views/tree.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

namespace {

key_help keys_of(walk_screen screen, const signs& s) {
    const std::string up_down = fmt::format("{}{}", s.up, s.down);
    switch (screen) {
        case walk_screen::run:
            return {{fmt::format("{} {}", s.left_key, s.right_key), say::step},
                    {"space", say::key_play},
                    {"g", say::key_code},
                    {"t", say::key_tree},
                    {"c", say::key_choose},
                    {"Enter", say::explain},
                    {"?", say::key_keys},
                    {"q", say::key_quit}};
        case walk_screen::predict:
            return {{"a b c", say::key_answer}, {"Enter", say::run},
                    {up_down, say::key_scroll}, {"g", say::key_code},
                    {"?", say::key_keys},       {"q", say::key_quit}};
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

frame all_keys(language l, std::size_t width, std::size_t height,
               const signs& s) {
    const std::string up_down = fmt::format("{}{}", s.up, s.down);
    const key_help rows = {
        {"Enter", say::key_next_screen},
        {"Backspace", say::key_last_screen},
        {up_down, say::key_scroll},
        {"a b c", say::key_answer},
        {fmt::format("{} {}", s.left_key, s.right_key), say::key_steps},
        {"Home End", say::key_ends},
        {"space", say::key_play},
        {"+ -", say::key_speed},
        {"g", say::key_code},
        {"t", say::key_tree},
        {"c", say::key_choose},
        {"r", say::key_rerun},
        {"b", say::key_blank},
        {"q", say::key_quit}};
    frame f(width, height);
    std::size_t y = 0;
    for (const auto& [key, what] : rows) {
        f.put(2, y, key, look::accent);
        f.put(14, y++, text(what, l));
    }
    f.put(2, y + 1, text(say::any_key, l), look::dim);
    return f;
}

frame all_ways(const walk& w, std::size_t width, std::size_t height,
               const signs& s) {
    frame f(width, height);
    f.put(1, 0, text(say::chosen_way, w.in()), look::strong);
    const auto ways = w.ways();
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const bool selected = i == w.selected();
        const std::string line = fmt::format(
            "{} {}  {}{}", selected ? s.pointer : " ", i + 1,
            describe_way(w.shown(), ways[i], w.in()),
            ways[i].taken ? fmt::format(" ({})", text(say::as_here, w.in()))
                          : "");
        f.put(1, i + 2, line, selected ? look::strong : look::plain);
    }
    return f;
}

frame whole_tree(const walk& w, std::size_t width, std::size_t height,
                 const signs& s) {
    frame f(width, height);
    f.put(1, 0, draw_tree(moment_at(w.shown(), w.step()), width - 1, s));
    f.put(1, height - 1, text(say::any_key, w.in()), look::dim);
    return f;
}

frame overlay_of(const walk& w, std::size_t width, std::size_t height,
                 const signs& s) {
    switch (w.overlay()) {
        case walk_overlay::keys:
            return all_keys(w.in(), width, height, s);
        case walk_overlay::choices:
            return all_ways(w, width, height, s);
        case walk_overlay::tree:
            return whole_tree(w, width, height, s);
        default:
            return {width, height};
    }
}

}  // namespace

frame draw_walk(const walk& w, std::size_t width, std::size_t height,
                const signs& s) {
    frame f(width, height);
    if (width < least_width || height < least_height) {
        return draw_too_small(w.in(), width, height, s);
    }
    if (w.overlay() == walk_overlay::blank) return f;
    f.put(0, 0, draw_top(w, std::string(w.prose().title), width));
    const std::size_t body = height - 2;
    f.put(0, 1,
          w.overlay() == walk_overlay::none ? body_of(w, width, body, s)
                                            : overlay_of(w, width, body, s));
    f.put(0, height - 1, draw_keys(keys_of(w.screen(), s), w.in(), width));
    return f;
}

// What there is to scroll is known only to what draws it.
void limit_scroll(walk& w, std::size_t width, std::size_t height,
                  const signs& s) {
    const bool hidden = width < least_width || height < least_height;
    if (hidden || w.overlay() != walk_overlay::none) return;
    if (w.scroll() == 0) return;
    const frame seen = draw_walk(w, width, height, s);
    for (std::size_t rows = w.scroll(); rows > 0; --rows) {
        w.scroll_to(rows - 1);
        if (draw_walk(w, width, height, s) == seen) continue;
        w.scroll_to(rows);
        return;
    }
}

}  // namespace ctxdemo
