// What becomes of a program whose memory runs out.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "tests/support/process.hpp"
#include "tests/support/sanitizers.hpp"

namespace out_of_memory_test {

TEST_CASE("a program survives the failure of each of its allocations") {
    if (ctx_test::sanitized) {
        std::puts("skipped: a sanitizer allocates for itself");
        return;
    }
    const auto got = ctx_test::run_program({OUT_OF_MEMORY_PROBE});
    CAPTURE(got.err);
    CAPTURE(got.out);
    CHECK(got.code == 0);
    CHECK(got.out.find("explore: ") != std::string::npos);
}

}  // namespace out_of_memory_test
