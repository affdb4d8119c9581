// What becomes of ctxdemo when its memory runs out.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdio>

#include "tests/support/process.hpp"
#include "tests/support/sanitizers.hpp"

namespace app_out_of_memory_test {

TEST_CASE("each command reports an allocation that fails, or does without") {
    if (ctx_test::sanitized) {
        std::puts("skipped: a sanitizer allocates for itself");
        return;
    }
    const auto got = ctx_test::run_program({STARVED_CTXDEMO});
    CAPTURE(got.err);
    CAPTURE(got.out);
    CHECK(got.code == 0);
    CHECK(got.out.find("explore nested --max 3: ") != std::string::npos);
}

}  // namespace app_out_of_memory_test
