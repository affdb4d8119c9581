// A screen of a walk is a bar at the top, a body, and a row of keys. An overlay
// takes the place of the body, and has keys of its own.
//
//     Cancel                                               cancel - Predict 2/4
//     (the body: one of the four screens, or an overlay)
//     a-d answer  s skip  ↑↓ scroll  g code  v vote  Enter Run  ? keys  q quit
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/draw.hpp"

#include <fmt/core.h>

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
constexpr bilingual key_space{"space", "空格"};
constexpr bilingual key_code{"code", "代码"};
constexpr bilingual key_keys{"keys", "按键"};
constexpr bilingual key_scroll{"scroll", "滚动"};
constexpr bilingual key_any{"any key", "任意键"};
constexpr bilingual key_back{"back", "返回"};

// The rows of the bar at the top and of the keys.
constexpr std::size_t bars = 2;

std::string up_down(const canvas& c) {
    return fmt::format("{}{}", c.signs.up, c.signs.down);
}

std::string left_right(const canvas& c) {
    return fmt::format("{} {}", c.signs.left, c.signs.right);
}

key_help keys_of_run(const walk& w, const canvas& c) {
    key_help keys;
    if (!w.ways().empty()) keys.push_back({"c", {"choose", "选择"}});
    const key_help others = {
        {left_right(c), {"step", "单步"}},
        {"n", {"next line", "下一行输出"}},
        {"i", {"next instant", "下一时刻"}},
        {std::string(key_space.in(c.language)), {"play", "播放"}},
        {"g", key_code},
        {"t", {"tree", "树"}},
        {"r", {"again", "重来"}},
        {"Enter", title_of(walk_screen::explain)},
        {"?", key_keys},
        {"q", key_quit}};
    keys.insert(keys.end(), others.begin(), others.end());
    return keys;
}

key_help keys_of_vote(const walk& w) {
    return {{"a-" + letter_of(w.answer_count() - 1), {"a vote", "投一票"}},
            {"Backspace", {"take one back", "收回一票"}},
            {"v", {"end the vote", "投票结束"}},
            {"?", key_keys},
            {"q", key_quit}};
}

key_help keys_of_predict(const walk& w, const canvas& c) {
    if (w.is_voting()) return keys_of_vote(w);
    key_help keys;
    if (w.is_open()) {
        keys = {{"a-" + letter_of(w.answer_count() - 1),
                 bilingual{"answer", "回答"}},
                {"s", bilingual{"skip", "跳过"}}};
    }
    const key_help others = {
        {up_down(c), key_scroll}, {"g", key_code},
        {"v", {"vote", "投票"}},  {"Enter", title_of(walk_screen::run)},
        {"?", key_keys},          {"q", key_quit}};
    keys.insert(keys.end(), others.begin(), others.end());
    return keys;
}

key_help keys_of_screen(const walk& w, const canvas& c) {
    switch (w.screen()) {
        case walk_screen::run:
            return keys_of_run(w, c);
        case walk_screen::predict:
            return keys_of_predict(w, c);
        case walk_screen::idea:
            return {{up_down(c), key_scroll},
                    {"Enter", title_of(walk_screen::predict)},
                    {"?", key_keys},
                    {"q", key_quit}};
        case walk_screen::explain:
            break;
    }
    return {{up_down(c), key_scroll},
            {"1-" + std::to_string(prose_of(w, c).to_try.size()),
             {"run a command", "运行命令"}},
            {"Backspace", title_of(walk_screen::run)},
            {"Enter", {"done", "完成"}},
            {"?", key_keys},
            {"q", key_quit}};
}

// Returns the keys of the overlay, or else of the screen.
key_help keys_of(const walk& w, const canvas& c) {
    switch (w.overlay()) {
        case walk_overlay::choices:
            return {{up_down(c), key_move},
                    {"1 2 3", key_number},
                    {"Enter", {"choose", "选择"}},
                    {"Esc", key_back}};
        case walk_overlay::keys:
        case walk_overlay::tree:
            return {{std::string(key_any.in(c.language)), key_back}};
        default:
            return keys_of_screen(w, c);
    }
}

drawn_screen draw_screen(const walk& w, const canvas& c) {
    switch (w.screen()) {
        case walk_screen::idea:
            return draw_idea(w, c);
        case walk_screen::predict:
            return draw_predict(w, c);
        case walk_screen::run:
            return draw_run(w, c);
        case walk_screen::explain:
            break;
    }
    return draw_explain(w, c);
}

// -- the overlays ------------------------------------------------------------

drawn_screen draw_page(const std::vector<text_line>& lines, const walk& w,
                       const canvas& c) {
    frame f(c.width, c.height);
    const auto page =
        draw_lines(lines, w.overlay_scroll(), c.sized(c.width - 1, c.height));
    f.put(1, 0, page.picture);
    return {std::move(f), page.rows};
}

// "a b c d"
std::string answer_letters(const walk& w) {
    std::string all = letter_of(0);
    for (std::size_t i = 1; i < w.answer_count(); ++i) {
        all += ' ' + letter_of(i);
    }
    return all;
}

drawn_screen draw_all_keys(const walk& w, const canvas& c) {
    const key_help rows = {
        {"Enter", {"the next screen", "下一屏"}},
        {"Backspace", {"the screen before", "上一屏"}},
        {"PgDn PgUp",
         {"on and back: a page, a step, a screen", "往前、往后：页、步、屏"}},
        {up_down(c), {"scroll", "滚动"}},
        {answer_letters(w), {"answer, or by 1 2 3", "回答，也可以按 1 2 3"}},
        {"s  v",
         {"skip the question; a vote of a class", "跳过问题；全班投票"}},
        {left_right(c), {"one step back, one step on", "退一步、进一步"}},
        {"n  p",
         {"the next printed line, the one before", "下一行输出、上一行输出"}},
        {"i  u", {"the next instant, the one before", "下一时刻、上一时刻"}},
        {"Home End", {"start and end of the run", "运行的开头、结尾"}},
        {std::string(key_space.in(c.language)) + " + -",
         {"play, faster, slower", "播放、加快、放慢"}},
        {"g", {"the other program: C++, Go", "换程序：C++、Go"}},
        {"t", {"the whole context tree", "整棵 context 树"}},
        {"c", {"choose what happens next", "选择接下来发生什么"}},
        {"r", {"the usual run again", "重来，回到默认的运行"}},
        {"1-9", {"run a command of Explain", "运行“解释”里的命令"}},
        {". b", {"blank (on Predict: .)", "黑屏（在“猜一猜”用 .）"}},
        {"q", key_quit}};
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

std::string way_text(const walk& w, const walk_way& way, const canvas& c) {
    const recording& r = w.shown_run();
    const std::string text =
        choice_answer(r, r.choices[way.choice], way.way, c.language);
    return way.taken ? filled(as_here, c.language, text) : text;
}

// Returns the ways in lines. Sets `pointer` to the line that the pointer is at.
std::vector<text_line> lines_of_ways(const walk& w, const canvas& c,
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

frame draw_ways(const walk& w, const canvas& c) {
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
drawn_screen draw_tree_overlay(const walk& w, const canvas& c) {
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

drawn_screen draw_overlay(const walk& w, const canvas& c) {
    switch (w.overlay()) {
        case walk_overlay::keys:
            return draw_all_keys(w, c);
        case walk_overlay::choices:
            return {draw_ways(w, c)};
        default:
            return draw_tree_overlay(w, c);
    }
}

}  // namespace

drawn_screen draw_walk(const walk& w, const canvas& c) {
    // An overlay and a canvas that is too small keep the scroll of the screen.
    const scrolling still{w.scroll(), w.scroll(), 0};
    if (is_too_small(c)) return {draw_too_small(c), still};
    frame f(c.width, c.height);
    if (w.overlay() == walk_overlay::blank) return {std::move(f), still};
    f.put(0, 0, draw_top(w, c));
    const canvas inner = c.sized(c.width, c.height - bars);
    drawn_screen body = w.overlay() == walk_overlay::none
                            ? draw_screen(w, inner)
                            : draw_overlay(w, inner);
    body.rows.both_fit = both_fit(c.width);
    f.put(0, 1, body.picture);
    f.put(0, c.height - 1, draw_keys(keys_of(w, c), c));
    return {std::move(f), body.rows};
}

}  // namespace ctxdemo
