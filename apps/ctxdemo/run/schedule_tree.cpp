// The schedules are sorted by their choices, so that those with the same first
// choices follow each other. A schedule has no zeros at its end; it stands for
// the one with any number of them, and that changes nothing in the order.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/schedule_tree.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"

namespace ctxdemo {

namespace {

using choices = std::vector<std::size_t>;

std::size_t at(const choices& c, std::size_t i) {
    return i < c.size() ? c[i] : 0;
}

bool begins_with(const choices& c, const choices& first) {
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (at(c, i) != first[i]) return false;
    }
    return true;
}

bool fails(const ctx::explored& run, const std::string& output,
           const lessons::judge& j) {
    const bool is_right =
        j.outputs.empty() ||
        std::ranges::find(j.outputs, output) != j.outputs.end();
    return run.failed() || !is_right ||
           (j.at_most && run.report.elapsed > *j.at_most);
}

}  // namespace

schedule_tree::schedule_tree(const std::vector<ctx::schedule>& all) {
    for (const auto& s : all) all_.push_back({s.choices()});
    std::ranges::sort(all_, {}, &branch::choices);
}

schedule_tree::schedule_tree(const lessons::judge& j, std::uint64_t max,
                             const ctx::context& until) {
    std::string output;
    ctx::explore_options how;
    how.max = max;
    how.until = until;
    how.observer = [&](const ctx::event& e) {
        if (is_output(e)) output += printed(e, false);
    };
    const auto main = [&] {
        output.clear();
        j.program();
    };
    ctx::explore(
        main,
        [&](const ctx::explored& run) {
            all_.push_back({run.chosen.choices(), fails(run, output, j)});
        },
        how);
    std::ranges::sort(all_, {}, &branch::choices);
}

std::size_t schedule_tree::failing() const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count(all_, true, &branch::fails));
}

// Returns the first schedule that makes the choices, if there is one.
schedule_tree::place schedule_tree::find(choices first) const {
    const ctx::schedule s(std::move(first));
    return std::ranges::lower_bound(all_, s.choices(), {}, &branch::choices);
}

ctx::schedule schedule_tree::first_with(const ctx::schedule& s) const {
    const auto found = find(s.choices());
    const bool is_there =
        found != all_.end() && begins_with(found->choices, s.choices());
    return is_there ? ctx::schedule(found->choices) : s;
}

std::vector<std::size_t> schedule_tree::ways(const recording& r,
                                             std::size_t i) const {
    choices before;
    for (std::size_t k = 0; k < i; ++k) before.push_back(r.choices[k].taken);
    std::vector<std::size_t> found;
    for (auto it = find(before);
         it != all_.end() && begins_with(it->choices, before); ++it) {
        const std::size_t way = at(it->choices, i);
        if (found.empty() || found.back() != way) found.push_back(way);
    }
    return found;
}

std::size_t schedule_tree::choices_to(const branch& end) const {
    std::size_t made = 0;
    for (auto now = all_.begin(); now->choices != end.choices; ++made) {
        std::size_t i = 0;
        while (at(now->choices, i) == at(end.choices, i)) ++i;
        choices next;
        for (std::size_t k = 0; k <= i; ++k) next.push_back(at(end.choices, k));
        now = find(std::move(next));
    }
    return made;
}

std::optional<std::size_t> schedule_tree::fewest_choices() const {
    std::optional<std::size_t> fewest;
    for (const branch& b : all_) {
        if (!b.fails) continue;
        const std::size_t made = choices_to(b);
        if (!fewest || made < *fewest) fewest = made;
    }
    return fewest;
}

}  // namespace ctxdemo
