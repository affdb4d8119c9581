// Prints facts on size, scale and waking: bench_facts [--smoke]
// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "tests/bench/facts/fact.hpp"

int main(int argc, char** argv) {
    using ctx_bench::amount;
    const bool smoke = argc > 1 && std::string_view(argv[1]) == "--smoke";
    const auto how_much = smoke ? amount::smoke : amount::full;
    try {
        // Runs first, because it counts the threads that the first timer
        // starts.
        ctx_bench::measure_idle(how_much);
        ctx_bench::measure_nodes();
        ctx_bench::measure_million(how_much);
        ctx_bench::measure_wake(how_much);
    } catch (const std::exception& e) {
        fmt::print(stderr, "bench_facts: {}\n", e.what());
        return 1;
    }
}
