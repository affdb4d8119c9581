// The screens with text: idea, predict, explain.
// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "apps/ctxdemo/lines.hpp"
#include "apps/ctxdemo/texts.hpp"
#include "apps/ctxdemo/views/width.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

namespace {

// Prose is not read well in longer lines.
constexpr std::size_t widest_prose = 80;

// What is left of the programs must still show something.
constexpr std::size_t least_code = 7;

std::string letter(std::size_t i) {
    return std::string(1, static_cast<char>('a' + i));
}

std::size_t prose_width(std::size_t width) {
    return std::min(width - 2, widest_prose);
}

std::string command_line(const std::vector<std::string>& words) {
    std::string line = "$ ctxdemo";
    for (const auto& word : words) line += ' ' + word;
    return line;
}

// In a line if it fits in one. Else all of it is there where it matters.
void add_transcript(text_block& b, const std::string& transcript, bool whole,
                    const signs& s) {
    constexpr const char* indent = "     ";
    const std::string line = in_a_line(transcript, s);
    if (transcript.empty()) return;
    if (width_of(line) + width_of(indent) <= b.width()) {
        b.line(indent + line, look::dim);
    } else if (whole) {
        for (const auto& each : lines_of(transcript)) {
            b.item(indent, each, look::dim);
        }
    } else {
        b.line(fmt::format("{}{} {} {}", indent, lines_of(transcript)[0],
                           s.next_line, s.more),
               look::dim);
    }
}

void add_answer(text_block& b, const walk& w, std::size_t i, const signs& s) {
    const answer& a = w.prose().predict.answers[i];
    const bool given = w.answer() == i;
    b.item(fmt::format("{} {}  ", given ? s.pointer : " ", letter(i)), a.claim,
           given ? look::strong : look::plain);
    add_transcript(b, a.transcript, given, s);
}

void add_verdict(text_block& b, const walk& w) {
    if (!w.answer()) {
        b.line(std::string(text(say::not_answered, w.in())), look::strong);
    } else if (w.is_right()) {
        b.line(std::string(text(say::right, w.in())), look::good);
    } else {
        b.line(std::string(text(say::wrong, w.in())), look::bad);
    }
}

bool is_legal(const walk& w, const answer& a) {
    return std::ranges::any_of(
        w.legal()->all, [&](const transcript& t) { return agrees(a, t.text); });
}

void add_answers(text_block& b, const walk& w, const signs& s) {
    const auto& answers = w.prose().predict.answers;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const bool right = i == w.right_answer();
        b.blank();
        b.item(fmt::format("{} {}  ", right ? s.right : s.wrong, letter(i)),
               answers[i].claim, right ? look::good : look::plain);
        add_transcript(b, answers[i].transcript, right || w.answer() == i, s);
        b.item("     ", answers[i].why);
        if (!right && is_legal(w, answers[i])) {
            b.item("     ", text(say::legal_too, w.in()), look::accent);
        }
    }
}

void add_legal(text_block& b, const walk& w) {
    if (w.legal()->all.empty()) return;
    b.blank();
    if (w.legal()->all.size() == 1 && w.legal()->complete) {
        b.prose(text(say::only_output, w.in()));
        return;
    }
    std::string line = fmt::format("{}{} {}", w.legal()->all.size(),
                                   w.legal()->complete ? "" : "+",
                                   text(say::other_outputs, w.in()));
    for (const auto& word : w.prose().predict.command) line += ' ' + word;
    b.prose(line);
}

}  // namespace

frame draw_idea(const walk& w, std::size_t width, std::size_t height,
                const signs& s) {
    const auto& prose = w.prose();
    text_block b(prose_width(width));
    b.prose(prose.summary, look::strong);
    b.prose(prose.section, look::dim);
    b.blank();
    b.prose(prose.idea);
    frame f(width, height);
    f.put(1, 0, draw_lines(b.lines(), w.scroll(), width - 1, height, s));
    return f;
}

std::vector<text_line> question(const walk& w, std::size_t width,
                                const signs& s) {
    const auto& predict = w.prose().predict;
    text_block b(width);
    b.prose(predict.question);
    b.line(command_line(predict.command), look::accent);
    for (std::size_t i = 0; i < predict.answers.size(); ++i) {
        add_answer(b, w, i, s);
    }
    return b.lines();
}

// The question below the programs, which get what room is left, but some.
frame draw_predict(const walk& w, std::size_t width, std::size_t height,
                   const signs& s) {
    const auto lines = question(w, width - 2, s);
    const std::size_t asked =
        std::min(lines.size(), height > least_code ? height - least_code : 0);
    const std::size_t code = height - asked;
    frame f(width, height);
    // What is below scrolls first; then the programs do.
    const std::size_t hidden = lines.size() - asked;
    const std::size_t below = std::min(w.scroll(), hidden);
    f.put(0, 0,
          draw_code(w.code(),
                    {.side = w.side(),
                     .at = w.code().start(),
                     .scroll = w.scroll() - below,
                     .pointed = false},
                    width, code, s));
    f.put(1, code, draw_lines(lines, below, width - 1, asked, s));
    return f;
}

std::vector<text_line> explanation(const walk& w, std::size_t width,
                                   const signs& s) {
    const auto& prose = w.prose();
    text_block b(width);
    add_verdict(b, w);
    b.line(command_line(prose.predict.command), look::accent);
    add_answers(b, w, s);
    add_legal(b, w);
    b.heading(text(say::watch_for, w.in()));
    b.prose(prose.watch);
    b.heading(text(say::in_cpp, w.in()));
    b.prose(prose.in_cpp);
    b.heading(text(say::to_try, w.in()));
    for (const auto& suggestion : prose.to_try) {
        b.line("$ " + std::string(suggestion.line), look::accent);
        b.item("    ", suggestion.text);
    }
    return b.lines();
}

frame draw_explain(const walk& w, std::size_t width, std::size_t height,
                   const signs& s) {
    frame f(width, height);
    f.put(1, 0,
          draw_lines(explanation(w, prose_width(width), s), w.scroll(),
                     width - 1, height, s));
    return f;
}

}  // namespace ctxdemo
