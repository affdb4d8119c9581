// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/puzzle_walk.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/playback.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/walk/plain.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::puzzle;

namespace {

// A puzzle has fewer schedules; this many take about a second.
constexpr std::uint64_t most_of_a_puzzle = 10'000;

constexpr bilingual how_to{
    "The program goes wrong on {} of {} schedules. Choose until it does: where "
    "several things can happen next, the last row asks; c chooses. Then go to "
    "the end of the run.",
    "{1} 种调度中有 {0} 种会出错。请你来选，直到它出错：接下来有几种可能时，"
    "最后一行会问，按 c 选。然后走到运行的结尾。"};
constexpr bilingual went_wrong{"Schedule {} breaks the program.",
                               "调度 {} 让程序出错。"};
constexpr bilingual usual_breaks{
    "The usual schedule breaks the program, without any choice.",
    "默认的调度就让程序出错，不用选。"};
constexpr bilingual not_wrong{"This run is right. Choose another way.",
                              "这次运行是对的。请换一种选法。"};
constexpr bilingual choices_needed{"Choices that you made: {}. The fewest: {}.",
                                   "你选了 {} 次，最少要选 {} 次。"};

std::string verdict_on(const run_view& w, language l) {
    if (!w.fault()) return std::string(not_wrong.in(l));
    const std::string schedule = ctx::to_string(schedule_of(w.shown_run()));
    return schedule.empty() ? std::string(usual_breaks.in(l))
                            : filled(went_wrong, l, schedule);
}

}  // namespace

puzzle_walk::puzzle_walk(const puzzle& p, language in, ctx::schedule first,
                         const ctx::context& until)
    : of_(p),
      in_(in),
      until_(until),
      sources_{{.name = fmt::format("{}/program.cpp", p.name), .cpp = p.cpp}},
      tree_(p.judge, most_of_a_puzzle, until),
      fewest_(tree_.fewest_choices()),
      first_(std::move(first)) {
    std::vector<std::size_t> ways;
    for (const auto& c : run(first_).choices) ways.push_back(c.ways.size());
    if (until.err()) return;
    const std::string misfit = schedule_misfit(first_, ways);
    if (misfit.empty()) return;
    throw usage_error(
        "exercise",
        fmt::format("{}; choose at a terminal, with: ctxdemo exercise break {}",
                    misfit, p.name));
}

recording puzzle_walk::run(const ctx::schedule& s) const {
    // The first run is the one that was asked for.
    return record(of_.judge.program,
                  {.schedule = s == first_ ? s : tree_.first_with(s),
                   .limit = {},
                   .until = until_,
                   .sources = &sources_});
}

judged_walk puzzle_walk::walk() const {
    walk_program p;
    p.run = [this](const ctx::schedule& s) { return run(s); };
    p.source = &sources_.front();
    p.judge = &of_.judge;
    p.ways = [this](const recording& r, std::size_t i) {
        return tree_.ways(r, i);
    };
    return {run_view(std::move(p), first_),
            {.name = std::string(of_.name),
             .title = std::string(of_.text(in_).title),
             .task = task()}};
}

std::vector<std::string> puzzle_walk::task() const {
    const auto& text = of_.text(in_);
    return {std::string(text.summary), std::string(text.task),
            filled(how_to, in_, tree_.failing(), tree_.size())};
}

std::vector<std::string> puzzle_walk::why(const run_view& w) const {
    std::vector<std::string> all{verdict_on(w, in_), ending_of(w, in_)};
    if (fewest_) {
        all.push_back(
            filled(choices_needed, in_, w.choices_made().size(), *fewest_));
    }
    all.emplace_back(of_.text(in_).solved);
    return all;
}

std::string puzzle_walk::text(const run_view& w, const canvas& c) const {
    text_block b(c.width);
    b.line(std::string(of_.text(in_).title));
    b.blank();
    b.prose(of_.text(in_).task);
    std::string out;
    for (const auto& line : b.lines()) out += line.text() + '\n';
    return out + '\n' + plain_run(w, c) + verdict_on(w, in_) + '\n';
}

}  // namespace ctxdemo
