// A summary, and a section for each transcript; if there are many, for each
// kind.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/ctxdemo/screen/columns.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/explore.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/output_kinds.hpp"
#include "lessons/support/lines.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::lines_of;
using lessons::printable;

namespace {

constexpr bilingual outputs_found{"{} output{}", "{} 种输出"};
constexpr bilingual schedules_run{"{} schedule{}", "{} 种调度"};
constexpr bilingual complete_search{
    "{}, {}; complete: every output in virtual time, given that the goroutines "
    "share nothing but this library's objects",
    "{}，{}；已穷尽：虚拟时间里的输出全部在此，"
    "只要 goroutine 之间只共享本库的对象"};
constexpr bilingual incomplete_search{"{}, {}; not complete: {}",
                                      "{}，{}；未穷尽：{}"};
constexpr bilingual none_left{
    "no schedule leaves a goroutine behind or ends with an error",
    "没有调度会遗留 goroutine，也没有以错误结束的"};
constexpr bilingual some_left{"goroutines are left behind in {1} of {0}: {2}",
                              "{1}（{0}）遗留 goroutine：{2}"};
constexpr bilingual some_fail{"a fatal error ends {1} of {0}: {2}",
                              "{1}（{0}）以致命错误结束：{2}"};

constexpr bilingual kinds_explained{
    "The outputs are of {0} kinds. Those of one kind have the same lines in "
    "another order, and end in the same way. One of each kind is printed in "
    "full, the others with a letter for each line and a schedule that prints "
    "them. To see all in full: --all",
    "这些输出分 {0} 类：同一类的行相同，只是顺序不同，结束的方式也相同。每类"
    "完整打印一种，其余的每行用一个字母表示，并附一个能打印它的调度。"
    "要全部完整打印：--all"};
constexpr bilingual kinds_without_letters{
    "The outputs are of {0} kinds. Those of one kind have the same lines in "
    "another order, and end in the same way. One of each kind is printed. To "
    "see all: --all",
    "这些输出分 {0} 类：同一类的行相同，只是顺序不同，结束的方式也相同。每类"
    "打印一种。要全部打印：--all"};
constexpr bilingual empty_line{"(an empty line)", "（空行）"};
constexpr bilingual kind_heading{"kind", "类"};
constexpr bilingual outputs_heading{"outputs", "输出"};
constexpr bilingual schedules_heading{"schedules", "调度"};
constexpr bilingual lines_heading{"lines", "各行"};
constexpr bilingual ending_heading{"ending", "结束"};
constexpr bilingual leaves_all{"leaves {}", "遗留 {}"};
constexpr bilingual may_leave{"may leave {}", "可能遗留 {}"};
constexpr bilingual canonical_kind{"kind {}, ", "第 {} 类，"};
constexpr bilingual other_kind{"kind {}: ", "第 {} 类："};
constexpr bilingual other_orders{"the other {} in another order:",
                                 "另外 {} 种，顺序不同："};
constexpr bilingual more_others{"and {} more", "还有 {} 种"};

constexpr bilingual canonical_section{"canonical: {0} of {1}, such as {2}",
                                      "默认：{1}中的 {0} 种，例如 {2}"};
constexpr bilingual other_section{"{0} of {1}, such as {2}",
                                  "{1}中的 {0} 种，例如 {2}"};
constexpr bilingual fatal_error{"fatal error: {}", "致命错误：{}"};
constexpr bilingual left_in_schedule{"left behind in schedule {}:",
                                     "调度 {} 遗留："};
constexpr bilingual asleep_in_schedule{"asleep in schedule {}:",
                                       "调度 {} 中睡着的："};
constexpr bilingual between{", ", "、"};
constexpr bilingual how_to_repeat{"to see one again: ", "要再看一种："};

/// So many outputs are printed in full without being asked for.
constexpr std::size_t few = 6;

/// So many others of a kind are spelled.
constexpr std::size_t most_others = 24;

constexpr std::size_t text_indent = 4;

std::string schedules(std::uint64_t n, language l) {
    return filled(schedules_run, l, n, n == 1 ? "" : "s");
}

std::string outputs(std::size_t n, language l) {
    return filled(outputs_found, l, n, n == 1 ? "" : "s");
}

std::string paragraph(std::string_view text, const page& p,
                      std::size_t from = 0) {
    return beside("", from, text, p.width);
}

/// Returns `text` with blanks before each of its lines.
std::string indented(const std::string& text) {
    std::string out;
    for (const auto& line : lines_of(text)) {
        out += std::string(text_indent, ' ').append(printable(line)) += '\n';
    }
    return out;
}

/// Returns the names of goroutines, each once: "worker, worker2".
std::string names_of(const std::set<std::string>& names, language l) {
    std::string all;
    for (const auto& name : names) {
        if (!all.empty()) all += between.in(l);
        all += name;
    }
    return all;
}

// --- The summary ---

/// Outputs that have something in common.
struct tally {
    std::size_t outputs = 0;
    std::uint64_t schedules = 0;
    std::set<std::string> names;  // of goroutines

    void add(std::uint64_t n, const std::set<std::string>& more) {
        ++outputs;
        schedules += n;
        names.insert(more.begin(), more.end());
    }
};

/// Returns how many outputs leave goroutines behind, and how many are of runs
/// that fail.
std::string endings(const transcripts& found, const page& p) {
    tally left;
    std::map<std::string, tally> failures;
    for (const auto& t : found.all) {
        if (!t.failure.empty()) {
            failures[t.failure].add(t.schedules, {});
        } else if (t.leaving > 0) {
            left.add(t.leaving, names_left(t));
        }
    }
    if (found.all.empty()) return "";
    if (left.outputs == 0 && failures.empty()) {
        return paragraph(none_left.in(p.in), p);
    }
    const auto line = [&p](const bilingual& what, const tally& t,
                           const std::string& which) {
        return paragraph(filled(what, p.in, outputs(t.outputs, p.in),
                                schedules(t.schedules, p.in), which),
                         p);
    };
    std::string out;
    if (left.outputs > 0) {
        out += line(some_left, left, names_of(left.names, p.in));
    }
    for (const auto& [failure, t] : failures) {
        out += line(some_fail, t, failure);
    }
    return out;
}

std::string summary(const transcripts& found, const std::string& cut_by,
                    const page& p) {
    const std::string many = outputs(found.all.size(), p.in);
    const std::string runs = schedules(found.schedules, p.in);
    return paragraph(found.complete
                         ? filled(complete_search, p.in, many, runs)
                         : filled(incomplete_search, p.in, many, runs, cut_by),
                     p) +
           endings(found, p);
}

// --- A transcript in full ---

std::string goroutines_left(const transcript& t, const page& p) {
    if (t.left.empty()) return "";
    const bilingual& how =
        t.failure.empty() ? left_in_schedule : asleep_in_schedule;
    std::string out =
        paragraph(filled(how, p.in, ctx::to_string(t.left_in)), p, 2);
    for (const auto& g : t.left) {
        out += paragraph(ctx::to_string(g), p, text_indent);
    }
    return out;
}

std::string section(const transcript& t, std::uint64_t total, const page& p,
                    const std::string& before = "") {
    std::string out = paragraph(
        before + filled(t.canonical ? canonical_section : other_section, p.in,
                        t.schedules, schedules(total, p.in),
                        ctx::to_string(t.shortest)),
        p);
    out += indented(t.text);
    if (!t.failure.empty()) {
        out += paragraph(filled(fatal_error, p.in, printable(t.failure)), p, 2);
    }
    return out + goroutines_left(t, p);
}

// --- Kinds of transcripts ---

std::string ending_of(const output_kind& k, language l) {
    const transcript& t = *k.all.front();
    if (!t.failure.empty()) return printable(t.failure);
    if (k.leaving == 0) return "-";
    return filled(k.leaving == k.schedules ? leaves_all : may_leave, l,
                  names_of(names_left(t), l));
}

std::string table_of(const std::vector<output_kind>& kinds,
                     const alphabet& letters, const page& p) {
    const auto in = [&p](const bilingual& b) {
        return std::string(b.in(p.in));
    };
    columns table;
    table.add({in(kind_heading), in(outputs_heading), in(schedules_heading),
               in(lines_heading), in(ending_heading)});
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const output_kind& k = kinds[i];
        const transcript& one = *k.all.front();
        table.add({std::to_string(i + 1), std::to_string(k.all.size()),
                   std::to_string(k.schedules),
                   letters.suffices()
                       ? letters.counted(one)
                       : std::to_string(lines_of(one.text).size()),
                   ending_of(k, p.in)});
    }
    return table.text(p.width);
}

/// Returns the lines, each beside its letter.
std::string legend(const alphabet& letters, language l) {
    std::string out;
    for (std::size_t i = 0; i < letters.lines().size(); ++i) {
        const auto line = letters.lines()[i];
        out += indented(fmt::format("{}  {}", letters.letter(i),
                                    line.empty() ? empty_line.in(l) : line));
    }
    return out;
}

/// Returns the transcripts of a kind but the first: of each a schedule and the
/// letters of its lines, several on one line of text.
std::string spelled_others(const output_kind& k, const alphabet& letters,
                           const page& p) {
    columns pairs;
    const std::size_t count = std::min(k.all.size(), 1 + most_others);
    for (std::size_t i = 1; i < count; ++i) {
        pairs.add(
            {ctx::to_string(k.all[i]->shortest), letters.spelled(*k.all[i])});
    }
    constexpr std::size_t gap = 4;
    const std::size_t room = p.width - text_indent;
    const std::size_t per_line = (room + gap) / (pairs.width() + gap);
    columns grid;
    std::vector<std::string> row;
    std::string out;
    const std::string all = pairs.text();
    for (const auto pair : lines_of(all)) {
        if (per_line == 0) {
            out += paragraph(pair, p, text_indent);
            continue;
        }
        // A column of the grid ends with two blanks.
        row.push_back(std::string(row.empty() ? text_indent : 2, ' ') +
                      std::string(pair));
        if (row.size() == per_line) grid.add(std::exchange(row, {}));
    }
    if (!row.empty()) grid.add(std::move(row));
    out += grid.text();
    if (count < k.all.size()) {
        out += paragraph(filled(more_others, p.in, k.all.size() - count), p,
                         text_indent);
    }
    return out;
}

std::string grouped(const transcripts& found, const page& p) {
    const auto kinds = kinds_of(found);
    const alphabet letters(found);
    const bilingual& explained =
        letters.suffices() ? kinds_explained : kinds_without_letters;
    std::string out =
        '\n' + paragraph(filled(explained, p.in, kinds.size()), p);
    if (letters.suffices()) out += '\n' + legend(letters, p.in);
    out += '\n' + table_of(kinds, letters, p);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const output_kind& k = kinds[i];
        out += '\n' + section(*k.all.front(), found.schedules, p,
                              filled(i == 0 ? canonical_kind : other_kind, p.in,
                                     i + 1));
        if (k.all.size() > 1 && letters.suffices()) {
            out +=
                paragraph(filled(other_orders, p.in, k.all.size() - 1), p, 2) +
                spelled_others(k, letters, p);
        }
    }
    return out;
}

/// Returns the command that repeats the last output.
std::string repetition(const transcripts& found,
                       const std::string& command_line, const page& p) {
    const std::string command =
        fmt::format("{} --schedule {}", command_line,
                    ctx::to_string(found.all.back().shortest));
    const auto label = how_to_repeat.in(p.in);
    if (width_of(label) + width_of(command) <= p.width) {
        return fmt::format("{}{}\n", label, command);
    }
    return paragraph(label, p) +
           hanging("", 2, wrapped_command(command, p.width - 2), p.width);
}

}  // namespace

std::string explore_text(const transcripts& found,
                         const explore_details& details, const page& p) {
    std::string out = summary(found, details.cut_by, p);
    if (found.all.empty()) return out;
    if (details.all || found.all.size() <= few) {
        for (const auto& t : found.all) {
            out += '\n' + section(t, found.schedules, p);
        }
    } else {
        out += grouped(found, p);
    }
    return out + '\n' + repetition(found, details.command_line, p);
}

}  // namespace ctxdemo
