// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/parts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "apps/ctxdemo/screen/prose_lines.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::lines_of;
using lessons::text_of;

void text_block::prose(std::string_view text, look as) { item("", text, as); }

void text_block::line(std::string text, look as) {
    lines_.push_back({std::move(text), as});
}

void text_block::heading(std::string_view text) {
    if (!lines_.empty()) blank();
    line(std::string(text), look::strong);
}

void text_block::item(std::string_view lead, std::string_view text, look as) {
    std::string begin(lead);
    const std::size_t used = width_of(lead);
    for (auto& filled :
         prose_lines(text, width_ > used ? width_ - used : 1, as)) {
        if (used > 0) filled.parts.insert(filled.parts.begin(), {begin, as});
        lines_.push_back(std::move(filled));
        begin.assign(used, ' ');
    }
}

namespace {

// Draws a line up to column `room`. A line that is cut ends with a mark.
void put_line(frame& f, std::size_t y, const text_line& line, std::size_t room,
              const canvas& c) {
    const bool fits = width_of(line.text()) <= room;
    const std::size_t end = fits || room == 0 ? room : room - 1;
    std::size_t x = 0;
    for (const auto& part : line.parts) {
        x = f.put(x, y, part.text, part.as, end);
    }
    if (!fits) f.put(x, y, c.signs.more, look::dim);
}

}  // namespace

drawn_screen draw_lines(const std::vector<text_line>& lines, std::size_t scroll,
                        const canvas& c) {
    frame f(c.width, c.height);
    const std::size_t last = lines.size() - std::min(lines.size(), c.height);
    const std::size_t top = std::min(scroll, last);
    const std::size_t edge = c.width - std::min<std::size_t>(c.width, 1);
    for (std::size_t y = 0; y < c.height && top + y < lines.size(); ++y) {
        const bool above = y == 0 && top > 0;
        const bool below = y + 1 == c.height && top < last;
        put_line(f, y, lines[top + y], above || below ? edge : c.width, c);
        if (above) f.put(edge, y, c.signs.up, look::accent);
        if (below) f.put(edge, y, c.signs.down, look::accent);
    }
    return {std::move(f), {top, last, page_of(c.height)}};
}

std::size_t page_of(std::size_t rows) noexcept {
    return std::max<std::size_t>(rows, 3) - 2;
}

bool is_too_small(const canvas& c) noexcept {
    return c.width < least_width || c.height < least_height;
}

frame draw_too_small(const canvas& c) {
    static constexpr bilingual text{
        "The terminal must have at least 40 columns and 16 rows.",
        "终端至少要 40 列、16 行。"};
    text_block b(c.width);
    b.prose(text.in(c.language));
    return draw_lines(b.lines(), 0, c).picture;
}

const bilingual& title_of(walk_screen s) noexcept {
    static constexpr bilingual titles[] = {{"Idea", "思路"},
                                           {"Predict", "猜一猜"},
                                           {"Run", "运行"},
                                           {"Explain", "解释"}};
    return titles[static_cast<std::size_t>(s)];
}

const lessons::lesson_prose& prose_of(const walk& w, const canvas& c) {
    return text_of(w.lesson().name).prose(c.language);
}

frame draw_top(const walk& w, const canvas& c) {
    frame f(c.width, 1);
    const std::string right = fmt::format("{} - {} {}/4 ", w.lesson().name,
                                          title_of(w.screen()).in(c.language),
                                          static_cast<int>(w.screen()) + 1);
    const std::size_t from = c.width - std::min(c.width, width_of(right));
    f.put_cut(1, 0, prose_of(w, c).title, c.signs.more, look::reverse,
              from > 1 ? from - 1 : from);
    f.put(from, 0, right, look::reverse);
    f.paint(0, look::reverse);
    return f;
}

std::string letter_of(std::size_t answer) {
    return std::string(1, static_cast<char>('a' + answer));
}

namespace {

constexpr std::size_t key_gap = 2;  // between two keys

std::size_t width_of_key(const key_help::value_type& k, language l) {
    return width_of(k.first) + 1 + width_of(k.second.in(l)) + key_gap;
}

// Returns the last three keys, and as many of the others as fit before them.
key_help keys_that_fit(const key_help& keys, const canvas& c) {
    const auto last =
        keys.end() - std::min<std::ptrdiff_t>(std::ssize(keys), 3);
    std::size_t used = 0;
    for (auto k = last; k != keys.end(); ++k) {
        used += width_of_key(*k, c.language);
    }
    key_help fit;
    for (auto k = keys.begin(); k != last; ++k) {
        used += width_of_key(*k, c.language);
        if (used > c.width + key_gap) break;
        fit.push_back(*k);
    }
    fit.insert(fit.end(), last, keys.end());
    return fit;
}

}  // namespace

frame draw_keys(const key_help& keys, const canvas& c) {
    frame f(c.width, 1);
    std::size_t x = 0;
    for (const auto& [key, what] : keys_that_fit(keys, c)) {
        x = f.put(x, 0, key, look::accent);
        x = f.put(x + 1, 0, what.in(c.language), look::dim) + key_gap;
    }
    return f;
}

drawn_screen in_bars(const frame& top, const drawn_screen& body,
                     const key_help& keys, const canvas& c) {
    frame f(c.width, c.height);
    f.put(0, 0, top);
    f.put(0, top.height(), body.picture);
    f.put(0, c.height - 1, draw_keys(keys, c));
    return {std::move(f), body.rows};
}

std::string up_down(const canvas& c) {
    return fmt::format("{}{}", c.signs.up, c.signs.down);
}

std::string left_right(const canvas& c) {
    return fmt::format("{} {}", c.signs.left, c.signs.right);
}

key_help keys_of_run(const run_view& w, const bilingual* enter,
                     const canvas& c) {
    key_help keys;
    if (!w.ways().empty()) keys.push_back({"c", {"choose", "选择"}});
    const key_help steps = {
        {left_right(c), {"step", "单步"}},
        {"n", {"next line", "下一行输出"}},
        {"i", {"next instant", "下一时刻"}},
        {std::string(key_space.in(c.language)), {"play", "播放"}}};
    keys.insert(keys.end(), steps.begin(), steps.end());
    if (!w.code().own().go().empty()) keys.push_back({"g", key_code});
    keys.push_back({"t", {"tree", "树"}});
    keys.push_back({"r", {"again", "重来"}});
    if (enter) keys.push_back({"Enter", *enter});
    keys.push_back({"?", key_keys});
    keys.push_back({"q", key_quit});
    return keys;
}

std::string in_a_line(const std::string& output, const signs& s) {
    std::string all;
    for (const auto& line : lines_of(output)) {
        if (!all.empty()) all += fmt::format(" {} ", s.line_break);
        all += line;
    }
    return all;
}

}  // namespace ctxdemo
