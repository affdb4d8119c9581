// SPDX-License-Identifier: MIT
#include "tests/bench/facts/fact.hpp"

#include <fmt/format.h>

namespace ctx_bench {

void print_fact(std::string_view name, double value, std::string_view unit) {
    fmt::print("{}\t{}\t{}\n", name, value, unit);
}

void print_fact(std::string_view name, std::chrono::nanoseconds time) {
    using milliseconds = std::chrono::duration<double, std::milli>;
    print_fact(name, milliseconds(time).count(), "ms");
}

}  // namespace ctx_bench
