// The runs of a page are a tree, whose branches are choices. At a choice, the
// ways are those of the runs that make the same choices before it, and a way
// leads to the first run that goes it. A run that differs from the one on the
// screen at choice i has its way at choice i among the ways there. So choices
// lead from each run to each other.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/lesson_runs.hpp"

#include <algorithm>

#include "apps/ctxdemo/run/schedule_tree.hpp"

namespace ctxdemo {

namespace {

// Returns the schedules to keep: one for each output, the usual one first, and
// then those that leave goroutines behind.
std::vector<ctx::schedule> schedules_of(const transcripts& outputs) {
    std::vector<ctx::schedule> kept;
    for (const auto& t : outputs.all) kept.push_back(t.shortest);
    for (const auto& t : outputs.all) {
        if (!t.left.empty() && t.left_in != t.shortest) {
            kept.push_back(t.left_in);
        }
    }
    if (kept.size() > most_page_runs) kept.resize(most_page_runs);
    return kept;
}

std::vector<page_choice> choices_of(const recording& r,
                                    const std::vector<ctx::schedule>& kept,
                                    const schedule_tree& tree) {
    std::vector<page_choice> all;
    for (std::size_t i = 0; i < r.choices.size(); ++i) {
        page_choice c{.choice = i, .ways = {}};
        for (const std::size_t way : tree.ways(r, i)) {
            const ctx::schedule to =
                way == r.choices[i].taken
                    ? schedule_of(r)
                    : tree.first_with(schedule_with(r, i, way));
            const auto at = std::ranges::find(kept, to);
            c.ways.push_back(
                {way, static_cast<std::size_t>(at - kept.begin())});
        }
        if (c.ways.size() > 1) all.push_back(std::move(c));
    }
    return all;
}

}  // namespace

lesson_runs runs_of(const walk& w) {
    const transcripts& outputs = *w.all_outputs();
    const auto kept = schedules_of(outputs);
    const schedule_tree tree(kept);
    lesson_runs found{{}, outputs.all.size(), outputs.complete};
    for (const auto& s : kept) {
        recording r = w.program().run(s);
        auto choices = choices_of(r, kept, tree);
        found.all.push_back({std::move(r), std::move(choices)});
    }
    return found;
}

}  // namespace ctxdemo
