// The shards of a node that many threads derive from; shard.cpp says how they
// are used.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "ctx/detail/node.hpp"

namespace ctx::detail {

/// The children that were made on one processor, on a cache line of their own.
struct alignas(64) shard {
    small_mutex mutex;
    list subscribers;  ///< guarded by `mutex`

    /// How many children that own the node this shard counts.
    atomic<std::uint32_t> child_count{0};

    /// The value of `child_count` when the shard is closed (S4 in shard.cpp).
    /// It is so far above `closed` that the children still to go cannot lower
    /// it below that.
    static constexpr std::uint32_t closing = 3U << 30U;
    static constexpr std::uint32_t closed = 1U << 31U;
};

/// The shards of a node, numbered from 1. Every derivation reads the table, so
/// it has a cache line of its own.
struct alignas(64) shard_table {
    std::size_t size = 0;  ///< at most 255
    std::unique_ptr<shard[]> shards;

    [[nodiscard]] shard& at(std::size_t number) const noexcept {
        return shards[number - 1];
    }
};

/// A list of a node, and the mutex that guards it.
struct guarded_list {
    small_mutex& mutex;
    list& subscribers;
};

/// The list of `parent` that `s` is in, or is about to join.
[[nodiscard]] inline guarded_list list_for(cancel_node& parent,
                                           const subscriber& s) noexcept {
    if (s.shard == 0) return {parent.mutex, parent.subscribers};
    // Relaxed: `s` got its shard's number from the table (list_below()), so the
    // table's store happens before this.
    shard& found = parent.shards.load(std::memory_order_relaxed)->at(s.shard);
    return {found.mutex, found.subscribers};
}

/// Calls `f` with each list of `n`, its own first.
template <class F>
void for_each_list(cancel_node& n, F f) {
    f(guarded_list{n.mutex, n.subscribers});
    // Relaxed: the store happens before this for every caller. The canceling
    // thread has locked `n.mutex`, under which the table is set; the last owner
    // has acquired what the thread that set it did.
    const auto* const t = n.shards.load(std::memory_order_relaxed);
    if (!t) return;
    for (std::size_t i = 1; i <= t->size; ++i) {
        f(guarded_list{t->at(i).mutex, t->at(i).subscribers});
    }
}

}  // namespace ctx::detail
