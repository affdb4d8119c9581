// Go's own benchmarks of its context package: the test binary of that.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "tests/bench/table/measurement.hpp"

namespace ctx_bench {

/// Reads what a Go benchmark prints. A row's name goes without "Benchmark" and
/// without GOMAXPROCS: "CancelTree/depth=1/Root=Background".
[[nodiscard]] measurements parse_go(std::string_view output);

/// The pattern for -test.bench that matches the row `name` alone.
[[nodiscard]] std::string go_pattern(std::string_view name);

/// The binary at a path.
class go_side {
public:
    explicit go_side(std::string binary) : binary_(std::move(binary)) {}

    /// All its rows, each run once. The numbers are of no use.
    [[nodiscard]] measurements all() const;

    /// Runs one row for about `seconds`.
    [[nodiscard]] measurement run(const std::string& name,
                                  double seconds) const;

private:
    [[nodiscard]] measurements run_pattern(const std::string& pattern,
                                           const std::string& time) const;

    std::string binary_;
};

}  // namespace ctx_bench
