// Measures the two sides of each row in turn.
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/table/go_side.hpp"
#include "tests/bench/table/measurement.hpp"
#include "tests/bench/table/our_side.hpp"
#include "tests/bench/table/statistics.hpp"

namespace ctx_bench {

/// The measurements of a row on one side, one for each repetition.
struct series {
    std::vector<measurement> runs;

    [[nodiscard]] double ns() const;           ///< the median
    [[nodiscard]] double allocations() const;  ///< the median
    /// The median of bytes per context, if an operation makes `nodes` contexts.
    [[nodiscard]] double bytes_per_node(double nodes) const;
};

/// Returns how many times as long `slow` takes as `fast`. Each repetition gives
/// one ratio, because a long disturbance of the machine affects both of a pair.
[[nodiscard]] spread ratio(const series& slow, const series& fast);

/// A row of ours and its counterpart in Go, if there is one.
struct compared_row {
    our_row row;
    bool in_go = false;
    series ours;
    series go;

    [[nodiscard]] double nodes() const;
};

struct comparison {
    std::vector<compared_row> rows;
    std::vector<std::string> only_in_go;

    /// Returns the row of ctx that `alternative` is an alternative to; null if
    /// it was not run.
    [[nodiscard]] const compared_row* counterpart(
        const our_row& alternative) const;
};

struct comparison_options {
    int repetitions = 7;
    double seconds = 0.1;  ///< for each run of a row
    std::string filter;    ///< a regular expression for names; empty: every row
    std::function<void(const std::string&)> progress;
};

/// Runs every row once on each side, and repeats that as often as `options`
/// asks.
[[nodiscard]] comparison compare(const our_side& ours,
                                 const std::optional<go_side>& go,
                                 const comparison_options& options);

}  // namespace ctx_bench
