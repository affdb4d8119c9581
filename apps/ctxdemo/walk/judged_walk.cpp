// A judged walk is a bar at the top, a headline, a body, and a row of keys:
//
//     Stop two workers                                  stop-two - walk
//     worker2 is left behind on 3 of 40 schedules.
//     (the body: the run, a page of text, or an overlay)
//     ← → step  n next line  i next instant  t tree  r again  ? keys  q quit
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/judged_walk.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "apps/ctxdemo/screen/width.hpp"

namespace ctxdemo {

using lessons::bilingual;

namespace {

constexpr bilingual the_run{"Run", "运行"};
constexpr bilingual key_why{"why", "为什么"};
constexpr bilingual key_done{"done", "完成"};
constexpr bilingual enter_says_why{"Enter: why", "Enter：为什么"};
constexpr bilingual choose_again{"Another way: r, c", "换一种走法：r、c"};

frame draw_title(const judged_texts& t, const canvas& c) {
    frame f(c.width, 1);
    const std::string right = t.name + ' ';
    const std::size_t from = c.width - std::min(c.width, width_of(right));
    f.put_cut(1, 0, t.title, c.signs.more, look::reverse,
              from > 1 ? from - 1 : from);
    f.put(from, 0, right, look::reverse);
    f.paint(0, look::reverse);
    return f;
}

std::vector<text_line> lines_of_page(const std::vector<std::string>& paragraphs,
                                     std::size_t width) {
    text_block b(std::min(width, widest_prose));
    for (const auto& paragraph : paragraphs) {
        if (!b.lines().empty()) b.blank();
        b.prose(paragraph);
    }
    return b.lines();
}

key_help all_keys(const canvas& c) {
    return {
        {left_right(c), {"one step back, one step on", "退一步、进一步"}},
        {up_down(c), {"scroll the output", "滚动输出"}},
        {"n  p",
         {"the next printed line, the one before", "下一行输出、上一行输出"}},
        {"i  u", {"the next instant, the one before", "下一时刻、上一时刻"}},
        {"Home End", {"start and end of the run", "运行的开头、结尾"}},
        {std::string(key_space.in(c.language)) + " + -",
         {"play, faster, slower", "播放、加快、放慢"}},
        {"t", {"the whole context tree", "整棵 context 树"}},
        {"c", {"choose what happens next", "选择接下来发生什么"}},
        {"r", {"the first run again", "重来，回到最初的运行"}},
        {". b", {"blank", "黑屏"}},
        {"q", key_quit}};
}

}  // namespace

judged_walk::judged_walk(run_view run, judged_texts texts)
    : run_(std::move(run)), texts_(std::move(texts)) {
    if (!texts_.task.empty()) shown_ = page::task;
}

// -- the keys ----------------------------------------------------------------

void judged_walk::show(page p) {
    shown_ = p;
    scroll_ = 0;
    run_.pause();
}

bool judged_walk::has_why() const {
    return !texts_.why.empty() && is_at_fault();
}

walk_result judged_walk::go_on() {
    if (shown_ == page::why) return walk_result::finished;
    if (shown_ == page::task) {
        show(page::run);
    } else if (has_why()) {
        show(page::why);
    } else {
        return walk_result::nothing;
    }
    return walk_result::changed;
}

walk_result judged_walk::go_back() {
    const bool is_first =
        shown_ == page::task || (shown_ == page::run && texts_.task.empty());
    if (is_first) return walk_result::nothing;
    show(shown_ == page::why ? page::run : page::task);
    return walk_result::changed;
}

walk_result judged_walk::press_page(const key& k, const scrolling& drawn) {
    scroll_ = drawn.now;
    if (k.what == key::kind::page_down && drawn.now == drawn.last) {
        return go_on();
    }
    if (k.what == key::kind::page_up && drawn.now == 0) return go_back();
    if (const auto rows = scrolled_by(k, drawn)) {
        scroll_ = *rows;
        return walk_result::changed;
    }
    if (k.what == key::kind::right) return go_on();
    if (k.what == key::kind::left) return go_back();
    return walk_result::nothing;
}

walk_result judged_walk::press(const key& k, const scrolling& drawn) {
    if (k.what == key::kind::resized) return walk_result::changed;
    if (run_.overlay() != walk_overlay::none) {
        press_overlay(run_, k, drawn);
        return walk_result::changed;
    }
    const walk_result r =
        shown_ == page::run ? press_run(run_, k, drawn) : press_page(k, drawn);
    if (r != walk_result::nothing) return r;
    switch (k.what) {
        case key::kind::enter:
        case key::kind::tab:
        case key::kind::page_down:
            return go_on();
        case key::kind::backspace:
        case key::kind::page_up:
            return go_back();
        default:
            break;
    }
    if (character_of(k) == U'q') return walk_result::quit;
    return press_cover(run_, k);
}

// -- the picture -------------------------------------------------------------

drawn_screen judged_walk::draw_body(const canvas& c) const {
    if (run_.overlay() != walk_overlay::none) {
        return draw_overlay(run_, all_keys(c), c);
    }
    if (shown_ == page::run) {
        const std::string_view end_key =
            has_why()             ? enter_says_why.in(c.language)
            : texts_.task.empty() ? ""
                                  : choose_again.in(c.language);
        return draw_run(run_, end_key, c);
    }
    frame f(c.width, c.height);
    const auto& text = shown_ == page::task ? texts_.task : texts_.why;
    const auto drawn = draw_lines(lines_of_page(text, c.width - 2), scroll_,
                                  c.sized(c.width - 1, c.height));
    f.put(1, 0, drawn.picture);
    return {std::move(f), drawn.rows};
}

drawn_screen judged_walk::draw(const canvas& c) const {
    if (is_too_small(c)) return {draw_too_small(c), {scroll_, scroll_, 0}};
    if (run_.overlay() == walk_overlay::blank) {
        return {frame(c.width, c.height), {scroll_, scroll_, 0}};
    }
    const bool is_covered = run_.overlay() != walk_overlay::none;
    const bool has_headline = !texts_.headline.empty() && !is_covered;
    frame top(c.width, has_headline ? 2 : 1);
    top.put(0, 0, draw_title(texts_, c));
    if (has_headline) {
        top.put_cut(0, 1, texts_.headline, c.signs.more, texts_.as);
    }
    const drawn_screen body =
        draw_body(c.sized(c.width, c.height - 1 - top.height()));
    key_help keys;
    if (is_covered) {
        keys = keys_of_overlay(run_.overlay(), c);
    } else if (shown_ == page::run) {
        keys = keys_of_run(run_, has_why() ? &key_why : nullptr, c);
    } else {
        keys = {{up_down(c), key_scroll},
                {"Enter", shown_ == page::task ? the_run : key_done},
                {"?", key_keys},
                {"q", key_quit}};
    }
    return in_bars(top, body, keys, c);
}

}  // namespace ctxdemo
