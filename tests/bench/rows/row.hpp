// What the rows are made of.
//
// A row has the name of its counterpart in Go's benchmark_test.go, without
// "Benchmark": "CancelTree/depth=10/Root=Background". Another way to write the
// same in ctx has a name for it behind that in parentheses; another thing to
// use instead of ctx, behind an "@". The table pairs them by that.
// SPDX-License-Identifier: MIT
#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

#include "tests/bench/rows/memory.hpp"

namespace ctx_bench {

/// Adds a row. Go measures the time that passes, so we do.
template <class Function>
benchmark::internal::Benchmark* row(const std::string& name, Function f) {
    return benchmark::RegisterBenchmark(name.c_str(), std::move(f))
        ->UseRealTime();
}

/// As many threads as Go's b.RunParallel has goroutines: GOMAXPROCS, which is
/// what the machine has.
[[nodiscard]] int all_processors();

/// Has `body` timed, over and over; then sees, once, what it allocates.
/// `nodes` is how many contexts it makes.
template <class Body>
void repeat(benchmark::State& state, double nodes, Body body) {
    for (auto _ : state) body();
    const usage used = usage_of(body);
    const auto mean = benchmark::Counter::kAvgThreads;
    state.counters["allocations"] = {used.allocations, mean};
    state.counters["bytes"] = {used.bytes, mean};
    state.counters["nodes"] = {nodes, mean};
}

// All of them, by what they are about.
void add_cancel_rows();
void add_poll_rows();
void add_timeout_rows();
void add_tree_rows();
void add_value_rows();

}  // namespace ctx_bench
