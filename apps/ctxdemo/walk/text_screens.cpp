// The screens with text: idea, predict, explain.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <ctx/duration.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/walk/answers.hpp"
#include "apps/ctxdemo/walk/parts.hpp"

namespace ctxdemo {

using lessons::agrees;
using lessons::answer;
using lessons::bilingual;

namespace {

constexpr bilingual answer_first{"Answer first: {}. To skip it: s.",
                                 "请先回答：{}。按 s 跳过。"};
constexpr bilingual right_text{"Right: {}.", "对了，是 {}。"};
constexpr bilingual wrong_text{"Not quite. You answered {}.",
                               "不对。你选的是 {}。"};
constexpr bilingual not_answered{"You have not answered.", "你没有回答。"};
constexpr bilingual legal_too{
    "Go may print this, too; here it does not by default.",
    "Go 也可能打印成这样；这里默认不会。"};
constexpr bilingual other_outputs{
    "Go may print {} outputs; see: ctxdemo explore",
    "Go 可能打印 {} 种输出；见：ctxdemo explore"};
constexpr bilingual only_output{"This is the only output that Go may print.",
                                "Go 只可能打印这一种输出。"};
constexpr bilingual only_within{
    "This is the only output in {}; --for ends the program then.",
    "{} 之内只有这一种输出；到时 --for 就结束程序。"};
constexpr bilingual watch_for{"What to watch for", "要点"};
constexpr bilingual in_cpp{"In C++", "C++ 里"};
constexpr bilingual to_try{"Try", "试一试"};

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
    std::string line = "ctxdemo";
    for (const auto& word : words) line += ' ' + word;
    return line;
}

void add_answer(text_block& b, const walk& w, std::size_t i, bool whole,
                const signs& s) {
    const answer& a = w.prose().predict.answers[i];
    const bool given = w.answer() == i;
    b.item(fmt::format("{} {}  ", given ? s.pointer : " ", letter(i)), a.claim,
           given ? look::strong : look::plain);
    add_transcript(b, w.prose().predict.answers, i, whole || given, s);
}

// What is asked, with the first `count` of its answers.
text_block asked(const walk& w, std::size_t width, std::size_t count,
                 bool whole, const signs& s) {
    const auto& predict = w.prose().predict;
    text_block b(width);
    b.prose(predict.question);
    b.item("$ ", command_line(predict.command), look::accent);
    for (std::size_t i = 0; i < count; ++i) add_answer(b, w, i, whole, s);
    return b;
}

void add_verdict(text_block& b, const walk& w) {
    const auto verdict = [&](const bilingual& what, look as) {
        b.prose(fmt::format(fmt::runtime(what.in(w.in())),
                            letter(w.answer().value_or(0))),
                as);
    };
    if (!w.answer()) {
        verdict(not_answered, look::strong);
    } else if (w.is_right()) {
        verdict(right_text, look::good);
    } else {
        verdict(wrong_text, look::bad);
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
        add_transcript(b, answers, i, right || w.answer() == i, s);
        b.item("     ", answers[i].why);
        if (!right && is_legal(w, answers[i])) {
            b.item("     ", legal_too.in(w.in()), look::accent);
        }
    }
}

void add_legal(text_block& b, const walk& w) {
    if (w.legal()->all.empty()) return;
    b.blank();
    if (w.legal()->all.size() == 1 && w.legal()->complete) {
        // A limit is none of Go's, and what it cuts off might still come.
        b.prose(w.limit() ? fmt::format(fmt::runtime(only_within.in(w.in())),
                                        ctx::format_duration(*w.limit()))
                          : std::string(only_output.in(w.in())));
        return;
    }
    const std::string count = fmt::format("{}{}", w.legal()->all.size(),
                                          w.legal()->complete ? "" : "+");
    std::string line =
        fmt::format(fmt::runtime(other_outputs.in(w.in())), count);
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
    const std::size_t count = w.prose().predict.answers.size();
    return asked(w, width, count, true, s).lines();
}

namespace {

// How the screen predict is divided: the programs, and what is asked.
struct predict_layout {
    bool whole = false;  // there is room for all that each answer claims
    std::vector<text_line> lines;
    std::size_t asked = 0;  // how many of them are seen
    std::size_t code = 0;   // rows

    [[nodiscard]] std::size_t hidden() const { return lines.size() - asked; }
};

predict_layout layout_of(const walk& w, std::size_t width, std::size_t height,
                         const signs& s) {
    const std::size_t count = w.prose().predict.answers.size();
    // A line for what is said to whoever goes on without an answer.
    if (w.is_urged()) --height;
    const std::size_t most = height > least_code ? height - least_code : 0;
    predict_layout l;
    l.whole = asked(w, width - 2, count, true, s).lines().size() <= most;
    l.lines = asked(w, width - 2, count, l.whole, s).lines();
    l.asked = std::min(l.lines.size(), most);
    l.code = height - l.asked;
    return l;
}

}  // namespace

// The question below the programs, which get what room is left, but some.
frame draw_predict(const walk& w, std::size_t width, std::size_t height,
                   const signs& s) {
    const auto l = layout_of(w, width, height, s);
    frame f(width, height);
    // What is below scrolls first; then the programs do.
    const std::size_t below = std::min(w.scroll(), l.hidden());
    f.put(0, 0,
          draw_code(w.code(),
                    {.side = w.side(),
                     .at = w.code().start(),
                     .scroll = w.scroll() - below,
                     .pointed = false},
                    width, l.code, s));
    f.put(1, l.code, draw_lines(l.lines, below, width - 1, l.asked, s));
    if (w.is_urged()) {
        f.put_cut(1, height - 1,
                  fmt::format(fmt::runtime(answer_first.in(w.in())),
                              answer_keys(w, true)),
                  s.more, look::bad);
    }
    return f;
}

std::size_t page_of(const walk& w, std::size_t width, std::size_t height,
                    const signs& s) {
    std::size_t seen = height;
    if (w.screen() == walk_screen::predict) {
        const auto l = layout_of(w, width, height, s);
        seen = lines_seen(w.side(), width, l.code);
        if (l.hidden() > 0) seen = std::min(seen, l.asked);
    }
    return std::max<std::size_t>(seen, 3) - 2;
}

void scroll_to_answer(walk& w, std::size_t width, std::size_t height,
                      const signs& s) {
    if (w.screen() != walk_screen::predict || !w.answer()) return;
    const auto l = layout_of(w, width, height, s);
    const auto row_of = [&](std::size_t i) {
        return asked(w, width - 2, i, l.whole, s).lines().size();
    };
    const std::size_t begin = row_of(*w.answer());
    const std::size_t end = row_of(*w.answer() + 1);
    std::size_t below = std::min(w.scroll(), l.hidden());
    if (end > below + l.asked) below = end - l.asked;
    if (begin < below) below = begin;
    w.scroll_to(below);
}

std::vector<text_line> explanation(const walk& w, std::size_t width,
                                   const signs& s) {
    const auto& prose = w.prose();
    text_block b(width);
    add_verdict(b, w);
    b.item("$ ", command_line(prose.predict.command), look::accent);
    add_answers(b, w, s);
    add_legal(b, w);
    b.heading(watch_for.in(w.in()));
    b.prose(prose.watch);
    b.heading(in_cpp.in(w.in()));
    b.prose(prose.in_cpp);
    b.heading(to_try.in(w.in()));
    for (const auto& suggestion : prose.to_try) {
        b.item("$ ", suggestion.line, look::accent);
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
