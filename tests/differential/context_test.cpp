// Random programs of context operations. After every step each context must
// show the same state as in Go.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "tests/differential/conformance.hpp"
#include "tests/differential/context_machine.hpp"
#include "tests/differential/context_program.hpp"
#include "tests/support/go.hpp"

namespace differential_context_test {

using namespace ctx_test;

TEST_CASE("contexts do what Go's do, step by step") {
    if (skip_without_go()) return;
    hold_against_go({.kind = "contexts",
                     .make = program_of<context_generator>,
                     .run = run_contexts,
                     .agreeing_steps = [](const program& p, const trace& go) {
                         return common_steps(run_contexts(p), go);
                     }});
}

}  // namespace differential_context_test
