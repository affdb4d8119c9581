// Vector clocks: for each thread, how many of its steps happened before.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace ctx_interleave {

/// The most threads that a program may have.
inline constexpr std::size_t max_threads = 4;

/// For each thread, the number of its steps that happened before a point.
class clocks {
public:
    [[nodiscard]] std::uint32_t& operator[](std::size_t thread) {
        return counts_[thread];
    }
    [[nodiscard]] std::uint32_t operator[](std::size_t thread) const {
        return counts_[thread];
    }

    /// Adds the steps that happened before `other`.
    void join(const clocks& other) noexcept {
        for (std::size_t t = 0; t < max_threads; ++t) {
            counts_[t] = std::max(counts_[t], other.counts_[t]);
        }
    }

    /// Returns the first thread that has more steps here than in `other`;
    /// max_threads if there is none.
    [[nodiscard]] std::size_t first_beyond(const clocks& other) const noexcept {
        std::size_t t = 0;
        while (t < max_threads && counts_[t] <= other.counts_[t]) ++t;
        return t;
    }

private:
    std::array<std::uint32_t, max_threads> counts_{};
};

}  // namespace ctx_interleave
