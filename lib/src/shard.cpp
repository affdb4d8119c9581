// How many threads can derive from one node without waiting for each other.
//
// Whoever derives from a node changes its count of owners, its mutex and its
// list; and again when the child is canceled, and when it goes. Two processors
// that do so all the time pass its cache lines to and fro, which takes longer
// than all the rest. A node for whose mutex one had to wait again and again
// gets shards, one for each processor: who derives from it is counted in the
// shard of its own processor, and what is made joins the list there. The node
// itself is then only read.
//
// Invariants:
// - A child notes in which shard it is counted, and whose list it is to join:
//   as it is made, since who ends it may have to know before it has joined, as
//   the other parent of a merged one. The two may differ: it is the parent that
//   counts, and the nearest above it that can be canceled that has the list.
// - Whoever joins a shard's list has seen, under the shard's mutex, that the
//   node is not over. The canceler sets `word` before it locks that mutex to
//   empty the list, and so finds all of them.
//
// The owners that are not counted in shards, handles above all, are counted as
// ever; the flag has_shards beside the count says that the node is not to be
// freed though it may come down to zero. Whoever lowers it to that closes the
// shards (node.cpp): from then on all are counted together, the flag is gone,
// and who is in a closed shard finds that it is, and drops its share here. Only
// who owns the node otherwise can have derived from it, so none comes in
// meanwhile. But who finds the node in a list may get a share of it, and drop
// that; was_revived then says that the closing is somebody else's already.
//
// Lock order: a shard's mutex is one of a node's, as in cancel.cpp: one at a
// time.
#include "shard.hpp"

#include <algorithm>
#include <mutex>
#include <new>

#include "ctx/detail/processor.hpp"

namespace ctx::detail {

void spread_children(cancel_node& n) noexcept try {
    auto made = std::make_unique<shard_table>();
    made->size = std::min(processor_count(), std::size_t{255});
    made->all = std::make_unique<shard[]>(made->size);

    const std::scoped_lock lock(n.mutex);
    // Relaxed: both only change under the mutex.
    if (n.word.load(std::memory_order_relaxed) != 0 ||
        n.shards.load(std::memory_order_relaxed)) {
        return;
    }
    // Relaxed: who drops the last share has acquired what all others did.
    static_cast<node&>(n).refs_.fetch_add(node::has_shards,
                                          std::memory_order_relaxed);
    // Release: pairs with the acquires of who derives, for what was made.
    n.shards.store(made.release(), std::memory_order_release);
} catch (const std::bad_alloc&) {
    // Then they go on waiting for each other.
}

std::uint8_t nearest_shard(const shard_table& t) noexcept {
    return static_cast<std::uint8_t>(this_processor() % t.size + 1);
}

std::uint8_t retain_in_shard(shard_table& t) noexcept {
    const std::uint8_t number = nearest_shard(t);
    // Relaxed: as for every new owner, there is nothing to order.
    t.at(number).children.fetch_add(1, std::memory_order_relaxed);
    return number;
}

bool node::drop_from_shard(std::uint8_t shard) noexcept {
    auto& n = static_cast<cancel_node&>(*this);
    // Relaxed: its own share is in the table.
    auto& children =
        n.shards.load(std::memory_order_relaxed)->at(shard).children;
    // Release: all that the child did with the node happens before it is freed.
    // Acquire: pairs with the closing, so that the share is dropped after it
    // was added here.
    return children.fetch_sub(1, std::memory_order_acq_rel) >= shard::closed &&
           drop_owner();
}

}  // namespace ctx::detail
