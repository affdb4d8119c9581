// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/plain.hpp"

#include <fmt/core.h>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/timeline.hpp"
#include "apps/ctxdemo/views/tree.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

using lessons::marked_line;

namespace {

std::string text_of_lines(const std::vector<text_line>& lines) {
    std::string out;
    for (const auto& line : lines) out += line.text + '\n';
    return out;
}

std::string heading(const walk& w, walk_screen s) {
    return fmt::format("=== {}: {} ===\n\n", w.of().name,
                       title_of(s).in(w.in()));
}

std::string idea(const walk& w, std::size_t width) {
    const auto& prose = w.prose();
    text_block b(width);
    b.prose(prose.title);
    b.prose(prose.summary);
    b.prose(prose.section);
    b.blank();
    b.prose(prose.idea);
    return text_of_lines(b.lines());
}

std::string code(const char* language, const std::vector<marked_line>& lines) {
    std::string out = fmt::format("--- {} ---\n", language);
    for (const auto& line : lines) {
        std::string text(line.text);
        text.erase(text.find_last_not_of(' ') + 1);
        out += text + '\n';
    }
    return out;
}

// A line for each step: when, who, what, and on which line of the C++ program.
std::string steps(const walk& w) {
    std::string out;
    const recording& r = w.shown();
    for (std::size_t i = 1; i <= r.events.size(); ++i) {
        const moment m = moment_at(r, i);
        const auto at = w.code().place_of(m).cpp;
        out += fmt::format(
            "{:>4}  {}  {}{}\n", i, seconds_of(m.time),
            describe_step(m, w.in()),
            at ? fmt::format("  ({}.cpp:{})", w.of().name, *at + 1) : "");
    }
    return out;
}

std::string run(const walk& w, std::size_t width, const signs& s) {
    const recording& r = w.shown();
    const moment end = moment_at(r, r.events.size());
    std::string out = steps(w) + '\n';
    out += to_text(draw_timeline(r, r.events.size(), width, s), false) + '\n';
    out += to_text(draw_tree(end, width, s), false);
    out += fmt::format("\n{}\n", output_heading.in(w.in()));
    for (const auto& line : end.output) out += "    " + line + '\n';
    const std::string ending = describe_ending(r, w.limit(), w.in());
    return ending.empty() ? out : out + ending + '\n';
}

}  // namespace

std::string plain_walk(const walk& w, std::size_t width, const signs& s) {
    const std::string programs =
        code("C++", w.code().cpp()) + '\n' + code("Go", w.code().go()) + '\n';
    return heading(w, walk_screen::idea) + idea(w, width) + '\n' +
           heading(w, walk_screen::predict) + programs +
           text_of_lines(question(w, width, s)) + '\n' +
           heading(w, walk_screen::run) + run(w, width, s) + '\n' +
           heading(w, walk_screen::explain) +
           text_of_lines(explanation(w, width, s));
}

}  // namespace ctxdemo
