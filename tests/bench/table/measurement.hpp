// The result of one run of one row.
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

namespace ctx_bench {

/// All numbers are per operation. An operation is one turn of the row's loop.
struct measurement {
    double ns = 0;
    double allocations = 0;
    double bytes = 0;
    double nodes = 0;  ///< contexts made; unknown on Go's side
};

/// Measurements by the names of their rows.
using measurements = std::map<std::string, measurement>;

}  // namespace ctx_bench
