// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/parts.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/screen/prose_lines.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::lines_of;

void text_block::prose(std::string_view text, look as) {
    for (auto& filled : prose_lines(text, width_)) line(std::move(filled), as);
}

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
    for (const auto& filled :
         prose_lines(text, width_ > used ? width_ - used : 1)) {
        line(begin + filled, as);
        begin.assign(used, ' ');
    }
}

frame draw_lines(const std::vector<text_line>& lines, std::size_t scroll,
                 std::size_t width, std::size_t height, const signs& s) {
    frame f(width, height);
    const std::size_t most = lines.size() > height ? lines.size() - height : 0;
    const std::size_t top = std::min(scroll, most);
    for (std::size_t y = 0; y < height && top + y < lines.size(); ++y) {
        const auto& line = lines[top + y];
        f.put_cut(0, y, line.text, s.more, line.as);
    }
    if (height == 0 || width == 0) return f;
    if (top > 0) f.put(width - 1, 0, s.up, look::accent);
    if (top < most) f.put(width - 1, height - 1, s.down, look::accent);
    return f;
}

namespace {

constexpr bilingual too_small_text{
    "The terminal must have at least 40 columns, 16 rows.",
    "终端至少要 40 列、16 行。"};

}  // namespace

frame draw_too_small(language l, std::size_t width, std::size_t height,
                     const signs& s) {
    text_block b(width);
    b.prose(too_small_text.in(l));
    return draw_lines(b.lines(), 0, width, height, s);
}

const bilingual& title_of(walk_screen s) noexcept {
    static constexpr bilingual idea{"Idea", "思路"};
    static constexpr bilingual predict{"Predict", "猜一猜"};
    static constexpr bilingual run{"Run", "运行"};
    static constexpr bilingual explain{"Explain", "解释"};
    switch (s) {
        case walk_screen::idea:
            return idea;
        case walk_screen::predict:
            return predict;
        case walk_screen::run:
            return run;
        case walk_screen::explain:
            break;
    }
    return explain;
}

frame draw_top(const walk& w, const std::string& left, std::size_t width,
               const signs& s) {
    frame f(width, 1);
    const std::string right =
        w.of().name + " - " + std::string(title_of(w.screen()).in(w.in())) +
        ' ' + std::to_string(static_cast<int>(w.screen()) + 1) + "/4 ";
    const std::size_t from =
        width > width_of(right) ? width - width_of(right) : 0;
    f.put_cut(1, 0, left, s.more, look::reverse, from > 1 ? from - 1 : from);
    f.put(from, 0, right, look::reverse);
    f.paint(0, look::reverse);
    return f;
}

namespace {

constexpr std::size_t key_gap = 2;  // between two keys

std::size_t width_of_key(const key_help::value_type& k, language l) {
    return width_of(k.first) + 1 + width_of(k.second.in(l)) + key_gap;
}

// As many as fit, the last two first.
key_help keys_that_fit(const key_help& keys, language l, std::size_t width) {
    const std::size_t kept = std::min<std::size_t>(keys.size(), 2);
    const auto last = keys.end() - static_cast<std::ptrdiff_t>(kept);
    std::size_t used = 0;
    for (auto k = last; k != keys.end(); ++k) used += width_of_key(*k, l);
    key_help fit;
    for (auto k = keys.begin(); k != last; ++k) {
        used += width_of_key(*k, l);
        if (used > width + key_gap) break;
        fit.push_back(*k);
    }
    fit.insert(fit.end(), last, keys.end());
    return fit;
}

}  // namespace

std::string answer_keys(const walk& w, bool briefly) {
    const std::size_t count = w.prose().predict.answers.size();
    const auto letter = [](std::size_t i) {
        return static_cast<char>('a' + static_cast<char>(i));
    };
    if (briefly) return fmt::format("a-{}", letter(count - 1));
    std::string all = "a";
    for (std::size_t i = 1; i < count; ++i)
        all += fmt::format(" {}", letter(i));
    return all;
}

frame draw_keys(const key_help& keys, language l, std::size_t width) {
    frame f(width, 1);
    std::size_t x = 0;
    for (const auto& [key, what] : keys_that_fit(keys, l, width)) {
        x = f.put(x, 0, key, look::accent);
        x = f.put(x + 1, 0, what.in(l), look::dim) + key_gap;
    }
    return f;
}

std::string in_a_line(const std::string& transcript, const signs& s) {
    std::string all;
    for (const auto& line : lines_of(transcript)) {
        if (!all.empty()) all += fmt::format(" {} ", s.next_line);
        all += line;
    }
    return all;
}

}  // namespace ctxdemo
