// Numbers that sum up several measurements.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ctx_bench {

/// The median of some numbers, the smallest and the largest.
struct spread {
    double median = 0;
    double min = 0;
    double max = 0;
};

/// Returns zeros for no numbers. The median of an even count is the mean of the
/// middle two.
[[nodiscard]] inline spread spread_of(std::vector<double> numbers) {
    if (numbers.empty()) return {};
    std::ranges::sort(numbers);
    const std::size_t half = numbers.size() / 2;
    const double median = numbers.size() % 2 != 0
                              ? numbers[half]
                              : (numbers[half - 1] + numbers[half]) / 2;
    return {median, numbers.front(), numbers.back()};
}

}  // namespace ctx_bench
