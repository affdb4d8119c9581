// What runs a program of channel operations in a bubble.
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

/// Runs the steps of a program, each that may block in a goroutine of its own.
/// Lives in a bubble.
class channel_machine {
public:
    using channel = ctx::channel<std::int64_t>;

    channel_machine() { channels_.emplace(0, nullptr); }

    /// Does one step, and waits until nothing moves.
    void step(const operation& op);

    /// How the steps that have ended since the last call did, which ones still
    /// wait, and what is in the channels: several lines.
    [[nodiscard]] std::string show();

    /// The steps that wait, and what each is.
    [[nodiscard]] const std::map<std::int64_t, operation>& waiting() const {
        return waiting_;
    }

    /// How the last step ended, by the number of each; for those that have.
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

    /// False if an earlier step did not make what this one is about.
    [[nodiscard]] bool possible(const operation& op) const;

    std::map<std::int64_t, channel> channels_;
    std::map<std::int64_t, ctx::cancelable> contexts_{{0, {}}};
    std::map<std::int64_t, operation> waiting_;
    std::map<std::int64_t, std::string> results_;
    std::set<std::int64_t> ended_;  // since it was last shown
};

/// Which of several ready cases a select took.
struct selection_made {
    std::size_t ways = 0;
    std::size_t step = 0;  ///< of the program
};

struct channel_run {
    trace seen;
    std::vector<selection_made> selections;
};

/// Runs a whole program in a bubble. `picks` says which of the ready cases the
/// selects take, in the order in which they meet several; then the first.
[[nodiscard]] channel_run run_channels(const program& p,
                                       const std::vector<std::size_t>& picks);

/// The most steps that `want` has in common with what the program can show,
/// whichever ready cases its selects take: all of them if it can show that.
[[nodiscard]] std::size_t possible_steps(const program& p, const trace& want);

}  // namespace ctx_test
