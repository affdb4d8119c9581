// Go: BenchmarkWithTimeout. With a number of timeouts pending, each thread
// makes ten more and cancels them.
// SPDX-License-Identifier: MIT
#include <array>
#include <chrono>
#include <ctx/context.hpp>
#include <string>
#include <vector>

#include "tests/bench/rows/row.hpp"

namespace ctx_bench {
namespace {

using namespace std::chrono_literals;

// Each thread makes its share of the pending timeouts, as in Go.
void with_timeout_among(benchmark::State& state, int pending) {
    const auto root = ctx::background();
    std::vector<ctx::cancel_func> others(
        static_cast<std::size_t>(pending / state.threads()));
    for (auto& cancel : others) cancel = with_timeout(root, 1h).cancel;

    // Like Go's slice, this array keeps the last ten until the next ten replace
    // them.
    std::array<ctx::cancel_func, 10> ten;
    repeat(state, 10, [&] {
        for (auto& cancel : ten) cancel = with_timeout(root, 1h).cancel;
        for (const auto& cancel : ten) cancel();
    });

    for (const auto& cancel : others) cancel();
}

}  // namespace

void add_timeout_rows() {
    for (const int pending : {40, 4000, 400000}) {
        row("WithTimeout/concurrency=" + std::to_string(pending),
            [pending](benchmark::State& state) {
                with_timeout_among(state, pending);
            })
            ->Threads(all_processors());
    }
}

}  // namespace ctx_bench
