// All schedules of a program that make a difference, for a learner who chooses
// one step by step.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctx/explore.hpp>
#include <optional>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/judge.hpp"

namespace ctxdemo {

/// Schedules of a program as a tree, whose branches are the choices. At each
/// choice only those ways are in it that lead to another schedule of the tree.
class schedule_tree {
public:
    /// Makes a tree of these schedules. No run of them has a fault.
    explicit schedule_tree(const std::vector<ctx::schedule>& all);

    /// Runs the program of `j` under every schedule, `max` at most, until
    /// `until` is done.
    schedule_tree(const lessons::judge& j, std::uint64_t max,
                  const ctx::context& until);

    /// The number of schedules, and of those whose runs have a fault.
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
    [[nodiscard]] std::size_t failing() const noexcept;

    /// Returns the first schedule that makes the choices of `s`; `s` itself if
    /// the tree has none.
    [[nodiscard]] ctx::schedule first_with(const ctx::schedule& s) const;

    /// Returns the ways in the tree at `r.choices[i]`, after the choices of `r`
    /// before.
    [[nodiscard]] std::vector<std::size_t> ways(const recording& r,
                                                std::size_t i) const;

    /// Returns how many choices a learner makes at least, from the first
    /// schedule on, until a run has a fault; nothing if no run has one. A
    /// choice leads to the first schedule with it.
    [[nodiscard]] std::optional<std::size_t> fewest_choices() const;

private:
    struct branch {
        std::vector<std::size_t> choices;  // without the zeros at the end
        bool fails = false;
    };
    using place = std::vector<branch>::const_iterator;

    [[nodiscard]] place find(std::vector<std::size_t> choices) const;
    [[nodiscard]] std::size_t choices_to(const branch& end) const;

    std::vector<branch> all_;  // sorted
};

}  // namespace ctxdemo
