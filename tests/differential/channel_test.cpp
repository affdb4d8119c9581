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

program channels(const choice_source& below, std::size_t steps) {
    channel_generator generator(below);
    program p(steps);
    for (auto& op : p) op = generator.next();
    return p;
}

TEST_CASE("channels and selects do what Go's can, step by step") {
    if (skip_without_go()) return;
    hold_against_go(
        {.kind = "channels",
         .make = channels,
         .run = [](const program& p) { return run_channels(p, {}).seen; },
         .agreeing_steps = possible_steps});
}

}  // namespace differential_channel_test
