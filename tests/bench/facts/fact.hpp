// Facts: measurements that are not rows, because they have no counterpart in
// Go's file or are no loop.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string_view>

namespace ctx_bench {

/// How much to measure: everything, or just enough to see that it works.
enum class amount { full, smoke };

/// Prints a fact; see table/facts.hpp.
void print_fact(std::string_view name, double value, std::string_view unit);
void print_fact(std::string_view name, std::chrono::nanoseconds time);

/// Returns how long a call of `f` takes.
template <class F>
[[nodiscard]] std::chrono::nanoseconds time_of(F f) {
    const auto start = std::chrono::steady_clock::now();
    f();
    return std::chrono::steady_clock::now() - start;
}

// The measurements, by subject.
void measure_nodes();
void measure_million(amount);
void measure_idle(amount);
void measure_wake(amount);

}  // namespace ctx_bench
