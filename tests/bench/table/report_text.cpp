// The report as text: a table for each kind of row, with a title.
// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/bench/table/report.hpp"

namespace ctx_bench {
namespace {

using cells = std::vector<std::string>;

// Aligns the first column to the left and all others to the right.
std::string table(const std::vector<cells>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line = fmt::format("{:<{}}", row.at(0), widths[0]);
        for (std::size_t i = 1; i < row.size(); ++i) {
            line += fmt::format("  {:>{}}", row[i], widths[i]);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return text;
}

// Three digits are enough: a measurement is less precise than that.
std::string number(double n) {
    if (n < 10) return fmt::format("{:.2f}", n);
    if (n < 100) return fmt::format("{:.1f}", n);
    return fmt::format("{:.0f}", n);
}

std::string count(double n) { return fmt::format("{:g}", n); }

void add(cells& row, const spread& s) {
    for (const double n : {s.median, s.min, s.max}) row.push_back(number(n));
}

std::string bytes_per_node(const series& s, double nodes) {
    return nodes > 0 ? fmt::format("{:.0f}", s.bytes_per_node(nodes)) : "";
}

std::string header(const report& r) {
    const auto& where = r.where;
    std::string text = fmt::format(
        "{}, {} cores; {}; {}\n", where.processor, where.cores, where.compiler,
        where.go.empty() ? "no Go: ours alone" : where.go);
    text += fmt::format(
        "each row {} times for {} s on either side, by turns: median times, "
        "ratios of pairs\n"
        "ns and allocs: of an operation; B/node: bytes for each context\n",
        r.how.repetitions, r.how.seconds);
    return text;
}

cells with_go(const compared_row& r) {
    cells row{r.row.name};
    if (r.in_go) {
        row.push_back(number(r.go.ns()));
        row.push_back(number(r.ours.ns()));
        add(row, ratio(r.go, r.ours));
        row.push_back(count(r.go.allocations()));
        row.push_back(count(r.ours.allocations()));
        row.push_back(bytes_per_node(r.go, r.nodes()));
    } else {
        row.insert(row.end(), {"", number(r.ours.ns()), "", "", "", ""});
        row.insert(row.end(), {count(r.ours.allocations()), ""});
    }
    row.push_back(bytes_per_node(r.ours, r.nodes()));
    return row;
}

// What a row of Go's measures. Each kind has a table of its own.
enum class kind { contexts, threads, outside, bubbles, locks };

kind kind_of(const compared_row& r) {
    if (r.row.go.starts_with("Bubble/")) return kind::bubbles;
    if (r.row.go.starts_with("Lock/")) return kind::locks;
    if (r.row.go.starts_with("Outside/")) return kind::outside;
    const bool starts = r.row.go.find("NewGoRoutine") != std::string::npos;
    return starts ? kind::threads : kind::contexts;
}

std::string go_table(const comparison& c, kind wanted) {
    std::vector<cells> rows{{"", "Go ns", "ours ns", "Go/ours", "min", "max",
                             "Go allocs", "ours", "Go B/node", "ours"}};
    for (const auto& r : c.rows) {
        if (r.row.alternative.empty() && kind_of(r) == wanted) {
            rows.push_back(with_go(r));
        }
    }
    return rows.size() > 1 ? table(rows) : "";
}

std::string alternatives_table(const comparison& c) {
    std::vector<cells> rows{{"", "its ns", "ours ns", "its/ours", "min", "max",
                             "its allocs", "ours"}};
    for (const auto& r : c.rows) {
        const auto* ours = c.counterpart(r.row);
        if (r.row.alternative.empty() || !ours) continue;
        cells row{r.row.ctx + ": " + r.row.alternative, number(r.ours.ns()),
                  number(ours->ours.ns())};
        add(row, ratio(r.ours, ours->ours));
        row.push_back(count(r.ours.allocations()));
        row.push_back(count(ours->ours.allocations()));
        rows.push_back(row);
    }
    return rows.size() > 1 ? table(rows) : "";
}

std::string facts_table(const std::vector<fact_series>& facts) {
    std::vector<cells> rows{{"", "median", "min", "max", ""}};
    for (const auto& f : facts) {
        cells row{f.name};
        add(row, spread_of(f.values));
        row.push_back(f.unit);
        rows.push_back(row);
    }
    return facts.empty() ? "" : table(rows);
}

std::string section(const std::string& title, const std::string& content) {
    return content.empty() ? "" : fmt::format("\n{}\n\n{}", title, content);
}

std::string missing(const std::vector<std::string>& only_in_go) {
    if (only_in_go.empty()) return "";
    return fmt::format("\nin Go's file but not here: {}\n",
                       fmt::join(only_in_go, ", "));
}

}  // namespace

std::string to_text(const report& r) {
    return header(r) +
           section("Go's benchmarks", go_table(r.compared, kind::contexts)) +
           missing(r.compared.only_in_go) +
           section("With a goroutine each, which here is a thread",
                   go_table(r.compared, kind::threads)) +
           section("Channels, timers and goroutines outside of bubbles",
                   go_table(r.compared, kind::outside)) +
           section("In a bubble, beside testing/synctest",
                   go_table(r.compared, kind::bubbles)) +
           section("Locks on threads", go_table(r.compared, kind::locks)) +
           section("What else there is in C++",
                   alternatives_table(r.compared)) +
           section("Size, scale and waking", facts_table(r.facts));
}

}  // namespace ctx_bench
