// Our benchmarks: the program bench_rows.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/table/measurement.hpp"

namespace ctx_bench {

/// A row of ours, and what it is to be compared with; see rows/row.hpp.
struct our_row {
    std::string full;  ///< as Google Benchmark has it
    std::string name;  ///< without what that adds: "A (in short)@something"
    std::string ctx;   ///< the row that it is beside: "A (in short)"
    std::string go;    ///< the row of Go's file: "A"
    std::string alternative;  ///< what is used instead of ctx; mostly empty
};

/// Takes a name of Google Benchmark's apart.
[[nodiscard]] our_row parse_row(std::string full);

/// Reads Google Benchmark's JSON of one row.
[[nodiscard]] measurement parse_ours(std::string_view json);

/// The program at a path.
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
