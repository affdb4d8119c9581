// Two panes side by side, or one above the other below 72 columns. Each pane
// has its own place, because the two programs differ in length:
//
//     C++                         │Go
//       sleep_for(s.stop_after);  │  time.Sleep(stopAfter)
//     > cancel();                 │> cancel()
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "apps/ctxdemo/run/lesson_line.hpp"

namespace ctxdemo {

using lessons::lesson;
using lessons::marked_line;
using lessons::marked_lines;
using lessons::text_of;

namespace {

// Most lines of the lessons fit into half of this.
constexpr std::size_t side_by_side = 72;

// A pane with fewer rows has its title beside its first line.
constexpr std::size_t least_with_title = 4;

// Go's programs are indented with tabs.
std::string with_blanks_for_tabs(std::string_view text) {
    std::string line;
    for (const char ch : text) line += ch == '\t' ? "    " : std::string(1, ch);
    return line;
}

template <class P>
std::optional<std::size_t> find_line(const std::vector<marked_line>& lines,
                                     P matches) {
    const auto it = std::ranges::find_if(lines, matches, &marked_line::mark);
    if (it == lines.end()) return std::nullopt;
    return static_cast<std::size_t>(it - lines.begin());
}

std::optional<std::size_t> first_mark(const std::vector<marked_line>& lines) {
    return find_line(lines, [](const auto mark) { return !mark.empty(); });
}

// A program, and its part of the canvas.
struct pane {
    const char* title;
    const std::vector<marked_line>& lines;
    std::optional<std::size_t> at;
    std::size_t x, y, width, height;

    [[nodiscard]] std::size_t title_rows() const {
        return height < least_with_title ? 0 : 1;
    }
    [[nodiscard]] std::size_t rows() const {
        return height - std::min(height, title_rows());
    }
    [[nodiscard]] std::size_t last_top() const {
        return lines.size() - std::min(lines.size(), rows());
    }
    // The first visible line if nothing is scrolled: `at` is in the middle.
    [[nodiscard]] std::size_t first_top() const {
        const std::size_t line = at.value_or(0);
        return std::min(line - std::min(line, rows() / 2), last_top());
    }
};

std::vector<pane> panes_of(const code_pair& code, const code_view& view,
                           const canvas& c) {
    pane cpp{"C++", code.cpp(), view.at.cpp, 0, 0, c.width, c.height};
    pane go{"Go", code.go(), view.at.go, 0, 0, c.width, c.height};
    if (view.side == code_side::cpp) return {cpp};
    if (view.side == code_side::go) return {go};
    if (c.width < side_by_side) {
        go.y = cpp.height = c.height / 2;
        go.height = c.height - go.y;
    } else {
        cpp.width = (c.width - 1) / 2;
        go.x = cpp.width + 1;
        go.width = c.width - go.x;
    }
    return {cpp, go};
}

frame draw_pane(const pane& p, const code_view& view, const signs& s) {
    frame f(p.width, p.height);
    if (p.height == 0) return f;
    const std::size_t above = p.title_rows();
    const std::string title = above > 0 ? p.title : fmt::format(" {}", p.title);
    const std::size_t beside_title = p.width - std::min(title.size(), p.width);
    const std::size_t top = std::min(p.first_top() + view.scroll, p.last_top());
    for (std::size_t y = above; y < p.height; ++y) {
        const std::size_t line = top + y - above;
        if (line >= p.lines.size()) break;
        const bool current = view.pointed && p.at == line;
        if (current) f.put(0, y, s.pointer, look::accent);
        f.put_cut(2, y, with_blanks_for_tabs(p.lines[line].text), s.more,
                  current ? look::strong : look::plain,
                  y == 0 ? beside_title : p.width);
    }
    f.put(above > 0 ? 0 : beside_title, 0, title, look::dim);
    return f;
}

}  // namespace

code_pair::code_pair(const lesson& l)
    : lesson_(l.name),
      cpp_(marked_lines(text_of(l.name).cpp)),
      go_(marked_lines(text_of(l.name).go)) {}

code_place code_pair::place_of(const moment& m) const {
    const std::size_t number = lesson_line(m.at, lesson_);
    if (number == 0 || number > cpp_.size()) return {};
    const auto mark = cpp_[number - 1].mark;
    if (mark.empty()) return {number - 1, std::nullopt};
    return {number - 1,
            find_line(go_, [&](auto other) { return other == mark; })};
}

code_place code_pair::start() const {
    return {first_mark(cpp_), first_mark(go_)};
}

frame draw_code(const code_pair& code, const code_view& view, const canvas& c) {
    frame f(c.width, c.height);
    for (const pane& p : panes_of(code, view, c)) {
        f.put(p.x, p.y, draw_pane(p, view, c.signs));
        if (p.x == 0) continue;
        for (std::size_t y = 0; y < c.height; ++y) {
            f.put(p.x - 1, y, c.signs.bar, look::dim);
        }
    }
    return f;
}

code_extent extent_of(const code_pair& code, const code_view& view,
                      const canvas& c) {
    code_extent e{c.height, 0};
    for (const pane& p : panes_of(code, view, c)) {
        e.rows = std::min(e.rows, p.rows());
        e.scroll = std::max(e.scroll, p.last_top() - p.first_top());
    }
    return e;
}

}  // namespace ctxdemo
