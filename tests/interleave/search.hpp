// The search through all orders in which threads can take their steps.
//
// The search is depth first and runs the program again from the start for each
// order. Two orders that differ only in steps that commute have the same
// outcome. Such orders form a class, and the search runs one order of each
// class. This is dynamic partial-order reduction with source sets (Abdulla,
// Aronis, Jonsson, Sagonas, 2014) and sleep sets. Where two steps race, the
// search later makes the other choice before the first of them as well. A
// thread whose step has been tried sleeps until a step that does not commute
// with its own wakes it.
//
// A thread that waits for a mutex is not enabled, so the search never tries a
// step that cannot be taken. Two locks of a mutex race with each other; a lock
// does not race with an unlock.
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

/// A set of threads, one bit each.
using thread_set = std::uint32_t;

[[nodiscard]] constexpr thread_set only(std::size_t thread) noexcept {
    return thread_set{1} << thread;
}

class search {
public:
    /// With `reduced`, the search runs one order of each class; without it,
    /// every order.
    explicit search(bool reduced) noexcept : reduced_(reduced) {}

    /// Starts another run from the first step.
    void begin();

    /// Returns the thread, one of `enabled`, that takes the next of the
    /// `pending` steps, or nothing if every continuation has been run before.
    /// Prefers `current` where that is as good, because it saves a thread
    /// switch.
    [[nodiscard]] std::optional<std::size_t> choose(
        thread_set enabled, std::span<const operation> pending,
        std::size_t current);

    /// Returns true if the program did not repeat the steps of its last run, up
    /// to the choice that was changed.
    [[nodiscard]] bool lost() const noexcept { return lost_; }

    /// Notes that a thread took the step `op`, with its result.
    void took(operation op);

    /// Notes that `thread` continues only because of the last step of `by`.
    void woke(std::size_t by, std::size_t thread) noexcept;

    /// Notes that the run ended with the `blocked` threads blocked forever in
    /// their `pending` steps.
    void stuck(thread_set blocked, std::span<const operation> pending);

    /// Turns to the next order. Returns false if no order is left.
    [[nodiscard]] bool advance();

    /// Returns a number that is the same for all orders of a class.
    [[nodiscard]] std::uint64_t fingerprint() const noexcept;

private:
    // A point of the run where the search chose a thread.
    struct node {
        std::size_t chosen;
        thread_set asleep;     // threads not to try here: those orders were run
        thread_set to_try;     // threads tried here, now or later
        std::uint32_t object;  // of the chosen step
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
    std::size_t depth_ = 0;  // nodes that this run has passed
    std::size_t known_ = 0;  // nodes that this run shares with the last
    bool lost_ = false;
    std::vector<operation> steps_;
    std::array<clocks, max_threads> clocks_;
};

}  // namespace ctx_interleave
