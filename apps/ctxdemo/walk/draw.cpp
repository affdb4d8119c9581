// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/draw.hpp"

#include <fmt/core.h>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/tree.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual chosen_way{"What happens next?", "接下来发生什么？"};
constexpr bilingual choice_first{"First:", "首先："};
constexpr bilingual choice_then{"Then, if that stays as in this run:",
                                "然后，如果前面不变："};
constexpr bilingual as_here{" (as in this run)", "（本次运行就是这样）"};
constexpr bilingual key_step{"step", "单步"};
constexpr bilingual key_space{"space", "空格"};
constexpr bilingual key_play{"play", "播放"};
constexpr bilingual key_code{"code", "代码"};
constexpr bilingual key_tree{"tree", "树"};
constexpr bilingual key_choose{"choose", "选择"};
constexpr bilingual key_rerun{"again", "重来"};
constexpr bilingual key_keys{"keys", "按键"};
constexpr bilingual key_scroll{"scroll", "滚动"};
constexpr bilingual key_finish{"done", "完成"};
constexpr bilingual key_answer{"answer", "回答"};
constexpr bilingual key_skip{"skip", "跳过"};
constexpr bilingual key_any{"any key", "任意键"};
constexpr bilingual key_back{"back", "返回"};

std::string space_key(language l) { return std::string(key_space.in(l)); }

key_help keys_of_screen(const walk& w, const signs& s) {
    const std::string up_down = fmt::format("{}{}", s.up, s.down);
    switch (w.screen()) {
        case walk_screen::run:
            return {{fmt::format("{} {}", s.left_key, s.right_key), key_step},
                    {space_key(w.in()), key_play},
                    {"g", key_code},
                    {"t", key_tree},
                    {"r", key_rerun},
                    {"Enter", title_of(walk_screen::explain)},
                    {"?", key_keys},
                    {"q", key_quit}};
        case walk_screen::predict:
            if (w.has_seen_run()) {
                return {{"Enter", title_of(walk_screen::run)},
                        {up_down, key_scroll},
                        {"g", key_code},
                        {"?", key_keys},
                        {"q", key_quit}};
            }
            return {{answer_keys(w, true), key_answer},
                    {"Enter", title_of(walk_screen::run)},
                    {"s", key_skip},
                    {up_down, key_scroll},
                    {"g", key_code},
                    {"?", key_keys},
                    {"q", key_quit}};
        case walk_screen::idea:
            return {{"Enter", title_of(walk_screen::predict)},
                    {up_down, key_scroll},
                    {"?", key_keys},
                    {"q", key_quit}};
        case walk_screen::explain:
            return {{"Enter", key_finish},
                    {up_down, key_scroll},
                    {"Backspace", title_of(walk_screen::run)},
                    {"?", key_keys},
                    {"q", key_quit}};
    }
    return {};
}

// Those of what lies over the screen, if anything does.
key_help keys_of(const walk& w, const signs& s) {
    switch (w.overlay()) {
        case walk_overlay::choices:
            return {{fmt::format("{}{}", s.up, s.down), key_move},
                    {"1 2 3", key_number},
                    {"Enter", key_choose},
                    {"Esc", key_back}};
        case walk_overlay::keys:
        case walk_overlay::tree:
            return {{std::string(key_any.in(w.in())), key_back}};
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
        {"Enter", {"the next screen", "下一屏"}},
        {"Backspace", {"the screen before", "上一屏"}},
        {fmt::format("{} {} PgDn", s.up, s.down), {"scroll", "滚动"}},
        {answer_keys(w, false),
         {"answer, or by 1 2 3", "回答，也可以按 1 2 3"}},
        {"s", {"skip the question", "跳过问题"}},
        {fmt::format("{} {}", s.left_key, s.right_key),
         {"a step back, a step on", "退一步、进一步"}},
        {"Home End", {"start and end of the run", "运行的开头、结尾"}},
        {space_key(w.in()) + " + -",
         {"play, faster, slower", "播放、加快、放慢"}},
        {"g", {"both programs, C++, Go", "两个程序、只看 C++、只看 Go"}},
        {"t", {"all of the context tree", "整棵 context 树"}},
        {"c", {"choose what happens next", "选择接下来发生什么"}},
        {"r", {"again, the usual run", "重来，回到默认的运行"}},
        {". b", {"blank (on Predict: .)", "黑屏（在“猜一猜”用 .）"}},
        {"q", key_quit}};
    frame f(width, height);
    std::size_t y = 0;
    for (const auto& [key, what] : rows) {
        f.put(1, y, key, look::accent);
        f.put_cut(12, y++, what.in(w.in()), s.more);
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
            const auto what = i == 0 ? choice_first : choice_then;
            lines.push_back({std::string(what.in(w.in())), look::dim});
        }
        const bool selected = i == w.selected();
        if (selected) at = lines.size();
        lines.push_back(
            {fmt::format("{} {}  {}{}", selected ? s.pointer : " ", i + 1,
                         describe_way(w.shown(), w.shown().choices[ways[i].choice], ways[i].way, w.in()),
                         ways[i].taken ? as_here.in(w.in()) : ""),
             selected ? look::strong : look::plain});
    }
    frame f(width, height);
    f.put(1, 0, chosen_way.in(w.in()), look::strong);
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
