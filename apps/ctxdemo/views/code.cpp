// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace ctxdemo {

using lessons::lesson;
using lessons::marked_line;
using lessons::marked_lines;
using lessons::text_of;

namespace {

// Panes side by side need as much as a line of the lessons is mostly long.
constexpr std::size_t side_by_side = 72;

// Where there are fewer rows, a title has none of its own.
constexpr std::size_t titled = 4;

// As it is shown: tabs, which are Go's, as blanks.
std::string shown_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        if (c == '\t') {
            line += "    ";
        } else {
            line += c;
        }
    }
    return line;
}

std::optional<std::size_t> line_of_mark(const std::vector<marked_line>& lines,
                                        std::string_view mark) {
    const auto it = std::ranges::find(lines, mark, &marked_line::mark);
    if (mark.empty() || it == lines.end()) return std::nullopt;
    return static_cast<std::size_t>(it - lines.begin());
}

std::optional<std::size_t> first_mark(const std::vector<marked_line>& lines) {
    const auto it = std::ranges::find_if(
        lines, [](const auto& line) { return !line.mark.empty(); });
    if (it == lines.end()) return std::nullopt;
    return static_cast<std::size_t>(it - lines.begin());
}

// The first line to show, so that `at` is well within.
std::size_t top_line(std::size_t lines, std::size_t at, std::size_t scroll,
                     std::size_t height) {
    const std::size_t above = height / 2;
    const std::size_t top = (at > above ? at - above : 0) + scroll;
    return std::min(top, lines > height ? lines - height : 0);
}

std::size_t rows_above(std::size_t height) { return height < titled ? 0 : 1; }

struct pane {
    const char* title;
    const std::vector<marked_line>& lines;
    std::optional<std::size_t> at;
};

frame draw_pane(const pane& p, const code_view& view, std::size_t width,
                std::size_t height, const signs& s) {
    frame f(width, height);
    if (height == 0) return f;
    const std::size_t above = rows_above(height);
    const std::size_t rows = height - above;
    const std::string title = above > 0 ? p.title : fmt::format(" {}", p.title);
    const std::size_t beside_title = width - std::min(title.size(), width);
    const std::size_t top =
        top_line(p.lines.size(), p.at.value_or(0), view.scroll, rows);
    for (std::size_t y = 0; y < rows && top + y < p.lines.size(); ++y) {
        const bool current = view.pointed && p.at == top + y;
        if (current) f.put(0, y + above, s.pointer, look::accent);
        f.put_cut(2, y + above, shown_line(p.lines[top + y].text), s.more,
                  current ? look::strong : look::plain,
                  y + above == 0 ? beside_title : width);
    }
    f.put(above > 0 ? 0 : beside_title, 0, title, look::dim);
    return f;
}

}  // namespace

code_pair::code_pair(const lesson& l)
    // With its folder: lessons/support/http has a server.cpp as well.
    : file_(fmt::format("/{0}/{0}.cpp", l.name)),
      cpp_(marked_lines(text_of(l.name).cpp)),
      go_(marked_lines(text_of(l.name).go)) {}

code_place code_pair::place_of(const moment& m) const {
    if (!m.last) return {};
    ctx::location at = m.last->where;
    if (at.line() == 0) {
        // The end of a goroutine has no line of its own: its last one will do.
        const auto g = std::ranges::find(m.goroutines, m.last->goroutine,
                                         &goroutine_now::id);
        if (g == m.goroutines.end()) return {};
        at = g->at;
    }
    const bool ours = std::string_view(at.file_name()).ends_with(file_);
    if (!ours || at.line() == 0 || at.line() > cpp_.size()) return {};
    const std::size_t line = at.line() - 1;
    return {line, line_of_mark(go_, cpp_[line].mark)};
}

code_place code_pair::start() const {
    return {first_mark(cpp_), first_mark(go_)};
}

std::size_t lines_seen(code_side side, std::size_t width, std::size_t height) {
    const bool stacked = side == code_side::both && width < side_by_side;
    const std::size_t rows = stacked ? height / 2 : height;
    return rows - std::min(rows, rows_above(rows));
}

frame draw_code(const code_pair& code, const code_view& view, std::size_t width,
                std::size_t height, const signs& s) {
    const pane cpp{"C++", code.cpp(), view.at.cpp};
    const pane go{"Go", code.go(), view.at.go};
    if (view.side == code_side::cpp) {
        return draw_pane(cpp, view, width, height, s);
    }
    if (view.side == code_side::go) {
        return draw_pane(go, view, width, height, s);
    }
    frame f(width, height);
    if (width < side_by_side) {
        const std::size_t half = height / 2;
        f.put(0, 0, draw_pane(cpp, view, width, half, s));
        f.put(0, half, draw_pane(go, view, width, height - half, s));
        return f;
    }
    const std::size_t half = (width - 1) / 2;
    f.put(0, 0, draw_pane(cpp, view, half, height, s));
    f.put(half + 1, 0, draw_pane(go, view, width - half - 1, height, s));
    for (std::size_t y = 0; y < height; ++y) f.put(half, y, s.bar, look::dim);
    return f;
}

}  // namespace ctxdemo
