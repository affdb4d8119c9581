// A screen of a walk is a bar at the top, a body, and a row of keys. An overlay
// takes the place of the body, and has keys of its own.
//
//     Cancel                                               cancel - Predict 2/4
//     (the body: one of the four screens, or an overlay)
//     a-d answer  s skip  ↑↓ scroll  g code  v vote  Enter Run  ? keys  q quit
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/draw.hpp"

#include <string>

#include "apps/ctxdemo/walk/parts.hpp"
#include "apps/ctxdemo/walk/try_command.hpp"

namespace ctxdemo {

using lessons::bilingual;

namespace {

constexpr bilingual enter_explains{"Enter: why", "Enter：为什么"};

// The rows of the bar at the top and of the keys.
constexpr std::size_t bars = 2;

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
            return keys_of_run(w, &title_of(walk_screen::explain), c);
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
            {"1-" + std::to_string(suggestions_of(w.lesson()).size()),
             {"run a command", "运行命令"}},
            {"Backspace", title_of(walk_screen::run)},
            {"Enter", {"done", "完成"}},
            {"?", key_keys},
            {"q", key_quit}};
}

drawn_screen draw_screen(const walk& w, const canvas& c) {
    switch (w.screen()) {
        case walk_screen::idea:
            return draw_idea(w, c);
        case walk_screen::predict:
            return draw_predict(w, c);
        case walk_screen::run:
            return draw_run(w, enter_explains.in(c.language), c);
        case walk_screen::explain:
            break;
    }
    return draw_explain(w, c);
}

// "a b c d"
std::string answer_letters(const walk& w) {
    std::string all = letter_of(0);
    for (std::size_t i = 1; i < w.answer_count(); ++i) {
        all += ' ' + letter_of(i);
    }
    return all;
}

key_help all_keys(const walk& w, const canvas& c) {
    return {
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
}

}  // namespace

drawn_screen draw_walk(const walk& w, const canvas& c) {
    // An overlay and a canvas that is too small keep the scroll of the screen.
    const scrolling still{w.scroll(), w.scroll(), 0};
    if (is_too_small(c)) return {draw_too_small(c), still};
    if (w.overlay() == walk_overlay::blank) {
        return {frame(c.width, c.height), still};
    }
    const bool is_covered = w.overlay() != walk_overlay::none;
    const canvas inner = c.sized(c.width, c.height - bars);
    drawn_screen drawn = in_bars(
        draw_top(w, c),
        is_covered ? draw_overlay(w, all_keys(w, c), inner)
                   : draw_screen(w, inner),
        is_covered ? keys_of_overlay(w.overlay(), c) : keys_of_screen(w, c), c);
    drawn.rows.both_fit = both_fit(c.width);
    return drawn;
}

}  // namespace ctxdemo
