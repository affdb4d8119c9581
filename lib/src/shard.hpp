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
    list observers;                     ///< guarded by `mutex`
    atomic<std::uint32_t> children{0};  ///< that own the node

    /// In `children` once those are counted with the other owners; so far above
    /// what can be subtracted that it stays at least `closed`.
    static constexpr std::uint32_t closing = 3U << 30U;
    static constexpr std::uint32_t closed = 1U << 31U;
};

/// All of them; numbered from 1. Read all the time, so it has a line of its own
/// too.
struct alignas(64) shard_table {
    std::size_t size = 0;  ///< at most 255
    std::unique_ptr<shard[]> all;

    [[nodiscard]] shard& at(std::size_t number) const noexcept {
        return all[number - 1];
    }
};

/// A list of a node's, and what guards it.
struct guarded_list {
    small_mutex& mutex;
    list& observers;
};

/// The one of `parent`'s that `o` is in, or is to join.
[[nodiscard]] inline guarded_list list_for(cancel_node& parent,
                                           const observer& o) noexcept {
    if (o.shard == 0) return {parent.mutex, parent.observers};
    // Relaxed: who has what is in a shard knows of the table.
    shard& s = parent.shards.load(std::memory_order_relaxed)->at(o.shard);
    return {s.mutex, s.observers};
}

/// Calls `f` with each list of `n`, its own first.
template <class F>
void for_each_list(cancel_node& n, F f) {
    f(guarded_list{n.mutex, n.observers});
    // Relaxed: who is to see all that is in the lists knows of the table.
    const auto* const t = n.shards.load(std::memory_order_relaxed);
    if (!t) return;
    for (std::size_t i = 1; i <= t->size; ++i) {
        f(guarded_list{t->at(i).mutex, t->at(i).observers});
    }
}

}  // namespace ctx::detail
