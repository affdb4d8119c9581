// SPDX-License-Identifier: MIT
#include "tests/differential/conformance.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <vector>

#include "tests/differential/go_side.hpp"
#include "tests/support/go.hpp"
#include "tests/support/sanitizers.hpp"

namespace ctx_test {

namespace {

// Returns a number from the environment, or `usual` if it is not set there.
std::uint64_t setting(const char* name, std::uint64_t usual) {
    const char* text = std::getenv(name);
    return text ? std::stoull(text) : usual;
}

std::vector<program> some_programs(const conformance& c,
                                   const choice_source& below) {
    std::vector<program> all(500);
    for (auto& p : all) p = c.make(below, 4 + below(40));
    return all;
}

bool agrees(const conformance& c, const program& p, const trace& go) {
    return c.agreeing_steps(p, go) == p.size();
}

// Returns a message about a program that differs.
std::string difference(const conformance& c, const go_side& go, program p) {
    p = shrunk(p, [&](const program& smaller) {
        return !smaller.empty() && !agrees(c, smaller, go.trace_of(smaller));
    });
    // A program with several outcomes may have another one now.
    const trace shown = go.trace_of(p);
    const std::size_t step = c.agreeing_steps(p, shown);
    std::string text = "this program differs:\n\n" + to_string(p);
    if (step == shown.size()) return text + "\nbut not each time\n";
    return text + "\nGo shows:\n" + shown[step] + "\nand here:\n" +
           c.run(p)[step];
}

}  // namespace

void hold_against_go(const conformance& c) {
    const auto wanted =
        setting("CTX_DIFFERENTIAL_STEPS", sanitized ? 4'000 : 40'000);
    const auto seed = setting("CTX_DIFFERENTIAL_SEED", 1);
    std::mt19937_64 engine(seed);
    const choice_source below = [&](std::size_t n) {
        return static_cast<std::size_t>(engine() % n);
    };
    const auto start = std::chrono::steady_clock::now();
    const go_side go(c.kind);
    std::uint64_t steps = 0;
    while (steps < wanted) {
        const auto programs = some_programs(c, below);
        const auto traces = go.traces_of(programs);
        for (std::size_t i = 0; i < programs.size(); ++i) {
            steps += programs[i].size();
            if (agrees(c, programs[i], traces[i])) continue;
            FAIL(difference(c, go, programs[i]));
        }
    }
    const std::chrono::duration<double> took =
        std::chrono::steady_clock::now() - start;
    MESSAGE(steps << " steps of " << c.kind << " from seed " << seed << " in "
                  << took.count() << " s");
}

}  // namespace ctx_test
