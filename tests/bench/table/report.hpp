// The report that is printed at the end.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "tests/bench/table/comparison.hpp"
#include "tests/bench/table/facts.hpp"
#include "tests/bench/table/machine.hpp"

namespace ctx_bench {

/// All measurements, and how they were made.
struct report {
    machine where;
    comparison_options how;
    comparison compared;
    std::vector<fact_series> facts;
};

[[nodiscard]] std::string to_text(const report& r);
[[nodiscard]] std::string to_json(const report& r);

}  // namespace ctx_bench
