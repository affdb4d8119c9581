// The machine and the compilers of a measurement.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ctx_bench {

struct machine {
    std::string processor;
    int cores = 0;
    std::string compiler;
    std::string go;  ///< the version; empty without Go
};

[[nodiscard]] machine this_machine();

}  // namespace ctx_bench
