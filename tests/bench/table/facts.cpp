// SPDX-License-Identifier: MIT
#include "tests/bench/table/facts.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace ctx_bench {
namespace {

fact_series& series_of(std::vector<fact_series>& facts, std::string name,
                       std::string unit) {
    const auto found = std::ranges::find(facts, name, &fact_series::name);
    if (found != facts.end()) return *found;
    facts.push_back(
        {.name = std::move(name), .unit = std::move(unit), .values = {}});
    return facts.back();
}

}  // namespace

void add_facts(std::vector<fact_series>& facts, std::string_view output) {
    std::istringstream lines{std::string(output)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string name, value, unit;
        std::getline(fields, name, '\t');
        std::getline(fields, value, '\t');
        if (!std::getline(fields, unit)) {
            throw std::runtime_error("not a fact: " + line);
        }
        series_of(facts, name, unit).values.push_back(std::stod(value));
    }
}

}  // namespace ctx_bench
