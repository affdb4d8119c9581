// Plain text of at most 80 columns, without escape sequences.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/commands/help_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/ctxdemo/progress/table.hpp"
#include "apps/ctxdemo/screen/width.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::bilingual;
using lessons::flag;
using lessons::flag_set;
using lessons::language;
using lessons::text_of;

namespace {

constexpr std::size_t columns = 80;

constexpr bilingual usage{"Usage:", "用法："};
constexpr bilingual flags_word{"[flags]", "[参数]"};
constexpr bilingual command_word{"<command>", "<命令>"};
constexpr bilingual flags_heading{"Flags:", "参数："};
constexpr bilingual commands_heading{"Commands:", "命令："};
constexpr bilingual example{"Example:", "例如："};
constexpr bilingual default_is{"(default: {})", "（默认：{}）"};
constexpr bilingual section{"({})", "（{}）"};
constexpr bilingual help_flag{"print this and do nothing",
                              "打印这些，什么也不做"};

constexpr bilingual start_intro{
    "Go's context, learned by running it. The lessons, in the order of the "
    "document they are from, each with its section:",
    "边运行边学 Go 的 context。下面是所有课程，按原文的顺序，"
    "并注明在原文的哪一节："};
constexpr bilingual how_to_start{"How to start:", "怎样开始："};
constexpr bilingual first_lesson{"the first lesson", "第一课"};
constexpr bilingual its_code{"its code, in C++ and in Go",
                             "它的代码，C++ 的和 Go 的"};
constexpr bilingual its_flags{"its flags, to try it another way",
                              "它的参数，换个方式试试"};
constexpr bilingual all_commands{"all commands", "所有命令"};
constexpr bilingual source_tree{
    "In the source tree, type apps/run for ctxdemo.",
    "在源码目录里，把 ctxdemo 换成 apps/run。"};

constexpr bilingual overview_intro{
    "A lesson prints on standard output what its Go program prints, and "
    "nothing else. In the order of the document they are from, the lessons "
    "are:",
    "一课在标准输出上打印的，就是它的 Go 程序打印的，除此之外什么也没有。"
    "按原文的顺序，课程有："};
constexpr bilingual whose_flags{
    "Flags are those of the lesson or command: ctxdemo cancel --help shows "
    "them. All of them take --lang.",
    "参数是课程或命令自己的：见 ctxdemo cancel --help。它们都接受 --lang。"};

/// `text` in lines that begin at column `indent`, where the first one is
/// already. `tail`, if any, comes after it and is not divided.
std::string wrapped(std::string_view text, std::size_t indent,
                    std::string_view tail = "") {
    const std::size_t width = columns - std::min(columns / 2, indent);
    auto lines = wrapped_to(text, width);
    if (!tail.empty()) {
        std::string& last = lines.back();
        // A wide parenthesis brings its blank along.
        const std::string_view gap = tail.starts_with("（") ? "" : " ";
        if (width_of(last) + gap.size() + width_of(tail) <= width) {
            last.append(gap).append(tail);
        } else {
            lines.emplace_back(tail);
        }
    }
    const std::string line_break = '\n' + std::string(indent, ' ');
    return fmt::format("{}\n", fmt::join(lines, line_break));
}

struct row {
    std::string left;
    std::string right;
    std::string tail = "";  ///< more on the right, that is not divided
};

/// Two columns, the left one as wide as it must be.
std::string table(const std::vector<row>& rows) {
    std::size_t width = 0;
    for (const auto& r : rows) width = std::max(width, width_of(r.left));
    std::string out;
    for (const auto& r : rows) {
        const std::string gap(width - width_of(r.left) + 2, ' ');
        out += "  " + r.left + gap + wrapped(r.right, width + 4, r.tail);
    }
    return out;
}

std::string filled(const bilingual& in, language l, std::string_view value) {
    return fmt::format(fmt::runtime(in.in(l)), value);
}

row flag_row(const flag& f, language l) {
    row r{f.name, std::string(f.help.in(l))};
    if (!f.value_name.empty()) r.left += ' ' + f.value_name;
    const std::string_view without =
        f.otherwise ? f.otherwise->in(l) : f.default_text;
    if (!without.empty()) r.tail = filled(default_is, l, without);
    return r;
}

std::string flag_table(const command& c, const std::vector<std::string>& args,
                       language l) {
    flag_set flags;
    language_flag(flags, l);
    c.prepare(flags, args);
    std::vector<row> rows;
    for (const auto& f : flags.all()) rows.push_back(flag_row(f, l));
    // The command's own first.
    std::rotate(rows.begin(), rows.begin() + 1, rows.end());
    rows.push_back({"-h, --help", std::string(help_flag.in(l))});
    return table(rows);
}

/// "show <lesson>"
std::string call_of(const command& c, language l) {
    return c.words ? fmt::format("{} {}", c.name, c.words->in(l)) : c.name;
}

std::string command_table(language l) {
    std::vector<row> rows;
    for (const auto& c : plain_commands()) {
        rows.push_back({call_of(c, l), std::string(c.summary.in(l))});
    }
    return table(rows);
}

std::string start_table(language l) {
    const std::pair<std::string, bilingual> commands[] = {
        {"ctxdemo why", first_lesson},
        {"ctxdemo show why", its_code},
        {"ctxdemo why --help", its_flags},
        {"ctxdemo help", all_commands}};
    std::vector<row> rows;
    for (const auto& [line, what] : commands) {
        rows.push_back({line, std::string(what.in(l))});
    }
    return table(rows);
}

}  // namespace

std::string lesson_list(const progress_map& progress, language l) {
    std::vector<row> rows;
    for (const auto& lesson : all_lessons()) {
        const auto& text = text_of(lesson.name).prose(l);
        rows.push_back({lesson.name, std::string(text.summary)});
        rows.push_back({progress_mark(progress, lesson.name, l),
                        filled(section, l, text.section)});
    }
    return table(rows);
}

std::string usage_line(const command& c, language l) {
    return fmt::format("ctxdemo {} {}", call_of(c, l), flags_word.in(l));
}

std::string command_help(const command& c, const std::vector<std::string>& args,
                         language l) {
    return fmt::format("{} {}\n\n{}\n{}\n{}\n{}\n  {}\n", usage.in(l),
                       usage_line(c, l), wrapped(c.summary.in(l), 0),
                       flags_heading.in(l), flag_table(c, args, l),
                       example.in(l), c.example);
}

std::string start_page(const progress_map& progress, language l) {
    return fmt::format("{}\n{}\n{}\n{}\n{}", wrapped(start_intro.in(l), 0),
                       lesson_list(progress, l), how_to_start.in(l),
                       start_table(l), wrapped(source_tree.in(l), 0));
}

std::string overview(language l) {
    const auto first = usage.in(l);
    const std::string indent(width_of(first), ' ');
    std::string out;
    for (const auto& [before, word] :
         {std::pair{std::string(first), lesson_word.in(l)},
          std::pair{indent, command_word.in(l)}}) {
        out +=
            fmt::format("{} ctxdemo {} {}\n", before, word, flags_word.in(l));
    }
    return out + fmt::format("\n{}\n{}\n{}\n{}\n{}\n{}\n  {}\n",
                             wrapped(overview_intro.in(l), 0),
                             lesson_list({}, l), commands_heading.in(l),
                             command_table(l), wrapped(whose_flags.in(l), 0),
                             example.in(l), "ctxdemo cancel --speed 10");
}

}  // namespace ctxdemo
