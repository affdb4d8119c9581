// Vector clocks.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ctx::detail {

/// A goroutine, or a timer that is due, by its number in the run.
using process = std::uint32_t;

/// The number of each process' steps that happen before something.
class step_clock {
public:
    [[nodiscard]] std::uint32_t of(process p) const noexcept {
        return p < steps_.size() ? steps_[p] : 0;
    }
    void set(process p, std::uint32_t steps) {
        if (p >= steps_.size()) steps_.resize(p + 1);
        steps_[p] = steps;
    }
    void join(const step_clock& other) {
        if (other.steps_.size() > steps_.size()) {
            steps_.resize(other.steps_.size());
        }
        for (std::size_t p = 0; p < other.steps_.size(); ++p) {
            if (other.steps_[p] > steps_[p]) steps_[p] = other.steps_[p];
        }
    }
    void clear() noexcept { steps_.clear(); }

private:
    std::vector<std::uint32_t> steps_;
};

}  // namespace ctx::detail
