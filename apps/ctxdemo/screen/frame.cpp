// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/frame.hpp"

#include <algorithm>

#include "apps/ctxdemo/screen/width.hpp"

namespace ctxdemo {

namespace {

std::string_view escape_of(look as) {
    switch (as) {
        case look::plain:
            return "\x1b[0m";
        case look::dim:
            return "\x1b[0;2m";
        case look::strong:
            return "\x1b[0;1m";
        case look::good:
            return "\x1b[0;32m";
        case look::bad:
            return "\x1b[0;31m";
        case look::accent:
            return "\x1b[0;36m";
        case look::keyword:
            return "\x1b[0;35m";
        case look::string:
            return "\x1b[0;32m";
        case look::reverse:
            return "\x1b[0;7m";
    }
    return "";
}

bool is_blank(const cell& c) { return c.bytes == " " && c.as != look::reverse; }

std::string line_of(const std::vector<cell>& row, bool colored) {
    const auto last = std::find_if_not(row.rbegin(), row.rend(), is_blank);
    std::string line;
    look now = look::plain;
    for (auto it = row.begin(); it != last.base(); ++it) {
        if (colored && it->as != now) line += escape_of(now = it->as);
        line += it->bytes;
    }
    if (now != look::plain) line += escape_of(look::plain);
    return line;
}

}  // namespace

std::size_t frame::put(std::size_t x, std::size_t y, std::string_view text,
                       look as, std::size_t end) {
    end = std::min(end, width_);
    if (y >= rows_.size()) return x;
    for (const auto& g : glyphs_of(text)) {
        if (x + g.width > end) break;
        clear_wide(x, y);
        if (g.width == 2) clear_wide(x + 1, y);
        rows_[y][x] = {std::string(g.bytes), as};
        if (g.width == 2) rows_[y][x + 1] = {"", as};
        x += g.width;
    }
    return x;
}

std::size_t frame::put_cut(std::size_t x, std::size_t y, std::string_view text,
                           std::string_view mark, look as, std::size_t end) {
    end = std::min(end, width_);
    const bool fits = x + width_of(text) <= end;
    x = put(x, y, text, as, fits || end == 0 ? end : end - 1);
    return fits ? x : put(x, y, mark, look::dim, end);
}

// Replaces the other half of a wide character at (x, y) by a blank.
void frame::clear_wide(std::size_t x, std::size_t y) {
    auto& row = rows_[y];
    if (row[x].bytes.empty() && x > 0) row[x - 1].bytes = " ";
    if (x + 1 < width_ && row[x + 1].bytes.empty()) row[x + 1].bytes = " ";
}

void frame::paint(std::size_t y, look as) {
    if (y >= rows_.size()) return;
    for (auto& c : rows_[y]) c.as = as;
}

void frame::put(std::size_t x, std::size_t y, const frame& other) {
    const std::size_t width =
        std::min(other.width(), width_ - std::min(x, width_));
    if (width == 0) return;
    for (std::size_t dy = 0; dy < other.height() && y + dy < height(); ++dy) {
        // Both edges may cut a wide character of this frame, and the right edge
        // one of the other.
        clear_wide(x, y + dy);
        clear_wide(x + width - 1, y + dy);
        for (std::size_t dx = 0; dx < width; ++dx) {
            rows_[y + dy][x + dx] = other.rows_[dy][dx];
        }
        const bool cut =
            width < other.width() && other.rows_[dy][width].bytes.empty();
        if (cut) rows_[y + dy][x + width - 1].bytes = " ";
    }
}

frame rows_from(const frame& f, std::size_t first, std::size_t count) {
    first = std::min(first, f.height());
    frame part(f.width(), std::min(count, f.height() - first));
    for (std::size_t y = 0; y < part.height(); ++y) {
        part.rows_[y] = f.rows_[first + y];
    }
    return part;
}

std::string to_text(const frame& f, bool colored) {
    std::string text;
    for (std::size_t y = 0; y < f.height(); ++y) {
        text += line_of(f.row(y), colored) + '\n';
    }
    return text;
}

}  // namespace ctxdemo
