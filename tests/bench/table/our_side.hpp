// Our benchmarks: the program bench_rows.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/table/measurement.hpp"

namespace ctx_bench {

/// A row of ours and its counterparts; see rows/row.hpp.
struct our_row {
    std::string full;  ///< the name in Google Benchmark
    std::string name;  ///< the row's own name: "A (in short)@something"
    std::string ctx;   ///< the row of ctx to compare with: "A (in short)"
    std::string go;    ///< the row of Go's file: "A"
    std::string alternative;  ///< the alternative to ctx; mostly empty
};

/// Splits a name of Google Benchmark into its parts.
[[nodiscard]] our_row parse_row(std::string full);

/// Reads Google Benchmark's JSON output for one row.
[[nodiscard]] measurement parse_ours(std::string_view json);

/// Runs the program at a path.
class our_side {
public:
    explicit our_side(std::string binary) : binary_(std::move(binary)) {}

    [[nodiscard]] std::vector<our_row> all() const;

    /// Runs one row for about `seconds`.
    [[nodiscard]] measurement run(const our_row& row, double seconds) const;

private:
    std::string binary_;
};

}  // namespace ctx_bench
