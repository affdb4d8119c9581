// The parts of a row.
//
// A row has the name of its counterpart in Go's benchmark_test.go, or in
// tests/bench/go, without "Benchmark": "CancelTree/depth=10/Root=Background". A
// suffix in parentheses names another way to write the row in ctx. A suffix
// after "@" names an alternative to ctx. The table pairs rows by these names.
// SPDX-License-Identifier: MIT
#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

#include "tests/bench/rows/memory.hpp"

namespace ctx_bench {

/// Adds a row, which measures the time that passes, as Go does.
template <class Function>
benchmark::internal::Benchmark* row(const std::string& name, Function f) {
    return benchmark::RegisterBenchmark(name.c_str(), std::move(f))
        ->UseRealTime();
}

/// Returns the number of goroutines of Go's b.RunParallel: GOMAXPROCS, which is
/// the machine's number of processors.
[[nodiscard]] int all_processors();

/// Times `body` in a loop, then runs it once more to count its allocations.
/// `nodes` is the number of contexts that it makes.
template <class Body>
void repeat(benchmark::State& state, double nodes, Body body) {
    for (auto _ : state) body();
    const usage used = usage_of(body);
    const auto mean = benchmark::Counter::kAvgThreads;
    state.counters["allocations"] = {used.allocations, mean};
    state.counters["bytes"] = {used.bytes, mean};
    state.counters["nodes"] = {nodes, mean};
}

// The rows, by subject.
void add_bubble_rows();
void add_cancel_rows();
void add_lock_rows();
void add_outside_rows();
void add_poll_rows();
void add_timeout_rows();
void add_tree_rows();
void add_value_rows();

}  // namespace ctx_bench
