// Go: BenchmarkDeepValueSameGoRoutine and BenchmarkDeepValueNewGoRoutine. Each
// looks up a missing key in a chain of values.
// SPDX-License-Identifier: MIT
#include <ctx/context.hpp>
#include <ctx/wait_group.hpp>
#include <string>
#include <unordered_map>

#include "tests/bench/rows/row.hpp"

namespace ctx_bench {
namespace {

using benchmark::DoNotOptimize;
using benchmark::State;

// Go's keys are ints. Here a key needs a type of its own.
enum class number : int {};

ctx::context chain(int depth) {
    ctx::context c;
    for (int i = 0; i < depth; ++i) c = with_value(c, number(i), i);
    return c;
}

void same_goroutine(State& state, const ctx::context& c) {
    repeat(state, 0, [&] { DoNotOptimize(c.value<int>(number(-1))); });
}

void new_goroutine(State& state, const ctx::context& c) {
    repeat(state, 0, [&] {
        ctx::wait_group wg;
        wg.go([&] { DoNotOptimize(c.value<int>(number(-1))); });
        wg.wait();
    });
}

// The alternative: one map for a whole request, which nothing derives from.
void in_map(State& state, int depth) {
    std::unordered_map<int, int> values;
    for (int i = 0; i < depth; ++i) values[i] = i;
    int key = -1;
    repeat(state, 0, [&] {
        DoNotOptimize(key);
        DoNotOptimize(values.find(key) == values.end());
    });
}

}  // namespace

void add_value_rows() {
    for (const int depth : {10, 20, 30, 50, 100}) {
        const auto at = "/depth=" + std::to_string(depth);
        const auto c = chain(depth);
        row("DeepValueSameGoRoutine" + at,
            [c](State& state) { same_goroutine(state, c); });
        row("DeepValueSameGoRoutine" + at + "@std::unordered_map",
            [depth](State& state) { in_map(state, depth); });
        row("DeepValueNewGoRoutine" + at,
            [c](State& state) { new_goroutine(state, c); });
    }
}

}  // namespace ctx_bench
