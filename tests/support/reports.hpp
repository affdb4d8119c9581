// What a test expects of the end of a bubble or a run.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <ctx/goroutine.hpp>

namespace ctx_test {

/// Checks that no goroutine was left behind.
inline void check_clean(const ctx::run_report& report) {
    for (const auto& left : report.leaks) FAIL_CHECK(to_string(left));
}

}  // namespace ctx_test
