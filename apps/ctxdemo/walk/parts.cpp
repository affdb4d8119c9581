// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/ctxdemo/lines.hpp"
#include "apps/ctxdemo/views/prose_lines.hpp"
#include "apps/ctxdemo/views/width.hpp"

namespace ctxdemo {

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
        f.put(0, y, line.text, line.as);
    }
    if (height == 0 || width == 0) return f;
    if (top > 0) f.put(width - 1, 0, s.up, look::accent);
    if (top < most) f.put(width - 1, height - 1, s.down, look::accent);
    return f;
}

frame draw_too_small(language l, std::size_t width, std::size_t height,
                     const signs& s) {
    text_block b(width);
    b.prose(text(say::too_small, l));
    return draw_lines(b.lines(), 0, width, height, s);
}

frame draw_top(const walk& w, const std::string& left, std::size_t width) {
    frame f(width, 1);
    const auto screen = static_cast<say>(static_cast<int>(say::idea) +
                                         static_cast<int>(w.screen()));
    const std::string right =
        w.of().name + " - " + std::string(text(screen, w.in())) + ' ' +
        std::to_string(static_cast<int>(w.screen()) + 1) + "/4 ";
    const std::size_t from =
        width > width_of(right) ? width - width_of(right) : 0;
    f.put(1, 0, left, look::reverse, from);
    f.put(from, 0, right, look::reverse);
    f.paint(0, look::reverse);
    return f;
}

frame draw_keys(const key_help& keys, language l, std::size_t width) {
    frame f(width, 1);
    std::size_t x = 0;
    for (const auto& [key, what] : keys) {
        const auto words = text(what, l);
        if (x + width_of(key) + 1 + width_of(words) > width) break;
        x = f.put(x, 0, key, look::accent);
        x = f.put(x + 1, 0, words, look::dim) + 2;
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
