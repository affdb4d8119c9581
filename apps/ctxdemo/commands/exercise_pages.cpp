// The list of exercises, and the page of one.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <cstddef>

#include "apps/ctxdemo/commands/exercise.hpp"
#include "apps/ctxdemo/commands/help_text.hpp"
#include "apps/ctxdemo/screen/columns.hpp"
#include "apps/ctxdemo/screen/prose_lines.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/lexer.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::all_exercises;
using lessons::all_puzzles;
using lessons::bilingual;
using lessons::exercise;
using lessons::language;
using lessons::puzzle;

namespace {

constexpr bilingual about{
    "You write the code. ctxdemo compiles it, and runs it under every "
    "schedule: in each order in which its goroutines can take turns.",
    "代码由你来写。ctxdemo 编译它，并用每一种调度运行它：也就是各个 goroutine "
    "轮流执行的每一种先后顺序。"};
constexpr bilingual how_to_start{"How to start:", "怎样开始："};
constexpr bilingual show_task{"what to do", "要做什么"};
constexpr bilingual start_file{"write the file to begin with, {}.cpp",
                               "写出开头的文件 {}.cpp"};
constexpr bilingual watch_file{
    "judge the file each time you save it; keys give hints",
    "每次保存就判一次；按键可看提示"};
constexpr bilingual check_file{"judge the file once", "判一次"};
constexpr bilingual walk_file{"see its run step by step, on your lines",
                              "在你自己的代码上，一步一步地看它运行"};
constexpr bilingual give_hint{"a hint; {} of {} given",
                              "一条提示；{1} 条中已给 {0} 条"};
constexpr bilingual see_solution{"the solution", "解答"};
constexpr bilingual exercises_heading{"Programs to mend, by lesson:",
                                      "要改好的程序，按课排列："};
constexpr bilingual puzzles_heading{
    "Programs to break. Each goes wrong on few schedules. You choose what "
    "happens next, until it does:",
    "要弄坏的程序。它们只在少数调度里出错；由你选择接下来发生什么，直到出错："};
constexpr bilingual break_it{"choose the schedule that breaks it",
                             "选出让它出错的调度"};
constexpr bilingual break_line{"ctxdemo exercise break {}",
                               "ctxdemo exercise break {}"};
constexpr bilingual solved_count{"Solved: {0} of {1}.",
                                 "{1} 个中解出了 {0} 个。"};
constexpr bilingual of_lesson{"An exercise of the lesson {}.",
                              "{} 这一课的练习。"};
constexpr bilingual is_solved{"You have solved it.", "你已经解出来了。"};
constexpr bilingual to_begin{"To begin:", "开始："};
constexpr bilingual hint_of{"Hint {} of {}", "第 {} 条提示，共 {} 条"};

template <class Task>
bool is_solved_in(const exercise_map& done, const Task& t) {
    const auto it = done.find(std::string(t.name));
    return it != done.end() && it->second.solved;
}

/// Returns "[x] stop-two".
template <class Task>
std::string marked_name(const exercise_map& done, const Task& t) {
    return fmt::format("[{}] {}", is_solved_in(done, t) ? 'x' : ' ', t.name);
}

std::string paragraph(std::string_view text, const page& p) {
    return beside("", 0, text, p.width);
}

std::string line(const char* action, std::string_view name) {
    return fmt::format("ctxdemo exercise {}{}{}", action,
                       *action == '\0' ? "" : " ", name);
}

std::vector<help_row> first_steps(const exercise& e, language in) {
    return {{line("", e.name), std::string(show_task.in(in))},
            {line("start", e.name), filled(start_file, in, e.name)},
            {line("watch", e.name), std::string(watch_file.in(in))},
            {line("check", e.name), std::string(check_file.in(in))}};
}

std::string count_of(std::size_t solved, std::size_t all, const page& p) {
    return paragraph(filled(solved_count, p.in, solved, all), p);
}

/// Returns the exercises below the names of their lessons.
std::string mending_table(const exercise_map& done, const page& p) {
    std::vector<help_row> rows;
    std::string_view lesson;
    std::size_t solved = 0;
    for (const auto& e : all_exercises()) {
        if (e.lesson != lesson) rows.push_back({std::string(e.lesson), ""});
        lesson = e.lesson;
        rows.push_back(
            {"  " + marked_name(done, e), std::string(e.text(p.in).summary)});
        if (is_solved_in(done, e)) ++solved;
    }
    return help_heading(exercises_heading, p) + help_table(rows, p) +
           count_of(solved, all_exercises().size(), p);
}

std::string breaking_table(const exercise_map& done, const page& p) {
    if (all_puzzles().empty()) return "";
    std::vector<help_row> rows;
    std::size_t solved = 0;
    for (const auto& e : all_puzzles()) {
        rows.push_back(
            {marked_name(done, e), std::string(e.text(p.in).summary)});
        if (is_solved_in(done, e)) ++solved;
    }
    const auto first = all_puzzles().front().name;
    return '\n' + help_heading(puzzles_heading, p) + help_table(rows, p) +
           help_table({{line("break", first), std::string(break_it.in(p.in))}},
                      p) +
           count_of(solved, all_puzzles().size(), p);
}

/// Returns the exercise to begin with: the first that is not solved.
const exercise& first_open(const exercise_map& done) {
    const auto& all = all_exercises();
    const auto open = std::ranges::find_if(
        all, [&](const exercise& e) { return !is_solved_in(done, e); });
    return open == all.end() ? all.front() : *open;
}

/// Returns the title, where it belongs, and the task.
template <class Task>
std::string task_text_of(const Task& t, const exercise_map& done,
                         const page& p) {
    const auto& text = t.text(p.in);
    std::vector<text_line> lines{
        {text_line(std::string(text.title), look::strong)}};
    std::string where = filled(of_lesson, p.in, t.lesson);
    if (is_solved_in(done, t)) {
        where += p.in == language::zh ? "" : " ";
        where += is_solved.in(p.in);
    }
    std::string out = to_text(lines, p.styled) + paragraph(where, p) + '\n' +
                      paragraph(text.summary, p) + '\n';
    return out + to_text(prose_lines(text.task, p.width), p.styled) + '\n' +
           help_heading(to_begin, p);
}

}  // namespace

std::string exercise_list(const exercise_map& done, const page& p) {
    std::string out = paragraph(about.in(p.in), p) + '\n';
    if (!all_exercises().empty()) {
        out += help_heading(how_to_start, p) +
               help_table(first_steps(first_open(done), p.in), p) + '\n' +
               mending_table(done, p);
    }
    return out + breaking_table(done, p);
}

std::string task_page(const exercise& e, const exercise_map& done,
                      const page& p) {
    auto rows = first_steps(e, p.in);
    rows.erase(rows.begin());  // shows this page
    const auto it = done.find(std::string(e.name));
    const auto hints = it == done.end() ? 0 : it->second.hints;
    rows.push_back({line("walk", e.name), std::string(walk_file.in(p.in))});
    rows.push_back({line("hint", e.name),
                    filled(give_hint, p.in, hints, e.text(p.in).hints.size())});
    if (is_solved_in(done, e)) {
        rows.push_back(
            {line("solution", e.name), std::string(see_solution.in(p.in))});
    }
    return task_text_of(e, done, p) + help_table(rows, p);
}

std::string task_page(const puzzle& e, const exercise_map& done,
                      const page& p) {
    return task_text_of(e, done, p) +
           help_table({{line("break", e.name), std::string(break_it.in(p.in))}},
                      p);
}

std::vector<text_line> task_lines(const exercise& e, language in,
                                  std::size_t width) {
    const auto& text = e.text(in);
    auto lines = prose_lines(text.summary, width);
    lines.emplace_back("");
    for (auto& line : prose_lines(text.task, width)) {
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<text_line> hint_lines(const exercise& e, std::size_t number,
                                  language in, std::size_t width) {
    const auto& hints = e.text(in).hints;
    std::vector<text_line> lines{
        text_line(filled(hint_of, in, number, hints.size()), look::strong)};
    for (auto& line : prose_lines(hints.at(number - 1), width)) {
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<text_line> program_lines(std::string_view source) {
    std::vector<text_line> lines;
    lexer parts_of(code_language::cpp);
    for (const auto line : lessons::lines_of(source)) {
        text_line out;
        std::size_t at = 0;
        for (const auto& part : parts_of.next(line)) {
            out.parts.push_back(
                {std::string(line.substr(at, part.size)), part.as});
            at += part.size;
        }
        lines.push_back(std::move(out));
    }
    return lines;
}

}  // namespace ctxdemo
