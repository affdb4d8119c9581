// Chance, for the lessons.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <random>

#include "ctx/bubble.hpp"

namespace lessons {

/// A coin. Copies are the same coin.
///
/// Threads     safe from any thread.
class coin {
public:
    /// `seed`      the same seed makes the same tosses. With 0 they differ from
    ///             run to run, but not in a bubble, whose runs repeat: heads
    ///             comes first there.
    explicit coin(std::int64_t seed)
        : state_(std::make_shared<state>(
              seed != 0          ? static_cast<std::uint64_t>(seed)
              : ctx::in_bubble() ? heads_first
                                 : std::random_device()())) {}

    /// Tosses the coin. Returns true for heads.
    [[nodiscard]] bool toss() const {
        const std::scoped_lock lock(state_->mutex);
        return state_->random() % 2 == 0;
    }

private:
    static constexpr std::uint64_t heads_first = 1;

    struct state {
        explicit state(std::uint64_t seed) : random(seed) {}
        std::mutex mutex;
        std::mt19937_64 random;  // guarded by mutex
    };

    std::shared_ptr<state> state_;
};

}  // namespace lessons
