// The machine that runs a program of channel operations in a bubble.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctx/ctx.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/differential/channel_program.hpp"

namespace ctx_test {

/// Runs the steps of a program. A step that may block runs in a goroutine of
/// its own. A machine lives in a bubble.
class channel_machine {
public:
    using channel = ctx::channel<std::int64_t>;

    channel_machine() { channels_.emplace(0, nullptr); }

    /// Runs one step, and waits until all goroutines are blocked or done.
    void step(const operation& op);

    /// Returns several lines: the results of the steps that have ended since
    /// the last call, the steps that still wait, and how full each channel is.
    [[nodiscard]] std::string show();

    /// Returns the steps that wait, by their numbers.
    [[nodiscard]] const std::map<std::int64_t, operation>& waiting() const {
        return waiting_;
    }

    /// Returns the results of the steps that have ended, by their numbers.
    [[nodiscard]] const std::map<std::int64_t, std::string>& results() const {
        return results_;
    }

    [[nodiscard]] const std::map<std::int64_t, channel>& channels() const {
        return channels_;
    }

private:
    void start(const operation& op);
    [[nodiscard]] std::string perform(const operation& op);
    [[nodiscard]] std::string select(const operation& op);

    /// Returns false if no earlier step made what this step uses.
    [[nodiscard]] bool possible(const operation& op) const;

    std::map<std::int64_t, channel> channels_;
    std::map<std::int64_t, ctx::cancelable> contexts_{{0, {}}};
    std::map<std::int64_t, operation> waiting_;
    std::map<std::int64_t, std::string> results_;
    std::set<std::int64_t> ended_;  // since the last show()
};

/// A select's choice among several ready cases.
struct selection_made {
    std::size_t ways = 0;  ///< the number of ready cases
    std::size_t step = 0;  ///< its place in the program
};

struct channel_run {
    trace seen;
    std::vector<selection_made> selections;
};

/// Runs a whole program in a bubble. The n-th select that meets several ready
/// cases takes the case that the n-th of `picks` names; selects after the last
/// pick take the first.
[[nodiscard]] channel_run run_channels(const program& p,
                                       const std::vector<std::size_t>& picks);

/// Returns the largest number of steps that `want` has in common with a trace
/// of the program, over all choices of ready cases. All steps of `want` are in
/// common if the program can produce that trace.
[[nodiscard]] std::size_t possible_steps(const program& p, const trace& want);

}  // namespace ctx_test
