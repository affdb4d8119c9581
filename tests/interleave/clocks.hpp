// What has happened before what, counted per thread.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace ctx_interleave {

/// The most threads that a program may have.
inline constexpr std::size_t max_threads = 4;

/// For each thread, how much of what it did comes before.
class clocks {
public:
    [[nodiscard]] std::uint32_t& operator[](std::size_t thread) {
        return counts_[thread];
    }
    [[nodiscard]] std::uint32_t operator[](std::size_t thread) const {
        return counts_[thread];
    }

    /// What is before either is before this.
    void join(const clocks& other) noexcept {
        for (std::size_t t = 0; t < max_threads; ++t) {
            counts_[t] = std::max(counts_[t], other.counts_[t]);
        }
    }

    /// The first thread that has done more than `other` knows; else
    /// max_threads.
    [[nodiscard]] std::size_t first_beyond(const clocks& other) const noexcept {
        std::size_t t = 0;
        while (t < max_threads && counts_[t] <= other.counts_[t]) ++t;
        return t;
    }

private:
    std::array<std::uint32_t, max_threads> counts_{};
};

}  // namespace ctx_interleave
