// SPDX-License-Identifier: MIT
#include "tests/bench/table/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace ctx_bench {
namespace {

template <class Member>
double median_of(const std::vector<measurement>& runs, Member member) {
    std::vector<double> numbers;
    for (const auto& run : runs) numbers.push_back(run.*member);
    return spread_of(numbers).median;
}

bool matches(const std::string& name, const std::string& filter) {
    return filter.empty() || std::regex_search(name, std::regex(filter));
}

comparison rows_of(const our_side& ours, const std::optional<go_side>& go,
                   const std::string& filter) {
    const measurements in_go = go ? go->all() : measurements();
    measurements missing = in_go;
    comparison all;
    for (const auto& row : ours.all()) {
        missing.erase(row.go);
        if (!matches(row.name, filter)) continue;
        const bool has_go = in_go.contains(row.go) && row.alternative.empty();
        all.rows.push_back({.row = row, .in_go = has_go, .ours = {}, .go = {}});
    }
    for (const auto& [name, unused] : missing) {
        if (matches(name, filter)) all.only_in_go.push_back(name);
    }
    return all;
}

void run_pair(compared_row& r, const our_side& ours, const go_side* go,
              double seconds, bool go_first) {
    const auto run_go = [&] {
        if (go) r.go.runs.push_back(go->run(r.row.go, seconds));
    };
    if (go_first) run_go();
    r.ours.runs.push_back(ours.run(r.row, seconds));
    if (!go_first) run_go();
}

}  // namespace

double series::ns() const { return median_of(runs, &measurement::ns); }

double series::allocations() const {
    return median_of(runs, &measurement::allocations);
}

double series::bytes_per_node(double nodes) const {
    return median_of(runs, &measurement::bytes) / nodes;
}

spread ratio(const series& slow, const series& fast) {
    std::vector<double> ratios;
    const auto pairs = std::min(slow.runs.size(), fast.runs.size());
    for (std::size_t i = 0; i < pairs; ++i) {
        ratios.push_back(slow.runs[i].ns / fast.runs[i].ns);
    }
    return spread_of(ratios);
}

double compared_row::nodes() const {
    return median_of(ours.runs, &measurement::nodes);
}

const compared_row* comparison::counterpart(const our_row& alternative) const {
    for (const auto& r : rows) {
        if (r.row.name == alternative.ctx) return &r;
    }
    return nullptr;
}

comparison compare(const our_side& ours, const std::optional<go_side>& go,
                   const comparison_options& options) {
    comparison all = rows_of(ours, go, options.filter);
    for (int i = 0; i < options.repetitions; ++i) {
        for (auto& r : all.rows) {
            options.progress(fmt::format("{} of {}: {}", i + 1,
                                         options.repetitions, r.row.name));
            run_pair(r, ours, r.in_go ? &*go : nullptr, options.seconds,
                     i % 2 == 0);
        }
    }
    return all;
}

}  // namespace ctx_bench
