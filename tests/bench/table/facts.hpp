// The facts that the program bench_facts prints: measurements that are no loop
// or have no counterpart in Go.
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ctx_bench {

/// The values of one fact, one for each repetition.
struct fact_series {
    std::string name;
    std::string unit;
    std::vector<double> values;
};

/// Adds the output of bench_facts to `facts`. Each line is
/// `name<tab>value<tab>unit`.
void add_facts(std::vector<fact_series>& facts, std::string_view output);

}  // namespace ctx_bench
