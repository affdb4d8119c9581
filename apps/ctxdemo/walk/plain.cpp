// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/plain.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/columns.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/timeline.hpp"
#include "apps/ctxdemo/views/tree.hpp"
#include "apps/ctxdemo/walk/parts.hpp"
#include "lessons/support/lines.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::printable;

namespace {

constexpr bilingual output_heading{"output:", "输出："};

std::string text_of_lines(const std::vector<text_line>& lines) {
    std::string out;
    for (const auto& line : lines) out += line.text() + '\n';
    return out;
}

std::string heading(const walk& w, walk_screen s, const canvas& c) {
    return fmt::format("=== {}{}{} ===\n\n", w.lesson().name,
                       colon.in(c.language), title_of(s).in(c.language));
}

std::string code(const char* title, const code_pair::lines& lines) {
    std::string out = fmt::format("--- {} ---\n", title);
    for (const auto& line : lines) {
        std::string text(line.text);
        text.erase(text.find_last_not_of(' ') + 1);
        out += text + '\n';
    }
    return out;
}

// Returns the lines that are marked in the run, each once: "x a.cpp:9  n++;".
std::string marks(const run_view& w, const canvas& c) {
    std::string out;
    for (const auto& m : lines_marked_in(w, true)) {
        const auto lines = lessons::lines_of(m.source->cpp);
        if (m.line > lines.size()) continue;
        auto text = lines[m.line - 1];
        text.remove_prefix(
            std::min(text.find_first_not_of(" \t"), text.size()));
        const auto line =
            fmt::format("{} {}:{}  {}\n", c.signs.wrong_answer,
                        m.source->file(), m.line, printable(text));
        if (out.find(line) == out.npos) out += line;
    }
    return out.empty() ? out : out + '\n';
}

// A line for each step, broken if it is too long: the number, the time, the
// sentence, and the line of the C++ program.
std::string steps(const run_view& w, const canvas& c) {
    std::string out;
    for (moments m(w.shown_run()); m.next();) {
        const auto label =
            fmt::format("{:>4}  {}  ", m.now().step, seconds_of(m.now().time));
        auto text = printable(caption(m.now(), c.language));
        // Time that goes on happens at no line.
        if (!m.now().last.empty()) {
            const code_pair& code = w.code().at(m.now());
            if (const auto at = code.place_of(m.now()).cpp) {
                text += fmt::format("  ({}:{})", code.source().file(), *at + 1);
            }
        }
        out += width_of(label + text) <= c.width
                   ? label + text + '\n'
                   : beside(label, width_of(label), text, c.width);
    }
    return out;
}

}  // namespace

std::string plain_run(const run_view& w, const canvas& c) {
    const recording& r = w.shown_run();
    const moment end = moment_at(r, r.steps.size());
    std::string out = steps(w, c) + '\n' + marks(w, c);
    out += to_text(draw_timeline(r, r.steps.size(), c), false) + '\n';
    for (const auto& line : legend_lines(c.width, c)) out += line + '\n';
    out += '\n';
    out += to_text(draw_tree(end, c), false);
    out += fmt::format("\n{}\n", output_heading.in(c.language));
    for (const auto& line : end.output) out += "    " + printable(line) + '\n';
    const std::string ending = ending_of(w, c.language);
    return ending.empty() ? out : out + ending + '\n';
}

std::string plain_walk(const walk& w, const canvas& c) {
    const std::string programs = code("C++", w.code().own().cpp()) + '\n' +
                                 code("Go", w.code().own().go()) + '\n';
    return heading(w, walk_screen::idea, c) +
           fmt::format("{}\n", prose_of(w, c).title) +
           text_of_lines(idea(w, c)) + '\n' +
           heading(w, walk_screen::predict, c) + programs +
           text_of_lines(question(w, c)) + '\n' +
           heading(w, walk_screen::run, c) + plain_run(w, c) + '\n' +
           heading(w, walk_screen::explain, c) +
           text_of_lines(explanation(w, c, false));
}

}  // namespace ctxdemo
