// A section for each transcript, and a summary below them.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/printable.hpp"
#include "apps/ctxdemo/views/explore.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::lines_of;

namespace {

constexpr bilingual transcripts_found{"{} transcript{}", "{} 种输出"};
constexpr bilingual schedules_run{"{} schedule{}", "{} 种调度"};
constexpr bilingual canonical_section{"canonical: {0} of {1}, such as {2}",
                                      "默认：{1}中的 {0} 种，例如 {2}"};
constexpr bilingual other_section{"{0} of {1}, such as {2}",
                                  "{1}中的 {0} 种，例如 {2}"};
constexpr bilingual fatal_error{"fatal error: {}", "致命错误：{}"};
constexpr bilingual left_in_schedule{"left behind in schedule {}:",
                                     "调度 {} 遗留："};
constexpr bilingual asleep_in_schedule{"asleep in schedule {}:",
                                       "调度 {} 中睡着的："};
constexpr bilingual complete_search{"{}, {}; complete: there are no others",
                                    "{}，{}；已穷尽：没有别的了"};
constexpr bilingual incomplete_search{"{}, {}; not complete: {}",
                                      "{}，{}；未穷尽：{}"};
constexpr bilingual how_to_repeat{"to see one again: {} --schedule {}",
                                  "要再看一种：{} --schedule {}"};

std::string schedules(std::uint64_t n, language l) {
    return filled(schedules_run, l, n, n == 1 ? "" : "s");
}

std::string transcripts_of(std::size_t n, language l) {
    return filled(transcripts_found, l, n, n == 1 ? "" : "s");
}

// Returns `text` with blanks before each of its lines.
std::string indented(const std::string& text) {
    std::string out;
    for (const auto& line : lines_of(text))
        out.append("    ").append(printable(line)) += '\n';
    return out;
}

std::string goroutines_left(const transcript& t, language l) {
    if (t.left.empty()) return "";
    const bilingual& how =
        t.failure.empty() ? left_in_schedule : asleep_in_schedule;
    std::string out = "  " + filled(how, l, ctx::to_string(t.left_in)) + '\n';
    for (const auto& g : t.left) out += indented(ctx::to_string(g));
    return out;
}

std::string section(const transcript& t, std::uint64_t total, language l) {
    std::string out =
        filled(t.canonical ? canonical_section : other_section, l, t.schedules,
               schedules(total, l), ctx::to_string(t.shortest)) +
        '\n';
    out += indented(t.text);
    if (!t.failure.empty()) {
        out += "  " + filled(fatal_error, l, printable(t.failure)) + '\n';
    }
    return out + goroutines_left(t, l) + '\n';
}

}  // namespace

std::string explore_text(const std::string& command_line,
                         const transcripts& found, const std::string& cut_by,
                         language l) {
    std::string out;
    for (const auto& t : found.all) out += section(t, found.schedules, l);
    const std::string many = transcripts_of(found.all.size(), l);
    const std::string runs = schedules(found.schedules, l);
    out += found.complete ? filled(complete_search, l, many, runs)
                          : filled(incomplete_search, l, many, runs, cut_by);
    out += '\n';
    if (found.all.empty()) return out;
    return out +
           filled(how_to_repeat, l, command_line,
                  ctx::to_string(found.all.back().shortest)) +
           '\n';
}

}  // namespace ctxdemo
