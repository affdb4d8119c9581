// The search through all orders in which threads may take their steps.
//
// Depth first, by running again from the start. Two orders that differ only
// in steps that commute cannot be told apart, so one of each such class is
// run: this is dynamic partial-order reduction, with source sets (Abdulla,
// Aronis, Jonsson, Sagonas, 2014) and sleep sets. Where two steps were found to
// race, the choice before the first is tried the other way too; what has been
// tried sleeps until a step that does not commute with it wakes it.
//
// A thread that waits for a mutex is not enabled, so a step is never tried
// that cannot be taken; the race is between two locks, not with the unlock.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tests/interleave/clocks.hpp"
#include "tests/interleave/operation.hpp"

namespace ctx_interleave {

/// A set of threads, as bits.
using thread_set = std::uint32_t;

[[nodiscard]] constexpr thread_set only(std::size_t thread) noexcept {
    return thread_set{1} << thread;
}

class search {
public:
    /// Without `reduced` every order is run, also those that cannot be told
    /// apart.
    explicit search(bool reduced) noexcept : reduced_(reduced) {}

    /// Goes back to the start, for another run.
    void begin();

    /// Returns which of the `enabled` threads takes the next of the `pending`
    /// steps; nothing if whatever came now has been run before. `current` goes
    /// on where that is as good, which saves a switch.
    [[nodiscard]] std::optional<std::size_t> choose(
        thread_set enabled, std::span<const operation> pending,
        std::size_t current);

    /// True if the program did not repeat what it did in the last run.
    [[nodiscard]] bool lost() const noexcept { return lost_; }

    /// The step was taken, and this is what it came to.
    void took(operation op);

    /// `thread` goes on only because of what `by` has just done.
    void woke(std::size_t by, std::size_t thread) noexcept;

    /// The run is over with these thread_set blocked for ever.
    void stuck(thread_set blocked, std::span<const operation> pending);

    /// Turns to the next order; false if there is none.
    [[nodiscard]] bool advance();

    /// The same for two runs that differ only in steps that commute.
    [[nodiscard]] std::uint64_t fingerprint() const noexcept;

private:
    // A point where threads could be chosen.
    struct node {
        std::size_t chosen;
        thread_set asleep;  // need not be tried here: nothing new comes of it
        thread_set to_try;  // chosen at some time, or to be
        std::uint32_t object;  // of the step that was chosen
    };

    [[nodiscard]] std::optional<std::size_t> repeat(
        thread_set enabled, std::span<const operation> pending);
    [[nodiscard]] thread_set asleep_now(
        std::span<const operation> pending) const noexcept;
    void find_races(const operation& op, const clocks& before);
    void reverse(const operation& first, const operation& second,
                 const clocks& before);

    const bool reduced_;
    std::vector<node> nodes_;
    std::size_t depth_ = 0;  // how many of them this run has passed
    std::size_t known_ = 0;  // of those, how many the last run had as well
    bool lost_ = false;
    std::vector<operation> steps_;
    std::array<clocks, max_threads> clocks_;
};

}  // namespace ctx_interleave
