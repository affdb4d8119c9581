// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/commands/help_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/ctxdemo/progress/standing.hpp"
#include "apps/ctxdemo/screen/columns.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::bilingual;
using lessons::flag;
using lessons::flag_set;
using lessons::language;
using lessons::next_line;
using lessons::text_of;

namespace {

constexpr bilingual usage{"Usage: ", "用法："};
constexpr bilingual flags_word{"[flags]", "[参数]"};
constexpr bilingual command_word{"<command>", "<命令>"};
constexpr bilingual forms_heading{"Actions:", "动作："};
constexpr bilingual flags_heading{"Flags:", "参数："};
constexpr bilingual lessons_heading{
    "Lessons, in the order of the article, each with its section:",
    "各课，按原文的顺序，并注明在原文的哪一节："};
constexpr bilingual commands_heading{"Commands:", "命令："};
constexpr bilingual example{"Example:", "例如："};
constexpr bilingual default_is{"(default: {})", "（默认：{}）"};
constexpr bilingual section{"({})", "（{}）"};

constexpr bilingual intro{
    // The English text is ASCII, because it must show on any terminal.
    "Go's context, learned by running it. The lessons follow an article by Li "
    "Wenzhou: https://www.liwenzhou.com/posts/Go/context/",
    "边运行边学 Go 的 context。各课依据李文周的文章《Go标准库Context》：\n"
    "https://www.liwenzhou.com/posts/Go/context/"};
constexpr bilingual how_to_start{"How to start:", "怎样开始："};
constexpr bilingual walk_all{
    "walk through all lessons: the idea, a question to you, the run step by "
    "step, and why",
    "走一遍所有的课：思路、一个问题、一步一步的运行，以及为什么"};
constexpr bilingual walk_one{"walk through one lesson", "只走一课"};
constexpr bilingual write_code{
    "exercises: you write the code, and every schedule judges it",
    "练习：代码由你来写，由每一种调度来评判"};
constexpr bilingual run_one{
    "run a lesson, which prints what its Go program prints",
    "直接运行：打印的和它的 Go 程序一样"};
constexpr bilingual its_code{"a lesson's code, in C++ and in Go",
                             "它的代码，C++ 的和 Go 的"};
constexpr bilingual its_flags{"a lesson's flags, to run it another way",
                              "它的参数，换个方式试试"};
constexpr bilingual all_commands{"all commands", "所有命令"};
constexpr bilingual source_tree{
    "In the source tree, type apps/run for ctxdemo.",
    "在源码目录里，把 ctxdemo 换成 apps/run。"};
constexpr bilingual whose_flags{
    "Each lesson and command has its own flags: ctxdemo cancel --help shows "
    "them. All of them take --lang.",
    "课和命令各有自己的参数：见 ctxdemo cancel --help。它们都接受 --lang。"};

/// Returns `text` in lines for the right column, which has `width` columns.
/// `tail`, if any, comes after the text and is not divided.
std::vector<std::string> right_column(std::string_view text,
                                      std::string_view tail,
                                      std::size_t width) {
    auto lines = wrapped_to(text, width);
    if (tail.empty()) return lines;
    std::string& last = lines.back();
    // A wide parenthesis is half blank already.
    const std::string_view gap = tail.starts_with("（") ? "" : " ";
    if (width_of(last) + gap.size() + width_of(tail) <= width) {
        last.append(gap).append(tail);
    } else {
        for (auto& line : wrapped_to(tail, width)) {
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

/// Returns each line of `text` as a paragraph of its own.
std::string paragraphs(std::string_view text, const page& p) {
    std::string out;
    while (!text.empty()) out += beside("", 0, next_line(text), p.width);
    return out;
}

help_row flag_row(const flag& f, language l) {
    help_row r{f.name, std::string(f.help.in(l))};
    if (!f.value_name.empty()) r.left += ' ' + f.value_name;
    const std::string_view without =
        f.otherwise ? f.otherwise->in(l) : f.default_text;
    if (!without.empty()) r.tail = filled(default_is, l, without);
    return r;
}

std::string flag_table(const command& c, const std::vector<std::string>& args,
                       const page& p) {
    flag_set flags;
    language l = p.in;
    language_flag(flags, l);
    c.prepare(flags, args);
    std::vector<help_row> rows;
    for (const auto& f : flags.all()) rows.push_back(flag_row(f, p.in));
    // The command's own flags come first, --lang after them.
    std::rotate(rows.begin(), rows.begin() + 1, rows.end());
    rows.push_back({"-h, --help", std::string(help_meaning.in(p.in))});
    return help_table(rows, p);
}

/// Returns what each form of a command does; an empty text without forms.
std::string form_table(const command& c, const page& p) {
    if (c.forms.empty()) return "";
    std::vector<help_row> rows;
    for (const auto& [form, what] : c.forms) {
        rows.push_back({"ctxdemo " + form, std::string(what.in(p.in))});
    }
    return help_heading(forms_heading, p) + help_table(rows, p) + '\n';
}

/// Returns "show <lesson>".
std::string call_of(const command& c, language l) {
    return c.words ? fmt::format("{} {}", c.name, c.words->in(l)) : c.name;
}

std::string command_table(const page& p) {
    std::vector<help_row> rows;
    for (const auto& c : plain_commands()) {
        rows.push_back({call_of(c, p.in), std::string(c.summary.in(p.in))});
    }
    return help_table(rows, p);
}

std::string start_table(const page& p) {
    const std::pair<const char*, bilingual> commands[] = {
        {"ctxdemo walk", walk_all},        {"ctxdemo walk cancel", walk_one},
        {"ctxdemo exercise", write_code},  {"ctxdemo cancel", run_one},
        {"ctxdemo show cancel", its_code}, {"ctxdemo cancel --help", its_flags},
        {"ctxdemo help", all_commands}};
    std::vector<help_row> rows;
    for (const auto& [line, what] : commands) {
        rows.push_back({line, std::string(what.in(p.in))});
    }
    return help_table(rows, p);
}

/// Returns how to start, which comes first because it is what most readers of
/// the start page and of the help look for.
std::string beginning(const page& p) {
    return fmt::format("{}\n{}{}\n", paragraphs(intro.in(p.in), p),
                       help_heading(how_to_start, p), start_table(p));
}

/// Returns the forms of a command line beside "Usage: ".
std::string usages(const std::vector<std::string>& forms, const page& p) {
    std::string_view label = usage.in(p.in);
    const std::size_t indent = width_of(label);
    std::string out;
    for (const auto& form : forms)
        out += beside(std::exchange(label, ""), indent, form, p.width);
    return out;
}

}  // namespace

std::string help_heading(const bilingual& text, const page& p) {
    std::string out;
    for (const auto& line : wrapped_to(text.in(p.in), p.width)) {
        out += p.styled ? "\x1b[1m" + line + "\x1b[0m\n" : line + '\n';
    }
    return out;
}

std::string help_table(const std::vector<help_row>& rows, const page& p) {
    std::size_t indent = 0;
    for (const auto& r : rows) indent = std::max(indent, width_of(r.left));
    indent = hanging_indent(indent + 2 + column_gap.size(), p.width);
    std::string out;
    for (const auto& r : rows) {
        out +=
            hanging("  " + r.left, indent,
                    right_column(r.right, r.tail, p.width - indent), p.width);
    }
    return out;
}

std::string lesson_list(const progress_map& progress, const page& p) {
    std::vector<help_row> rows;
    for (const auto& lesson : all_lessons()) {
        const auto& text = text_of(lesson.name).prose(p.in);
        rows.push_back({lesson.name, std::string(text.summary)});
        rows.push_back({marked_text(standing_of(progress, lesson.name), p.in),
                        filled(section, p.in, text.section)});
    }
    return help_table(rows, p);
}

std::string usage_line(const command& c, language l) {
    return fmt::format("ctxdemo {} {}", call_of(c, l), flags_word.in(l));
}

std::string command_help(const command& c, const std::vector<std::string>& args,
                         const page& p) {
    return fmt::format(
        "{}\n{}\n{}{}{}\n{}{}", usages({usage_line(c, p.in)}, p),
        paragraphs(c.summary.in(p.in), p), form_table(c, p),
        help_heading(flags_heading, p), flag_table(c, args, p),
        help_heading(example, p),
        hanging("", 2, wrapped_command(c.example, p.width - 2), p.width));
}

std::string start_page(const progress_map& progress, const page& p) {
    return fmt::format(
        "{}{}{}\n{}", beginning(p), help_heading(lessons_heading, p),
        lesson_list(progress, p), paragraphs(source_tree.in(p.in), p));
}

std::string overview(const page& p) {
    const auto usage_of = [&p](const bilingual& word) {
        return fmt::format("ctxdemo {} {}", word.in(p.in), flags_word.in(p.in));
    };
    return fmt::format(
        "{}{}\n{}{}\n{}{}\n{}", beginning(p),
        usages({usage_of(lesson_word), usage_of(command_word)}, p),
        help_heading(lessons_heading, p), lesson_list({}, p),
        help_heading(commands_heading, p), command_table(p),
        paragraphs(whose_flags.in(p.in), p));
}

}  // namespace ctxdemo
