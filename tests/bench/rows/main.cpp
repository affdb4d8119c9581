// Google Benchmark's program with the rows of ctx. See its --help.
// SPDX-License-Identifier: MIT
#include <benchmark/benchmark.h>

#include <thread>

#include "tests/bench/rows/row.hpp"

int ctx_bench::all_processors() {
    return static_cast<int>(std::thread::hardware_concurrency());
}

int main(int argc, char** argv) {
    ctx_bench::add_cancel_rows();
    ctx_bench::add_timeout_rows();
    ctx_bench::add_tree_rows();
    ctx_bench::add_poll_rows();
    ctx_bench::add_value_rows();
    ctx_bench::add_outside_rows();
    ctx_bench::add_bubble_rows();
    ctx_bench::add_lock_rows();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
}
