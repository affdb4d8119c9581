// Two sides of a row, measured in turns.
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

/// What a row gave on one side, in each repetition.
struct series {
    std::vector<measurement> runs;

    [[nodiscard]] double ns() const;           ///< the median
    [[nodiscard]] double allocations() const;  ///< likewise
    /// Likewise, of contexts that are `nodes` to an operation.
    [[nodiscard]] double bytes_per_node(double nodes) const;
};

/// How often as long `slow` takes as `fast`, repetition by repetition: what
/// disturbs the machine for long disturbs both of a pair.
[[nodiscard]] spread ratio(const series& slow, const series& fast);

/// A row of ours with its counterpart in Go, if there is one.
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

    /// The row of ctx that is `alternative`'s counterpart.
    [[nodiscard]] const compared_row* counterpart(
        const our_row& alternative) const;
};

struct comparison_options {
    int repetitions = 7;
    double seconds = 0.1;  ///< for each run of a row
    std::string filter;    ///< a regular expression for names; empty: all
    std::function<void(const std::string&)> progress;
};

/// Runs all rows, once on each side, then all again, as often as is asked for.
[[nodiscard]] comparison compare(const our_side& ours,
                                 const std::optional<go_side>& go,
                                 const comparison_options& options);

}  // namespace ctx_bench
