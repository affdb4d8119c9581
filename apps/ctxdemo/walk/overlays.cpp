// The pages that cover a screen.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/choice_text.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/timeline.hpp"
#include "apps/ctxdemo/views/tree.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

using lessons::bilingual;

namespace {

constexpr bilingual choice_then{"Then, if the first stays as in this run:",
                                "然后，如果前面不变："};
constexpr bilingual as_here{"{} (as in this run)", "{}（本次运行就是这样）"};
constexpr bilingual key_any{"any key", "任意键"};
constexpr bilingual key_back{"back", "返回"};

drawn_screen draw_page(const std::vector<text_line>& lines, const run_view& w,
                       const canvas& c) {
    frame f(c.width, c.height);
    const auto page =
        draw_lines(lines, w.overlay_scroll(), c.sized(c.width - 1, c.height));
    f.put(1, 0, page.picture);
    return {std::move(f), page.rows};
}

drawn_screen draw_all_keys(const run_view& w, const key_help& rows,
                           const canvas& c) {
    text_block b(c.width - 2);
    for (const auto& [key, what] : rows) {
        const std::size_t width = width_of(key);
        b.item(key + std::string(11 - std::min<std::size_t>(width, 10), ' '),
               what.in(c.language));
    }
    b.blank();
    for (const auto& line : legend_lines(b.width(), c)) b.line(line, look::dim);
    return draw_page(b.lines(), w, c);
}

std::string way_text(const run_view& w, const walk_way& way, const canvas& c) {
    const recording& r = w.shown_run();
    const std::string text =
        choice_answer(r, r.choices[way.choice], way.way, c.language);
    return way.taken ? filled(as_here, c.language, text) : text;
}

// Returns the ways in lines. Sets `pointer` to the line that the pointer is at.
std::vector<text_line> lines_of_ways(const run_view& w, const canvas& c,
                                     std::size_t& pointer) {
    const auto ways = w.ways();
    const recording& r = w.shown_run();
    std::vector<text_line> lines;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        // The run may make two choices before its next step.
        if (i > 0 && ways[i].choice != ways[i - 1].choice) {
            lines.push_back({"", look::plain});
            lines.push_back(
                {std::string(choice_then.in(c.language)), look::dim});
            lines.push_back(
                {choice_question(r, r.choices[ways[i].choice], c.language),
                 look::strong});
        }
        const bool selected = i == w.selected_way();
        if (selected) pointer = lines.size();
        lines.push_back(
            {fmt::format("{} {}  {}", selected ? c.signs.pointer : " ", i + 1,
                         way_text(w, ways[i], c)),
             selected ? look::strong : look::plain});
    }
    return lines;
}

frame draw_ways(const run_view& w, const canvas& c) {
    const recording& r = w.shown_run();
    std::size_t pointer = 0;
    const auto lines = lines_of_ways(w, c, pointer);
    frame f(c.width, c.height);
    const auto question = wrapped_to(
        choice_question(r, r.choices[w.ways().front().choice], c.language),
        c.width - 2);
    for (std::size_t y = 0; y < question.size(); ++y) {
        f.put(1, y, question[y], look::strong);
    }
    const std::size_t top = std::min(question.size() + 1, c.height);
    const std::size_t rows = c.height - top;
    const std::size_t scroll = pointer < rows ? 0 : pointer - rows + 1;
    f.put(1, top,
          draw_lines(lines, scroll, c.sized(c.width - 1, rows)).picture);
    return f;
}

// The whole tree, which scrolls if it is higher than the screen.
drawn_screen draw_tree_overlay(const run_view& w, const canvas& c) {
    frame f(c.width, c.height);
    const moment m = moment_at(w.shown_run(), w.step());
    const frame whole = draw_whole_tree(m, c.sized(c.width - 2, c.height));
    const std::size_t last =
        whole.height() - std::min(whole.height(), c.height);
    const std::size_t top = std::min(w.overlay_scroll(), last);
    f.put(1, 0, rows_from(whole, top, c.height));
    if (top > 0) f.put(c.width - 1, 0, c.signs.up, look::accent);
    if (top < last) {
        f.put(c.width - 1, c.height - 1, c.signs.down, look::accent);
    }
    return {std::move(f), {top, last, page_of(c.height)}};
}

}  // namespace

drawn_screen draw_overlay(const run_view& w, const key_help& all_keys,
                          const canvas& c) {
    switch (w.overlay()) {
        case walk_overlay::keys:
            return draw_all_keys(w, all_keys, c);
        case walk_overlay::choices:
            return {draw_ways(w, c)};
        default:
            return draw_tree_overlay(w, c);
    }
}

key_help keys_of_overlay(walk_overlay o, const canvas& c) {
    if (o == walk_overlay::choices) {
        return {{up_down(c), key_move},
                {"1 2 3", key_number},
                {"Enter", {"choose", "选择"}},
                {"Esc", key_back}};
    }
    return {{std::string(key_any.in(c.language)), key_back}};
}

}  // namespace ctxdemo
