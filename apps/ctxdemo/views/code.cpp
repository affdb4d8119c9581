// Two panes side by side, or one alone where two do not fit. Each pane has its
// own place, because the two programs differ in length:
//
//     ─ C++ ──────────────────────┬─ Go ─────────────────────
//       sleep_for(s.stop_after);  │  time.Sleep(stopAfter)
//     > cancel();                 │> cancel()
//
// A line is known by its place in the file. The lines of a pane are those that
// are no plumbing, so a pane translates places to lines of its own.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/code.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/screen/rule.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lines.hpp"
#include "lessons/support/plumbing.hpp"

namespace ctxdemo {

using lessons::marked_line;

namespace {

// Nearly all lines of the lessons that take a step fit into half of this.
constexpr std::size_t side_by_side = 110;

// A pane with fewer rows has its title beside its first line.
constexpr std::size_t least_with_title = 4;

// The columns for the pointer and a blank.
constexpr std::size_t margin = 2;

// Go's programs are indented with tabs.
std::string with_blanks_for_tabs(std::string_view text) {
    std::string line;
    for (const char ch : text) line += ch == '\t' ? "    " : std::string(1, ch);
    return line;
}

// Returns the lines of a learner's program, which are drawn as they are.
std::vector<marked_line> unmarked_lines(std::string_view source) {
    std::vector<marked_line> lines;
    for (const auto text : lessons::lines_of(source))
        lines.push_back({text, {}});
    return lines;
}

code_pair::lines code_lines(std::string_view source, code_language l,
                            bool is_lesson) {
    const auto marked =
        is_lesson ? lessons::marked_lines(source) : unmarked_lines(source);
    const auto plumbing = is_lesson ? lessons::plumbing_of(marked)
                                    : std::vector<bool>(marked.size());
    code_pair::lines lines;
    lexer parts(l);
    for (std::size_t i = 0; i < marked.size(); ++i) {
        const auto text = marked[i].text;
        lines.push_back({marked[i], parts.next(text),
                         width_of(with_blanks_for_tabs(text)), plumbing[i]});
    }
    return lines;
}

std::size_t indentation_of(const code_line& line) {
    const std::string text = with_blanks_for_tabs(line.text);
    return std::min(text.find_first_not_of(' '), text.size());
}

// Writes a line without its first `skipped` columns, which are blanks. Returns
// true if the line fits up to column `end`.
bool put_line(frame& f, std::size_t x, std::size_t y, const code_line& line,
              std::size_t skipped, std::size_t end) {
    const bool fits = x + line.columns - skipped <= end;
    std::string_view rest = line.text;
    for (const auto& part : line.parts) {
        std::string text = with_blanks_for_tabs(rest.substr(0, part.size));
        rest.remove_prefix(part.size);
        const std::size_t blanks = std::min(skipped, text.size());
        skipped -= blanks;
        x = f.put(x, y, text.substr(blanks), part.as, end - (fits ? 0 : 1));
    }
    return fits;
}

template <class P>
std::optional<std::size_t> find_line(const code_pair::lines& lines, P matches) {
    const auto it = std::ranges::find_if(lines, matches, &code_line::mark);
    if (it == lines.end()) return std::nullopt;
    return static_cast<std::size_t>(it - lines.begin());
}

std::optional<std::size_t> first_mark(const code_pair::lines& lines) {
    return find_line(lines, [](const auto mark) { return !mark.empty(); });
}

bool has(const std::vector<std::size_t>& all, std::size_t line) {
    return std::ranges::find(all, line) != all.end();
}

// A program, and its part of the canvas.
struct pane {
    std::string title;
    std::vector<const code_line*> lines;  // those that are drawn
    std::optional<std::size_t> at;        // in `lines`
    std::vector<std::size_t> marked;      // in `lines`
    std::size_t x, width, height;

    [[nodiscard]] std::size_t title_rows() const {
        return height < least_with_title ? 0 : 1;
    }
    [[nodiscard]] std::size_t rows() const { return height - title_rows(); }
    [[nodiscard]] std::size_t last_top() const {
        return lines.size() - std::min(lines.size(), rows());
    }
    // The first visible line if nothing is scrolled: `at` is in the middle.
    [[nodiscard]] std::size_t first_top() const {
        const std::size_t line = at.value_or(0);
        return std::min(line - std::min(line, rows() / 2), last_top());
    }
};

pane pane_of(std::string title, const code_pair::lines& lines,
             std::optional<std::size_t> at,
             const std::vector<std::size_t>& marked, const canvas& c) {
    pane p{std::move(title), {}, {}, {}, 0, c.width, c.height};
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].is_plumbing) continue;
        if (at == i) p.at = p.lines.size();
        if (has(marked, i)) p.marked.push_back(p.lines.size());
        p.lines.push_back(&lines[i]);
    }
    return p;
}

std::vector<pane> panes_of(const code_pair& code, const code_view& view,
                           const canvas& c) {
    const auto title = [&](const char* language, const std::string& name) {
        return view.named ? fmt::format("{}: {}", language, name) : language;
    };
    const std::string& name = code.source().name;
    pane cpp =
        pane_of(title("C++", name), code.cpp(), view.at.cpp, view.marked, c);
    if (code.go().empty()) return {cpp};
    const std::string folder = name.substr(0, name.rfind('/') + 1);
    pane go =
        pane_of(title("Go", folder + "main.go"), code.go(), view.at.go, {}, c);
    if (view.side == code_side::go) return {go};
    if (view.side == code_side::cpp || !both_fit(c.width)) return {cpp};
    cpp.width = (c.width - 1) / 2;
    go.x = cpp.width + 1;
    go.width = c.width - go.x;
    return {cpp, go};
}

// Draws a line up to column `end`.
void draw_line(frame& f, std::size_t y, const code_line& line, bool current,
               std::size_t end, const signs& s) {
    const std::size_t width = margin + line.columns;
    const std::size_t too_long = width - std::min(width, end);
    const std::size_t skipped =
        current ? std::min(too_long, indentation_of(line)) : 0;
    const bool fits = put_line(f, margin, y, line, skipped, end);
    if (!fits && end > 0) f.put(end - 1, y, s.more, look::dim);
    if (!current) return;
    f.put(0, y, s.pointer);
    f.paint(y, look::reverse);
}

frame draw_pane(const pane& p, const code_view& view, const signs& s) {
    frame f(p.width, p.height);
    const std::size_t above = p.title_rows();
    if (above > 0) f.put(0, 0, draw_rule(p.title, p.width, s));
    const std::size_t top = std::min(p.first_top() + view.scroll, p.last_top());
    const std::size_t edge = p.width - std::min<std::size_t>(p.width, 1);
    const look as = view.pointed ? look::dim : look::accent;
    for (std::size_t y = above; y < p.height; ++y) {
        const std::size_t line = top + y - above;
        if (line >= p.lines.size()) break;
        const bool more_above = y == above && top > 0;
        const bool more_below = y + 1 == p.height && top < p.last_top();
        if (has(p.marked, line)) f.put(0, y, s.wrong_answer, look::bad);
        draw_line(f, y, *p.lines[line], view.pointed && p.at == line,
                  more_above || more_below ? edge : p.width, s);
        if (more_above) f.put(edge, y, s.up, as);
        if (more_below) f.put(edge, y, s.down, as);
    }
    // A pane without a row for its title has the file's name in its first line.
    const std::size_t title = width_of(p.title) + 1;
    if (above == 0 && view.named && title < edge) {
        f.put(edge - title, 0, ' ' + p.title, look::dim);
    }
    return f;
}

// Draws the line to the left of a pane.
void draw_left_edge(frame& f, const pane& p, const signs& s) {
    for (std::size_t y = 0; y < f.height(); ++y) {
        f.put(p.x - 1, y, y < p.title_rows() ? s.rule_to_bar : s.bar,
              look::dim);
    }
}

}  // namespace

bool both_fit(std::size_t width) noexcept { return width >= side_by_side; }

code_side next_side(code_side now, bool both_fit) noexcept {
    if (now == code_side::go) {
        return both_fit ? code_side::both : code_side::cpp;
    }
    const bool shows_cpp_alone = now == code_side::cpp || !both_fit;
    return shows_cpp_alone ? code_side::go : code_side::cpp;
}

code_pair::code_pair(const program_source& s)
    : source_(&s),
      cpp_(code_lines(s.cpp, code_language::cpp, s.is_lesson)),
      go_(code_lines(s.go, code_language::go, s.is_lesson)) {}

code_place code_pair::place_of(const moment& m) const {
    const std::size_t number = source_->line_of(m.at);
    if (number == 0 || number > cpp_.size()) return {};
    const auto mark = cpp_[number - 1].mark;
    if (mark.empty()) return {number - 1, std::nullopt};
    return {number - 1,
            find_line(go_, [&](auto other) { return other == mark; })};
}

code_place code_pair::start() const {
    return {first_mark(cpp_), first_mark(go_)};
}

code_book::code_book(const program_source& own, const recording& r)
    : sources_(r.names.sources) {
    pairs_.emplace_back(own);
    for (const auto& e : r.events) {
        const program_source* const s = source_at(e.where, *sources_);
        if (s && !find(s)) pairs_.emplace_back(*s);
    }
}

const code_pair* code_book::find(const program_source* s) const {
    const auto it = std::ranges::find_if(
        pairs_, [&](const code_pair& p) { return &p.source() == s; });
    return it == pairs_.end() ? nullptr : &*it;
}

const code_pair& code_book::at(const moment& m) const {
    const code_pair* const found = find(source_at(m.at, *sources_));
    return found ? *found : own();
}

frame draw_code(const code_pair& code, const code_view& view, const canvas& c) {
    frame f(c.width, c.height);
    for (const pane& p : panes_of(code, view, c)) {
        f.put(p.x, 0, draw_pane(p, view, c.signs));
        if (p.x > 0) draw_left_edge(f, p, c.signs);
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

frame draw_program(const code_pair::lines& lines) {
    std::size_t width = 0;
    for (const auto& line : lines) width = std::max(width, line.columns);
    frame f(width, lines.size());
    for (std::size_t y = 0; y < lines.size(); ++y) {
        put_line(f, 0, y, lines[y], 0, width);
    }
    return f;
}

}  // namespace ctxdemo
