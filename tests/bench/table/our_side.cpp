// SPDX-License-Identifier: MIT
#include "tests/bench/table/our_side.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "tests/bench/table/output_of.hpp"

namespace ctx_bench {
namespace {

// Returns a regular expression that matches only `text`.
std::string escaped(std::string_view text) {
    constexpr std::string_view special = "()[]{}.*+?^$|\\";
    std::string pattern;
    for (const char c : text) {
        if (special.find(c) != special.npos) pattern += '\\';
        pattern += c;
    }
    return pattern;
}

}  // namespace

our_row parse_row(std::string full) {
    our_row row;
    row.name = full.substr(0, full.find("/real_time"));
    row.full = std::move(full);
    const auto at = row.name.find('@');
    if (at != std::string::npos) row.alternative = row.name.substr(at + 1);
    row.ctx = row.name.substr(0, at);
    row.go = row.ctx.substr(0, row.ctx.find(" ("));
    return row;
}

measurement parse_ours(std::string_view json) {
    const auto run = nlohmann::json::parse(json).at("benchmarks").at(0);
    if (run.value("error_occurred", false)) {
        throw std::runtime_error(run.at("error_message").get<std::string>());
    }
    return {.ns = run.at("real_time"),
            .allocations = run.at("allocations"),
            .bytes = run.at("bytes"),
            .nodes = run.at("nodes")};
}

std::vector<our_row> our_side::all() const {
    std::istringstream names(output_of({binary_, "--benchmark_list_tests"}));
    std::vector<our_row> rows;
    for (std::string name; std::getline(names, name);) {
        rows.push_back(parse_row(name));
    }
    return rows;
}

measurement our_side::run(const our_row& row, double seconds) const {
    return parse_ours(
        output_of({binary_, "--benchmark_filter=^" + escaped(row.full) + "$",
                   fmt::format("--benchmark_min_time={}", seconds),
                   "--benchmark_format=json"}));
}

}  // namespace ctx_bench
