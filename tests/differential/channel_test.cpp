// Random programs of channel operations: after every step Go shows what the
// library shows if its selects take the same ones of the cases that are ready.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "tests/differential/channel_machine.hpp"
#include "tests/differential/channel_program.hpp"
#include "tests/differential/conformance.hpp"
#include "tests/support/go.hpp"

namespace differential_channel_test {

using namespace ctx_test;

TEST_CASE("channels and selects do what Go's can, step by step") {
    if (skip_without_go()) return;
    hold_against_go(
        {.kind = "channels",
         .make = program_of<channel_generator>,
         .run = [](const program& p) { return run_channels(p, {}).seen; },
         .agreeing_steps = possible_steps});
}

}  // namespace differential_channel_test
