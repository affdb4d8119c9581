// SPDX-License-Identifier: MIT
#include "tests/interleave/search.hpp"

#include <algorithm>
#include <bit>

namespace ctx_interleave {
namespace {

std::size_t lowest(thread_set some) noexcept {
    return static_cast<std::size_t>(std::countr_zero(some));
}

}  // namespace

void search::begin() {
    depth_ = 0;
    known_ = nodes_.empty() ? 0 : nodes_.size() - 1;
    steps_.clear();
    clocks_ = {};
}

std::optional<std::size_t> search::choose(thread_set enabled,
                                          std::span<const operation> pending,
                                          std::size_t current) {
    if (depth_ < nodes_.size()) {
        return repeat(enabled, pending);
    }
    const thread_set asleep = reduced_ ? asleep_now(pending) : 0;
    const thread_set awake = enabled & ~asleep;
    if (!awake) return std::nullopt;
    const std::size_t chosen = awake & only(current) ? current : lowest(awake);
    nodes_.push_back({chosen, asleep, reduced_ ? only(chosen) : enabled, 0});
    ++depth_;
    return chosen;
}

// Returns the thread that the last run chose at this node. At the last node,
// advance() has replaced that thread by one not tried there yet.
std::optional<std::size_t> search::repeat(thread_set enabled,
                                          std::span<const operation> pending) {
    const node& at = nodes_[depth_++];
    const auto next = std::ranges::find(pending, at.chosen, &operation::thread);
    lost_ = !(enabled & only(at.chosen)) ||
            (depth_ <= known_ && next->object != at.object);
    if (lost_) return std::nullopt;
    return at.chosen;
}

// Returns the threads asleep at the last node, except the thread that took its
// step there and the threads that this step wakes, because their own steps do
// not commute with it.
thread_set search::asleep_now(
    std::span<const operation> pending) const noexcept {
    if (depth_ == 0) return 0;
    const auto last = std::ranges::find(steps_.rbegin(), steps_.rend(),
                                        depth_ - 1, &operation::node);
    thread_set asleep = nodes_[depth_ - 1].asleep;
    for (const operation& op : pending) {
        if (dependent(op, *last)) asleep &= ~only(op.thread);
    }
    return asleep & ~only(last->thread);
}

void search::took(operation op) {
    clocks& mine = clocks_[op.thread];
    const clocks before = mine;
    op.nth = ++mine[op.thread];
    for (const operation& earlier : steps_) {
        if (dependent(earlier, op)) mine.join(earlier.before);
    }
    op.before = mine;
    // An unlock is not a choice, because its thread takes it without waiting
    // for a turn.
    const bool chosen = op.what != kind::unlock;
    if (chosen) {
        op.node = depth_ - 1;
        nodes_[op.node].object = op.object;
    }
    steps_.push_back(op);
    if (chosen && op.node >= known_) find_races(op, before);
}

void search::woke(std::size_t by, std::size_t thread) noexcept {
    clocks_[thread].join(clocks_[by]);
}

void search::stuck(thread_set blocked, std::span<const operation> pending) {
    for (operation op : pending) {
        if (!(blocked & only(op.thread))) continue;
        op.nth = clocks_[op.thread][op.thread] + 1;
        op.before = clocks_[op.thread];
        find_races(op, op.before);
    }
}

// Finds the earlier steps that race with `op`. A step races with `op` if the
// two do not commute, the step happened before `op` for no other reason, and no
// other racing step lies between them.
void search::find_races(const operation& op, const clocks& before) {
    if (!reduced_) return;
    std::vector<const operation*> nearer;
    for (auto it = steps_.rbegin(); it != steps_.rend(); ++it) {
        if (it->thread == op.thread || it->what == kind::unlock ||
            !dependent(*it, op) || before[it->thread] >= it->nth) {
            continue;
        }
        if (std::ranges::any_of(nearer, [&](const operation* other) {
                return it->precedes(*other);
            })) {
            continue;
        }
        nearer.push_back(&*it);
        reverse(*it, op, before);
    }
}

// Makes the search also run `second` before `first`. The steps after `first`
// that do not depend on it, and then `second`, can run in place of `first`. So
// the node that chose `first` must try a thread that can take the first of
// them.
void search::reverse(const operation& first, const operation& second,
                     const clocks& before) {
    std::vector<const operation*> follow;
    thread_set seen = 0;
    thread_set leading = 0;
    const auto consider = [&](const operation& op, bool leads) {
        if (leads && !(seen & only(op.thread))) leading |= only(op.thread);
        seen |= only(op.thread);
        follow.push_back(&op);
    };
    // The steps before `second`. If `second` has been taken, it is the last
    // step so far.
    const operation* const end = steps_.data() + steps_.size() -
                                 (second.node == operation::no_node ? 0 : 1);
    for (const operation* op = &first + 1; op != end; ++op) {
        if (first.precedes(*op)) continue;
        consider(*op, std::ranges::none_of(follow, [&](const auto* earlier) {
            return earlier->precedes(*op);
        }));
    }
    consider(second, std::ranges::none_of(follow, [&](const auto* earlier) {
                 return before[earlier->thread] >= earlier->nth ||
                        dependent(*earlier, second);
             }));

    node& at = nodes_[first.node];
    if ((at.to_try | at.asleep) & leading) return;
    at.to_try |= leading & only(second.thread) ? only(second.thread)
                                               : only(lowest(leading));
}

// Combines the thread, the kind and the predecessors of each step. The order of
// steps that commute does not enter.
std::uint64_t search::fingerprint() const noexcept {
    constexpr std::uint64_t prime = 0x100000001b3;  // of FNV-1a
    std::uint64_t all = 0;
    for (const operation& op : steps_) {
        std::uint64_t one = 0xcbf29ce484222325;
        const auto mix = [&](std::uint64_t n) { one = (one ^ n) * prime; };
        mix(op.thread);
        mix(static_cast<std::uint64_t>(op.what));
        for (std::size_t t = 0; t < max_threads; ++t) mix(op.before[t]);
        all += one ^ (one >> 29);
    }
    return all;
}

bool search::advance() {
    while (!nodes_.empty()) {
        node& last = nodes_.back();
        last.asleep |= only(last.chosen);
        const thread_set left = last.to_try & ~last.asleep;
        if (left) {
            last.chosen = lowest(left);
            return true;
        }
        nodes_.pop_back();
    }
    return false;
}

}  // namespace ctx_interleave
