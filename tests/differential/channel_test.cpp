// Random programs of channel operations. After every step Go must show the same
// state as the library, if the library's selects choose the same ready cases.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "tests/differential/channel_machine.hpp"
#include "tests/differential/channel_program.hpp"
#include "tests/differential/conformance.hpp"
#include "tests/support/go.hpp"

namespace differential_channel_test {

using namespace ctx_test;

TEST_CASE("channels and selects can do what Go's do, step by step") {
    if (skip_without_go()) return;
    hold_against_go(
        {.kind = "channels",
         .make = program_of<channel_generator>,
         .run = [](const program& p) { return run_channels(p, {}).seen; },
         .agreeing_steps = possible_steps});
}

}  // namespace differential_channel_test
