// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>
#include <string>

#include "tests/bench/table/report.hpp"

namespace ctx_bench {
namespace {

using json = nlohmann::ordered_json;

json of(const spread& s) {
    return {{"median", s.median}, {"min", s.min}, {"max", s.max}};
}

json of(const series& s, double nodes) {
    json runs = json::array();
    for (const auto& run : s.runs) runs.push_back(run.ns);
    json side{
        {"ns", s.ns()}, {"allocations", s.allocations()}, {"runs_ns", runs}};
    if (nodes > 0) side["bytes_per_node"] = s.bytes_per_node(nodes);
    return side;
}

json of(const comparison& c, const compared_row& r) {
    json row{{"name", r.row.name}};
    if (r.in_go) {
        row["go"] = of(r.go, r.nodes());
        row["ratio"] = of(ratio(r.go, r.ours));
    }
    if (!r.row.alternative.empty()) {
        row["alternative"] = r.row.alternative;
        if (const auto* ours = c.counterpart(r.row)) {
            row["ratio"] = of(ratio(r.ours, ours->ours));
        }
    }
    row["ours"] = of(r.ours, r.nodes());
    return row;
}

json of(const machine& m) {
    return {{"processor", m.processor},
            {"cores", m.cores},
            {"compiler", m.compiler},
            {"go", m.go.empty() ? json() : json(m.go)}};
}

json of(const fact_series& f) {
    json fact{{"name", f.name}, {"unit", f.unit}, {"values", f.values}};
    fact.update(of(spread_of(f.values)));
    return fact;
}

}  // namespace

std::string to_json(const report& r) {
    json rows = json::array();
    for (const auto& row : r.compared.rows) {
        rows.push_back(of(r.compared, row));
    }
    json facts = json::array();
    for (const auto& f : r.facts) facts.push_back(of(f));
    const json all{{"machine", of(r.where)},
                   {"repetitions", r.how.repetitions},
                   {"seconds_per_run", r.how.seconds},
                   {"rows", rows},
                   {"only_in_go", r.compared.only_in_go},
                   {"facts", facts}};
    return all.dump(2) + '\n';
}

}  // namespace ctx_bench
