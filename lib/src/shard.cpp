// How many threads can derive from one node without waiting for each other.
//
// A thread that derives from a node changes the node's count of owners, its
// mutex and its list; it does so again when the child is canceled, and when the
// child is freed. Two processors that keep doing this pass the node's cache
// lines to and fro, which takes longer than all the rest. So a node whose mutex
// threads had to wait for again and again gets shards, one per processor. From
// then on the shard of the deriving thread's processor counts the child, and
// the child joins that shard's list. The node itself is only read.
//
// Invariants:
// S1. A child notes two shards as it is made: the shard of its parent that
//     counts it, and the shard of its canceler whose list it joins. The parent
//     and the canceler may be different nodes. Both are noted before the child
//     joins, because a thread that cancels a merged child through one parent
//     looks for it in the list of the other.
// S2. A subscriber joins a shard's list only if, under the shard's mutex, the
//     node is not done. The canceling thread sets its end before it locks
//     that mutex to empty the list, and so finds every subscriber.
// S3. Owners that no shard counts, mostly handles, are counted in refs_. The
//     flag has_shards beside that count says that the node must not be freed
//     when the count comes down to zero, because shards may count more owners.
// S4. The thread that lowers the count to zero closes the shards (node.cpp): it
//     adds their counts to refs_ and clears the flag. A child that finds its
//     shard closed drops its share from refs_ instead. No child is added
//     meanwhile, because only a thread with a handle can derive from the node,
//     and the handles have gone.
// S5. A thread that finds the node in a list may still get a share and drop it
//     while the shards are being closed. The flag was_revived then says that
//     another thread is closing them already.
//
// Lock order:
// S6. The mutex of a shard counts as a node's mutex: a thread holds one of them
//     at a time (C5).
#include "shard.hpp"

#include <algorithm>
#include <mutex>
#include <new>

#include "ctx/detail/processor.hpp"

namespace ctx::detail {

void spread_children(cancel_node& n) noexcept try {
    auto made = std::make_unique<shard_table>();
    made->size = std::min(processor_count(), std::size_t{255});
    made->shards = std::make_unique<shard[]>(made->size);

    const std::scoped_lock lock(n.mutex);
    // Relaxed: both change only under the mutex.
    if (n.state(std::memory_order_relaxed) != 0 ||
        n.shards.load(std::memory_order_relaxed)) {
        return;
    }
    // Relaxed: the last owner has acquired what all other owners did
    // (drop_owner()), and so sees the flag.
    static_cast<node&>(n).refs_.fetch_add(node::has_shards,
                                          std::memory_order_relaxed);
    // Release: pairs with the acquire loads in list_below() and
    // retain_as_child(), which then see the table's contents.
    n.shards.store(made.release(), std::memory_order_release);
} catch (const std::bad_alloc&) {
    // The threads go on waiting for each other.
}

std::uint8_t nearest_shard(const shard_table& t) noexcept {
    return static_cast<std::uint8_t>(this_processor() % t.size + 1);
}

std::uint8_t retain_in_shard(shard_table& t) noexcept {
    const std::uint8_t number = nearest_shard(t);
    // Relaxed: as in retain(), there is nothing to order.
    t.at(number).child_count.fetch_add(1, std::memory_order_relaxed);
    return number;
}

bool node::drop_from_shard(std::uint8_t shard) noexcept {
    auto& n = static_cast<cancel_node&>(*this);
    // Relaxed: the child was counted in the table, so the table's store happens
    // before this.
    auto& child_count =
        n.shards.load(std::memory_order_relaxed)->at(shard).child_count;
    // Both pair with the exchange in close_shards(). Release: all that the
    // child did with the node happens before the node is freed. Acquire: a
    // closed shard's share is in refs_ before it is dropped there.
    return child_count.fetch_sub(1, std::memory_order_acq_rel) >=
               shard::closed &&
           drop_owner();
}

}  // namespace ctx::detail
