// Tests of the parts that the comparison with Go relies on.
// SPDX-License-Identifier: MIT
#include "tests/differential/program.hpp"

#include <doctest/doctest.h>

#include "tests/differential/channel_machine.hpp"

namespace differential_program_test {

using namespace ctx_test;

TEST_CASE("a program is shrunk to the steps that matter") {
    program p;
    for (std::int64_t i = 0; i < 50; ++i) p.push_back({"step", {i}});
    const auto has = [](const program& of, std::int64_t step) {
        return std::ranges::any_of(
            of, [&](const auto& op) { return op.numbers[0] == step; });
    };
    const auto small = shrunk(p, [&](const program& of) {
        return has(of, 3) && has(of, 31) && has(of, 48);
    });
    CHECK(to_string(small) == "step 3\nstep 31\nstep 48\n");
}

TEST_CASE("a select with two ready cases can show both outcomes and no third") {
    const program p{{"chan", {1, 1}},
                    {"chan", {2, 1}},
                    {"send", {3, 1}},
                    {"send", {4, 2}},
                    {"select", {5, 0, 0, 1, 0, 2}},
                    {"select", {6, 1, 0, 1}}};
    const trace first = run_channels(p, {}).seen;
    const trace second = run_channels(p, {1}).seen;
    REQUIRE(first != second);
    CHECK(possible_steps(p, first) == p.size());
    CHECK(possible_steps(p, second) == p.size());

    trace neither = second;
    neither.back() = first.back();
    CHECK(possible_steps(p, neither) == p.size() - 1);
}

}  // namespace differential_program_test
