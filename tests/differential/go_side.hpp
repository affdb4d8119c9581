// Runs programs in Go.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "tests/differential/program.hpp"
#include "tests/support/go.hpp"

namespace ctx_test {

/// A program that runs on Go's own packages in testing/synctest. It is built
/// once.
class go_side {
public:
    /// `kind`  "contexts", "channels" or "semaphores".
    explicit go_side(std::string kind);

    /// Runs programs, and returns the trace of each.
    [[nodiscard]] std::vector<trace> traces_of(
        const std::vector<program>& programs) const;

    [[nodiscard]] trace trace_of(const program& p) const {
        return traces_of({p}).front();
    }

private:
    const std::string kind_;
    const scratch folder_;
};

}  // namespace ctx_test
