// A program that hangs makes its test fail, not hang.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <stdexcept>

#include "tests/support/process.hpp"

namespace process_test {

using namespace std::chrono_literals;
using ctx_test::process;

TEST_CASE("a wait for a program that does not end throws, silent or not") {
    for (const char* script :
         {"while :; do :; done", "while :; do echo again; done"}) {
        process endless({"/bin/sh", "-c", script});
        CHECK_THROWS_AS((void)endless.wait(0s), std::runtime_error);
    }
}

TEST_CASE("a wait for a text throws if the program ends without it") {
    process other({"/bin/sh", "-c", "echo other"});
    CHECK_THROWS_AS(other.await_output("text"), std::runtime_error);
}

}  // namespace process_test
