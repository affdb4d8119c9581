// Prints facts on the library's locks: bench_locks [--smoke]. The library in
// this program is compiled with mutexes that measure, and is slower than usual.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/context.hpp>
#include <string_view>
#include <vector>

#include "tests/bench/facts/fact.hpp"
#include "tests/bench/locks/hold.hpp"

namespace ctx_bench {
namespace {

using namespace std::chrono_literals;

void measure_locks(int size) {
    const auto parent = with_cancel(ctx::background());
    std::vector<ctx::context> children(static_cast<std::size_t>(size));
    for (auto& child : children) child = with_timeout(parent.child, 1h).child;
    print_fact("a lock is held, at the longest: to make those", longest_hold());

    parent.cancel();
    print_fact("- to cancel them", longest_hold());
}

}  // namespace
}  // namespace ctx_bench

int main(int argc, char** argv) {
    const bool smoke = argc > 1 && std::string_view(argv[1]) == "--smoke";
    ctx_bench::measure_locks(smoke ? 1'000 : 1'000'000);
}
