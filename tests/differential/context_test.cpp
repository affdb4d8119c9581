// Random programs of context operations: after every step all that can be seen
// of every context is what Go shows.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "tests/differential/conformance.hpp"
#include "tests/differential/context_machine.hpp"
#include "tests/differential/context_program.hpp"
#include "tests/support/go.hpp"

namespace differential_context_test {

using namespace ctx_test;

program contexts(const choice_source& below, std::size_t steps) {
    context_generator generator(below);
    program p(steps);
    for (auto& op : p) op = generator.next();
    return p;
}

TEST_CASE("contexts do what Go's do, step by step") {
    if (skip_without_go()) return;
    hold_against_go({.kind = "contexts",
                     .make = contexts,
                     .run = run_contexts,
                     .agreeing_steps = [](const program& p, const trace& go) {
                         return common_steps(run_contexts(p), go);
                     }});
}

}  // namespace differential_context_test
