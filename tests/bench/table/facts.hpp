// What is no loop with a counterpart in Go, from the program bench_facts.
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ctx_bench {

/// One thing that was measured, in each repetition.
struct fact_series {
    std::string name;
    std::string unit;
    std::vector<double> values;
};

/// Adds what bench_facts printed, `name<tab>value<tab>unit` in each line, to
/// what there is.
void add_facts(std::vector<fact_series>& facts, std::string_view output);

}  // namespace ctx_bench
