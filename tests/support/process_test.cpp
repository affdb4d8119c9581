// That a program which hangs is a test that fails.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <stdexcept>

#include "tests/support/process.hpp"

namespace process_test {

using namespace std::chrono_literals;
using ctx_test::process;

TEST_CASE("a program that does not end is given up, silent or not") {
    for (const char* script :
         {"while :; do :; done", "while :; do echo again; done"}) {
        process endless({"/bin/sh", "-c", script});
        CHECK_THROWS_AS((void)endless.wait(0s), std::runtime_error);
    }
}

TEST_CASE("a program that ends without a text does not keep who waits for it") {
    process other({"/bin/sh", "-c", "echo other"});
    CHECK_THROWS_AS(other.await_output("text"), std::runtime_error);
}

}  // namespace process_test
