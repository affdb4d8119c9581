// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/commands/watch_page.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "apps/ctxdemo/screen/prose_lines.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

using lessons::bilingual;

namespace {

constexpr bilingual judging{"judging", "正在判"};
constexpr bilingual not_yet{"not yet", "还没对"};
constexpr bilingual is_right{"solved", "解出来了"};
constexpr bilingual no_verdict{"no verdict", "没有结论"};
constexpr bilingual compiling{
    "{} is compiled, and run under every schedule. The first time takes a few "
    "seconds longer.",
    "正在编译 {}，并用每一种调度运行它。第一次要多等几秒。"};

// The rows of the bar at the top and of the keys.
constexpr std::size_t bars = 2;

const bilingual& state_of(const watch_page& w) {
    if (w.is_judging) return judging;
    if (!w.found) return no_verdict;
    return w.found->kind == verdict_kind::solved ? is_right : not_yet;
}

frame draw_bar(const watch_page& w, const canvas& c) {
    frame f(c.width, 1);
    const auto right =
        fmt::format("{} - {} ", w.file, state_of(w).in(c.language));
    const std::size_t from = c.width - std::min(c.width, width_of(right));
    f.put_cut(1, 0, w.of.text(c.language).title, c.signs.more, look::reverse,
              from > 1 ? from - 1 : from);
    f.put(from, 0, right, look::reverse);
    f.paint(0, look::reverse);
    return f;
}

std::vector<text_line> joined(std::vector<text_line> above,
                              std::vector<text_line> below) {
    above.insert(above.end(), std::make_move_iterator(below.begin()),
                 std::make_move_iterator(below.end()));
    return above;
}

std::vector<text_line> verdict_lines(const watch_page& w, const canvas& c) {
    text_block b(c.width);
    if (!w.note.empty()) {
        b.prose(w.note, look::accent);
        b.blank();
    }
    if (!w.problem.empty()) {
        b.prose(w.problem, look::bad);
    } else if (!w.found || !w.judged) {
        b.prose(filled(compiling, c.language, w.file), look::dim);
    } else {
        return joined(b.lines(), verdict_text(*w.found, *w.judged,
                                              {.in = c.language,
                                               .width = c.width,
                                               .signs = c.signs,
                                               .with_commands = false}));
    }
    return b.lines();
}

std::vector<text_line> lines_of_task(const watch_page& w, const canvas& c) {
    text_block b(c.width);
    b.line(std::string(w.of.text(c.language).title), look::strong);
    b.blank();
    return joined(b.lines(), task_lines(w.of, c.language, c.width));
}

std::vector<text_line> lines_of_hints(const watch_page& w, const canvas& c) {
    std::vector<text_line> all;
    for (std::size_t i = 1; i <= w.hints; ++i) {
        if (i > 1) all.emplace_back("");
        for (auto& line : hint_lines(w.of, i, c.language, c.width)) {
            all.push_back(std::move(line));
        }
    }
    return all;
}

std::vector<text_line> body_of(const watch_page& w, const canvas& c) {
    switch (w.body) {
        case watch_body::task:
            return lines_of_task(w, c);
        case watch_body::hints:
            return lines_of_hints(w, c);
        case watch_body::solution:
            return program_lines(w.of.solution);
        case watch_body::verdict:
            break;
    }
    return verdict_lines(w, c);
}

key_help keys_of(const watch_page& w, const canvas& c) {
    key_help keys;
    if (w.body != watch_body::verdict) {
        keys.push_back({"Esc", {"the verdict", "结论"}});
    }
    if (w.is_solved) keys.push_back({"n", {"next exercise", "下一个练习"}});
    if (can_walk(w)) keys.push_back({"w", {"walk", "一步一步看"}});
    keys.push_back({"h", {"hint", "提示"}});
    if (w.is_solved) keys.push_back({"s", {"solution", "解答"}});
    if (!w.is_solved) keys.push_back({"n", {"next exercise", "下一个练习"}});
    keys.push_back({"t", {"task", "任务"}});
    keys.push_back(
        {fmt::format("{}{}", c.signs.up, c.signs.down), {"scroll", "滚动"}});
    keys.push_back({"q", key_quit});
    return keys;
}

}  // namespace

bool can_walk(const watch_page& w) noexcept {
    return !w.is_judging && w.found && can_be_walked(w.found->kind);
}

drawn_screen draw_watch(const watch_page& w, const canvas& c) {
    if (is_too_small(c)) return {draw_too_small(c), {w.scroll, w.scroll, 0}};
    frame f(c.width, c.height);
    f.put(0, 0, draw_bar(w, c));
    const canvas inner = c.sized(c.width - 1, c.height - bars);
    const auto body = draw_lines(
        body_of(w, inner.sized(std::min<std::size_t>(inner.width - 1, 100),
                               inner.height)),
        w.scroll, inner);
    f.put(1, 1, body.picture);
    f.put(0, c.height - 1, draw_keys(keys_of(w, c), c));
    return {std::move(f), body.rows};
}

}  // namespace ctxdemo
