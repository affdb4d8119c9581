// From top to bottom: when main says stop, the table, a note on each lesson,
// and the meaning of each column. On a narrow screen a block for each lesson
// replaces the table and the notes.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/screen/columns.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/compare.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::next_line;
using lessons::no_race;
using lessons::race_verdict;
using lessons::text_of;

namespace {

constexpr bilingual asked_at{"Main asks the worker to stop at ",
                             "main 叫停的时间："};
constexpr bilingual found_no_race{"no race found", "未发现竞争"};
constexpr bilingual never_word{"never", "永不"};
constexpr bilingual for_ever_word{"for ever", "永远"};
constexpr bilingual is_left_behind{"left behind", "被留下"};

// A column: its heading of two lines, and its meaning.
struct column {
    bilingual heading;
    bilingual meaning;
};

constexpr column all_columns[] = {
    {{"stopped\nafter", "停下\n用时"},
     {"from the request until the worker has returned",
      "从叫停到 worker 返回"}},
    {{"main\nheld up", "main\n卡住"},
     {"from the request until main goes on", "从叫停到 main 往下走"}},
    {{"nested\nafter", "内层\n用时"},
     {"the same of a worker that it starts itself (--nested)",
      "它自己再启动一个 worker（--nested），从叫停到那一个返回"}},
    {{"left\nbehind", "遗留\n个数"},
     {"goroutines left when that run ends; other schedules may differ",
      "同一次运行，main 返回时还剩几个 goroutine（别的调度可能不同）"}},
    {{"legal\ntranscripts", "合法\n输出"},
     {"how many there are, without flags; see ctxdemo explore",
      "不加参数运行，有几种可能的输出；见 ctxdemo explore"}},
    {{"go run\n-race", "go run\n-race"},
     {"of the Go twin, lessons/<lesson>/main.go, as a test recorded it",
      "对 Go 程序 lessons/<lesson>/main.go 的结论，由测试记录"}},
};

using cells = std::array<std::string, std::size(all_columns)>;

std::string time_or(const std::optional<ctx::duration>& d,
                    const bilingual& otherwise, language l) {
    return d ? ctx::format_duration(*d) : std::string(otherwise.in(l));
}

// The recorded verdict is in English, as in the JSON. "DATA RACE" stays as it
// is, because Go prints it.
std::string verdict_of(const race_verdict& r, language l) {
    return std::string(r.verdict == no_race ? found_no_race.in(l) : r.verdict);
}

cells cells_of(const comparison& c, language l) {
    return {time_or(c.stopped, never_word, l),
            time_or(c.held_up, for_ever_word, l),
            time_or(c.nested_stopped, is_left_behind, l),
            fmt::format("{}", c.left),
            fmt::format("{}{}", c.transcripts, c.complete ? "" : "+"),
            c.races.empty() ? "" : verdict_of(c.races.front(), l)};
}

std::array<std::string_view, 2> heading_lines(const bilingual& heading,
                                              language l) {
    auto second = heading.in(l);
    const auto first = next_line(second);
    return {first, second};
}

// Returns the heading on one line. Chinese has no blank between its words.
std::string heading_line(const bilingual& heading, language l) {
    const auto [first, second] = heading_lines(heading, l);
    const bool blank =
        glyphs_of(first).back().width == 1 || glyphs_of(second)[0].width == 1;
    return fmt::format("{}{}{}", first, blank ? " " : "", second);
}

columns table_of(const std::vector<comparison>& all, language l) {
    columns t;
    for (const std::size_t i : {0U, 1U}) {
        std::vector<std::string> heading{""};
        for (const auto& c : all_columns) {
            heading.emplace_back(heading_lines(c.heading, l)[i]);
        }
        t.add(std::move(heading));
    }
    for (const auto& c : all) {
        std::vector<std::string> row{c.lesson};
        for (auto& cell : cells_of(c, l)) row.push_back(std::move(cell));
        t.add(std::move(row));
    }
    return t;
}

// Returns the reason for the numbers, and the verdicts on variants of the Go
// twin.
std::vector<std::string> notes_on(const comparison& c, language l) {
    std::vector<std::string> notes{
        std::string(text_of(c.lesson).prose(l).approach)};
    for (std::size_t i = 1; i < c.races.size(); ++i) {
        notes.push_back(
            fmt::format("{}: {}", c.races[i].command, c.races[i].verdict));
    }
    return notes;
}

std::string notes_below(const std::vector<comparison>& all, std::size_t width,
                        language l) {
    std::size_t indent = 0;
    for (const auto& c : all) indent = std::max(indent, width_of(c.lesson));
    indent += column_gap.size();
    std::string out;
    for (const auto& c : all) {
        std::string_view first = c.lesson;
        for (const auto& note : notes_on(c, l)) {
            out += beside(std::exchange(first, ""), indent, note, width);
        }
    }
    return out;
}

std::string blocks(const std::vector<comparison>& all, std::size_t width,
                   language l) {
    std::size_t indent = 0;
    for (const auto& c : all_columns) {
        indent = std::max(indent, width_of(heading_line(c.heading, l)));
    }
    indent += 2 * column_gap.size();
    std::string out;
    for (const auto& c : all) {
        if (!out.empty()) out += '\n';
        out += c.lesson + '\n';
        const auto row = cells_of(c, l);
        for (std::size_t i = 0; i < std::size(all_columns); ++i) {
            out += beside(fmt::format("{}{}", column_gap,
                                      heading_line(all_columns[i].heading, l)),
                          indent, row[i], width);
        }
        for (const auto& note : notes_on(c, l)) {
            out += beside("", column_gap.size(), note, width);
        }
    }
    return out;
}

std::string legend(std::size_t width, language l) {
    std::string out;
    for (const auto& c : all_columns) {
        out += beside("", 0,
                      fmt::format("{}{}{}", heading_line(c.heading, l),
                                  colon.in(l), c.meaning.in(l)),
                      width);
    }
    return out;
}

}  // namespace

std::string compare_text(const std::vector<comparison>& all,
                         ctx::duration stop_after, std::size_t width,
                         language l) {
    std::string out = beside("", 0,
                             fmt::format("{}{}", asked_at.in(l),
                                         ctx::format_duration(stop_after)),
                             width) +
                      '\n';
    if (const auto t = table_of(all, l); t.width() <= width) {
        out += t.text() + '\n' + notes_below(all, width, l);
    } else {
        out += blocks(all, width, l);
    }
    return out + '\n' + legend(width, l);
}

}  // namespace ctxdemo
