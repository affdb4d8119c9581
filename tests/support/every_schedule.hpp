// Running a test's body under every schedule.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <ctx/error.hpp>
#include <ctx/explore.hpp>
#include <functional>
#include <string>

namespace ctx_test {

/// Runs `body` under every schedule. Checks that each run ends well, and that
/// no schedule is left.
inline void in_every_schedule(const std::function<void()>& body) {
    std::string first_failure;
    const auto found = ctx::explore(body, [&](const ctx::explored& run) {
        if (!run.failed() || !first_failure.empty()) return;
        first_failure = ctx::to_string(run.how);
        first_failure += ": " + ctx::error(run.failure).message();
    });
    CHECK(first_failure == "");
    CHECK(found.complete);
}

}  // namespace ctx_test
