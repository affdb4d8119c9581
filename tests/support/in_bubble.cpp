// SPDX-License-Identifier: MIT
#include "tests/support/in_bubble.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ctx_test {

void in_bubble(const std::function<void()>& body) {
    const auto report = ctx::bubble(body);
    std::string leaks;
    for (const auto& g : report.leaks) leaks += ctx::to_string(g) + "\n";
    CHECK(leaks == "");
}

}  // namespace ctx_test
