// The screens with text: idea, predict, explain. Idea and explain are one text
// that scrolls. Predict has two parts:
//
//     ─ C++ ───────────┬─ Go ─────────     the programs, on the rows that the
//         cancel();    │      cancel()     question leaves
//     ────────────────────────────────
//      What is printed?                    the question; if its answers do not
//      $ ctxdemo cancel                    fit, each output is cut to one line,
//        a  The worker stops at once       or none if that hides a difference
//           worker ⏎ over
//
// Down scrolls the question to its end, and then the programs.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <ctx/duration.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/screen/rule.hpp"
#include "apps/ctxdemo/views/choice_text.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/walk/answers.hpp"
#include "apps/ctxdemo/walk/parts.hpp"
#include "apps/ctxdemo/walk/try_command.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::agrees;
using lessons::answer;
using lessons::bilingual;
using lessons::language;
using lessons::lines_of;

namespace {

constexpr bilingual answer_first{"Answer first: {}. To skip it: s.",
                                 "请先回答：{}。按 s 跳过。"};
constexpr bilingual end_vote_first{"End the vote first: v.",
                                   "请先结束投票：v。"};
constexpr bilingual right_text{"Right: {}.", "对了，是 {}。"};
constexpr bilingual wrong_text{"Not quite. You answered {}.",
                               "不对。你选的是 {}。"};
constexpr bilingual not_answered{"You have not answered.", "你没有回答。"};
constexpr bilingual possible_too{
    "Go may print this, too; here it does not by default.",
    "Go 也可能打印成这样；这里默认不会。"};
constexpr bilingual outputs_of_go{"Go may print {} outputs",
                                  "Go 可能打印 {} 种输出"};
constexpr bilingual outputs_in_virtual_time{
    "In virtual time there are {} possible outputs",
    "在虚拟时间里，可能的输出有 {} 种"};
constexpr bilingual see_explore{"{}; see: ctxdemo explore",
                                "{}；见：ctxdemo explore"};
constexpr bilingual only_output{"This is the only output that Go may print.",
                                "Go 只可能打印这一种输出。"};
constexpr bilingual only_in_virtual_time{
    "In virtual time this is the only possible output.",
    "在虚拟时间里，只可能有这一种输出。"};
constexpr bilingual only_within{
    "This is the only output in {}; --for ends the program then.",
    "{} 之内只有这一种输出；到时 --for 就结束程序。"};
constexpr bilingual your_answer{
    "In your run {}: that is answer {}, and Go may print it, too.",
    "在你这次运行里，{}：这就是回答 {}，Go 也可能这样打印。"};
constexpr bilingual your_same_answer{
    "In your run {}, and it printed the same as by default: answer {}.",
    "在你这次运行里，{}，打印的和默认的一样：回答 {}。"};
constexpr bilingual your_other_output{
    "In your run {}. Go may print what it printed, too; no answer says so.",
    "在你这次运行里，{}。Go 也可能这样打印，不过没有这个回答。"};
constexpr bilingual no_answer_fits{
    "With these flags no answer is right. The run printed:",
    "用这些参数，没有一个回答是对的。运行打印了："};
constexpr bilingual run_by_number{"The number of a command runs it.",
                                  "按编号运行命令。"};
constexpr bilingual watch_for{"What to watch for", "要点"};
constexpr bilingual in_cpp{"In C++", "C++ 里"};
constexpr bilingual to_try{"Try", "试一试"};
constexpr bilingual now_write{"Now write it", "现在自己写"};
constexpr bilingual now_break{"Now break it", "现在让它出错"};

// Rows that the programs get on predict, however long the question is.
constexpr std::size_t least_code = 7;

canvas for_prose(const canvas& c) {
    return c.sized(std::min(c.width - 2, widest_prose), c.height);
}

// Draws a text that scrolls, with a blank column at its left.
drawn_screen draw_text(const walk& w, const std::vector<text_line>& lines,
                       const canvas& c) {
    frame f(c.width, c.height);
    const auto text =
        draw_lines(lines, w.scroll(), c.sized(c.width - 1, c.height));
    f.put(1, 0, text.picture);
    return {std::move(f), text.rows};
}

std::string command_line(const std::vector<std::string>& words) {
    return "ctxdemo " + shell_line(words);
}

// Adds the votes for an answer, as a bar that is as long as there is room for
// the answer with the most votes.
void add_votes(text_block& b, const walk& w, std::size_t i, const canvas& c) {
    constexpr std::size_t widest_bar = 40;
    const auto votes = w.votes();
    if (votes.empty()) return;
    const std::size_t most = std::max<std::size_t>(std::ranges::max(votes), 1);
    const std::size_t room =
        std::min(b.width() - std::min<std::size_t>(b.width(), 10), widest_bar);
    std::string bar = "     ";
    const std::size_t length = most <= room ? votes[i] : votes[i] * room / most;
    for (std::size_t k = 0; k < length; ++k) bar += c.signs.vote;
    b.line(fmt::format("{} {}", bar, votes[i]), look::accent);
}

void add_answer(text_block& b, const walk& w, std::size_t i, bool whole,
                const canvas& c) {
    const auto& answers = prose_of(w, c).predict.answers;
    const bool given = w.given_answer() == i;
    b.item(fmt::format("{} {}  ", given ? c.signs.pointer : " ", letter_of(i)),
           answers[i].claim, given ? look::strong : look::plain);
    add_output(b, answers, i, whole || given, c.signs);
    add_votes(b, w, i, c);
}

// Returns the question with the first `count` of its answers. If `whole`, each
// answer shows its whole output.
text_block asked(const walk& w, std::size_t count, bool whole,
                 const canvas& c) {
    const auto& predict = prose_of(w, c).predict;
    text_block b(c.width);
    b.prose(predict.question);
    b.item("$ ", command_line(w.program().command), look::accent);
    for (std::size_t i = 0; i < count; ++i) add_answer(b, w, i, whole, c);
    return b;
}

// Says what the user chose in the shown run, and which answer that is.
void add_choices_made(text_block& b, const walk& w, const canvas& c) {
    if (w.choices_made().empty()) return;
    std::vector<std::string> made;
    for (const std::size_t i : w.choices_made()) {
        const auto& all = w.shown_run().choices;
        if (i < all.size()) {
            made.push_back(choice_taken(w.shown_run(), all[i], c.language));
        }
    }
    const auto what = list_of(made, c.language);
    const std::size_t answer = w.answer_of_shown_run();
    if (answer >= w.answer_count()) {
        b.prose(filled(your_other_output, c.language, what));
    } else {
        b.prose(
            filled(answer == w.right_answer() ? your_same_answer : your_answer,
                   c.language, what, letter_of(answer)));
    }
    b.blank();
}

void add_verdict(text_block& b, const walk& w, const canvas& c) {
    if (w.right_answer() >= w.answer_count()) {
        b.prose(no_answer_fits.in(c.language), look::strong);
        const std::string output = output_of(w.usual_run());
        for (const auto line : lines_of(output)) {
            b.line("    " + std::string(line));
        }
        return;
    }
    if (!w.given_answer()) {
        return b.prose(not_answered.in(c.language), look::strong);
    }
    b.prose(filled(w.is_right() ? right_text : wrong_text, c.language,
                   letter_of(*w.given_answer())),
            w.is_right() ? look::good : look::bad);
}

void add_answers(text_block& b, const walk& w, const canvas& c) {
    const auto& answers = prose_of(w, c).predict.answers;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const bool right = i == w.right_answer();
        b.blank();
        b.item(fmt::format("{} {}  ",
                           right ? c.signs.right_answer : c.signs.wrong_answer,
                           letter_of(i)),
               answers[i].claim, right ? look::good : look::plain);
        add_output(b, answers, i, right || w.given_answer() == i, c.signs);
        b.item("     ", answers[i].why);
        if (!right && is_possible(w, answers[i])) {
            b.item("     ", possible_too.in(c.language), look::accent);
        }
    }
}

void add_output_count(text_block& b, const walk& w, const canvas& c) {
    const std::string count = output_count(w, c.language);
    if (count.empty()) return;
    b.blank();
    b.prose(count);
}

// Adds the exercises and the puzzles of the lesson, with the numbers that
// follow those of the suggestions before.
void add_exercises(text_block& b, const walk& w, const canvas& c) {
    const auto all = suggestions_of(w.lesson());
    for (std::size_t i = prose_of(w, c).to_try.size(); i < all.size(); ++i) {
        const bool is_puzzle = all[i][1] == "break";
        b.item(fmt::format("{} {}{}$ ", i + 1,
                           (is_puzzle ? now_break : now_write).in(c.language),
                           colon.in(c.language)),
               command_line(all[i]), look::accent);
    }
}

// The network takes real time, in which Go may print other outputs, too.
bool uses_network(const walk& w) {
    return !w.usual_run().names.network.empty();
}

// Predict is divided into the programs and the question.
struct predict_layout {
    bool whole = false;            // each answer shows its whole output
    std::vector<text_line> lines;  // of the question
    canvas code;
    canvas question;

    [[nodiscard]] std::size_t hidden() const {
        return lines.size() - question.height;
    }
};

predict_layout layout_of(const walk& w, const canvas& c) {
    const canvas text = c.sized(c.width - 2, c.height);
    // One row is for the rule, and the last for the request to answer first.
    const std::size_t height = c.height - (w.asks_for_answer() ? 2 : 1);
    const std::size_t most = height - std::min(height, least_code);
    bool whole = true;
    auto lines = question(w, text);
    // The right answer differs from each other answer, and often in too many
    // lines for one row. If it alone were whole, its form would give it away.
    const auto& answers = prose_of(w, c).predict.answers;
    if (lines.size() > most && fit_in_rows(answers, text.width, c.signs)) {
        whole = false;
        lines = asked(w, w.answer_count(), whole, text).lines();
    }
    const std::size_t rows = std::min(lines.size(), most);
    return {whole, std::move(lines), c.sized(c.width, height - rows),
            c.sized(c.width - 1, rows)};
}

// Returns the scroll nearest to `scroll` at which the given answer is visible.
std::size_t reveal_answer(const walk& w, const predict_layout& l,
                          std::size_t scroll) {
    const canvas text = l.code.sized(l.code.width - 2, l.code.height);
    const auto row_of = [&](std::size_t answer) {
        return asked(w, answer, l.whole, text).lines().size();
    };
    const std::size_t begin = row_of(*w.given_answer());
    const std::size_t end = row_of(*w.given_answer() + 1);
    const std::size_t height = l.question.height;
    return std::min(std::max(scroll, end - std::min(end, height)), begin);
}

}  // namespace

bool is_possible(const walk& w, const answer& a) {
    return std::ranges::any_of(w.all_outputs()->all, [&](const transcript& t) {
        return agrees(a, t.text);
    });
}

std::string possible_outputs(const walk& w, std::string_view count,
                             language l) {
    return filled(uses_network(w) ? outputs_in_virtual_time : outputs_of_go, l,
                  count);
}

std::string output_count(const walk& w, language l) {
    const transcripts& outputs = *w.all_outputs();
    if (outputs.all.empty()) return "";
    if (outputs.all.size() == 1 && outputs.complete) {
        // The limit is --for, which Go does not have. A longer run may print
        // other outputs.
        return w.limit()
                   ? filled(only_within, l, ctx::format_duration(*w.limit()))
                   : std::string(
                         (uses_network(w) ? only_in_virtual_time : only_output)
                             .in(l));
    }
    const auto count =
        fmt::format("{}{}", outputs.all.size(), outputs.complete ? "" : "+");
    return filled(see_explore, l, possible_outputs(w, count, l)) + ' ' +
           shell_line(w.program().command);
}

std::vector<text_line> idea(const walk& w, const canvas& c) {
    const auto& prose = prose_of(w, c);
    text_block b(c.width);
    b.prose(prose.summary, look::strong);
    b.prose(prose.section, look::dim);
    b.blank();
    b.prose(prose.idea);
    return b.lines();
}

drawn_screen draw_idea(const walk& w, const canvas& c) {
    return draw_text(w, idea(w, for_prose(c)), c);
}

std::vector<text_line> question(const walk& w, const canvas& c) {
    return asked(w, w.answer_count(), true, c).lines();
}

drawn_screen draw_predict(const walk& w, const canvas& c) {
    const auto l = layout_of(w, c);
    code_view view{
        .side = w.side(), .at = w.code().own().start(), .pointed = false};
    const code_extent code = extent_of(w.code().own(), view, l.code);
    std::size_t scroll = std::min(w.scroll(), l.hidden() + code.scroll);
    if (w.reveals_answer()) {
        scroll = reveal_answer(w, l, std::min(scroll, l.hidden()));
    }
    const std::size_t question_scroll = std::min(scroll, l.hidden());
    view.scroll = scroll - question_scroll;

    frame f(c.width, c.height);
    f.put(0, 0, draw_code(w.code().own(), view, l.code));
    f.put(0, l.code.height, draw_rule("", c.width, c.signs));
    f.put(1, l.code.height + 1,
          draw_lines(l.lines, question_scroll, l.question).picture);
    if (w.asks_for_answer()) {
        const auto what = w.is_voting()
                              ? std::string(end_vote_first.in(c.language))
                              : filled(answer_first, c.language,
                                       "a-" + letter_of(w.answer_count() - 1));
        f.put_cut(1, c.height - 1, what, c.signs.more, look::bad);
    }
    const std::size_t seen =
        l.hidden() > 0 ? std::min(code.rows, l.question.height) : code.rows;
    return {std::move(f), {scroll, l.hidden() + code.scroll, page_of(seen)}};
}

std::vector<text_line> explanation(const walk& w, const canvas& c,
                                   bool has_keys) {
    const auto& prose = prose_of(w, c);
    text_block b(c.width);
    add_choices_made(b, w, c);
    add_verdict(b, w, c);
    b.item("$ ", command_line(w.program().command), look::accent);
    add_answers(b, w, c);
    add_output_count(b, w, c);
    b.heading(watch_for.in(c.language));
    b.prose(prose.watch);
    b.heading(in_cpp.in(c.language));
    b.prose(prose.in_cpp);
    b.heading(to_try.in(c.language));
    if (has_keys) b.prose(run_by_number.in(c.language), look::dim);
    for (std::size_t i = 0; i < prose.to_try.size(); ++i) {
        b.item(fmt::format("{} $ ", i + 1), prose.to_try[i].line, look::accent);
        b.item("    ", prose.to_try[i].text);
    }
    add_exercises(b, w, c);
    return b.lines();
}

drawn_screen draw_explain(const walk& w, const canvas& c) {
    return draw_text(w, explanation(w, for_prose(c), true), c);
}

}  // namespace ctxdemo
