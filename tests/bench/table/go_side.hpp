// Go's own benchmarks of its context package, in that package's test binary,
// and those of tests/bench/go.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/table/measurement.hpp"

namespace ctx_bench {

/// Reads the output of a Go benchmark. The names of the rows lose "Benchmark"
/// and GOMAXPROCS: "CancelTree/depth=1/Root=Background".
[[nodiscard]] measurements parse_go(std::string_view output);

/// Returns the pattern for -test.bench that matches only the row `name`.
[[nodiscard]] std::string go_pattern(std::string_view name);

/// Runs the binaries at some paths.
class go_side {
public:
    explicit go_side(std::vector<std::string> binaries)
        : binaries_(std::move(binaries)) {}

    /// Returns all their rows. Each is run once, so the numbers mean nothing.
    [[nodiscard]] measurements all() const;

    /// Runs one row for about `seconds`.
    [[nodiscard]] measurement run(const std::string& name,
                                  double seconds) const;

private:
    [[nodiscard]] measurements run_pattern(const std::string& pattern,
                                           const std::string& time) const;

    std::vector<std::string> binaries_;
};

}  // namespace ctx_bench
