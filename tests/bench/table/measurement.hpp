// What one run of one row gives.
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

namespace ctx_bench {

/// All of it is per operation, that is, per turn of the row's loop.
struct measurement {
    double ns = 0;
    double allocations = 0;
    double bytes = 0;
    double nodes = 0;  ///< contexts made; Go's side does not say
};

/// Measurements by the names of their rows.
using measurements = std::map<std::string, measurement>;

}  // namespace ctx_bench
