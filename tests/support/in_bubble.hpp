// Running a test's body in virtual time.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/bubble.hpp>
#include <functional>

namespace ctx_test {

/// Runs `body` in a bubble, and checks that it leaves no goroutine behind.
void in_bubble(const std::function<void()>& body);

}  // namespace ctx_test
