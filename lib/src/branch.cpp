// How many threads can derive from one node without waiting for each other.
//
// Whoever derives from a node changes its count of owners, its mutex and its
// list; and again when the child is canceled, and when it goes. Two processors
// that do so all the time pass its cache lines to and fro, which takes longer
// than all the rest. A node for whose mutex one had to wait again and again
// becomes an origin: it gets a branch for each processor, a hidden child, and
// who derives from it hangs the new node on the branch of its own processor,
// and owns that. The origin itself is then only read.
//
// Invariants:
// - A branch is in the list of its origin until that is over, and is told as
//   every child is. Nothing else ends it. Its canceler, and so the state that
//   is seen through it, is the origin's.
// - No handle refers to a branch. Who looks upwards, for a value, a deadline or
//   what is to be printed, finds nothing in it and goes on to the origin.
// - A child hangs on the nearest above it that has a list: list_holder(). Which
//   that is never changes, since all on the way up is constant.
//
// The table owns a share of each branch, and the origin owns the table, so it
// does not count them among its owners, or they would keep each other alive for
// ever; the flag has_branches beside the count says that it is not to be freed
// for all that. When the last other owner has gone, whoever that was passes it
// to the branches (node.cpp): now they count, the flag goes, and the table
// gives up its shares, so that each branch goes with the last child on it, and
// the origin with the last branch. In between, who finds the origin in a list
// may still get a share of it, and drop that; was_revived then says that the
// passing on is somebody else's already.
//
// Lock order: the origin's mutex alone, as in cancel.cpp.
#include "branch.hpp"

#include <mutex>
#include <new>

#include "ctx/detail/processor.hpp"
#include "tree.hpp"

namespace ctx::detail {

void branch_out(cancel_node& origin) noexcept try {
    auto made = std::make_unique<branch_table>();
    made->all.resize(processor_count());
    for (auto& b : made->all) b = std::make_unique<branch_node>(origin);

    const std::scoped_lock lock(origin.mutex);
    // Relaxed: both only change under the mutex.
    if (origin.word.load(std::memory_order_relaxed) != 0 ||
        origin.branches.load(std::memory_order_relaxed)) {
        return;
    }
    for (auto& b : made->all) {
        b->set_findable();
        origin.observers.push_back(*b);
    }
    // Relaxed: who drops the last share has acquired what all others did.
    static_cast<node&>(origin).refs_.fetch_add(node::has_branches,
                                               std::memory_order_relaxed);
    // Release: pairs with the acquire in place_below(), for what was made.
    origin.branches.store(made.release(), std::memory_order_release);
} catch (const std::bad_alloc&) {
    // Then they go on waiting for each other.
}

cancel_node& nearest_branch(cancel_node& origin,
                            const branch_table& t) noexcept {
    // What is in an event log is there as a child of its parent.
    if (is_recorded || origin.id != 0) return origin;
    return *t.all[this_processor() % t.all.size()];
}

cancel_node* branch_above(node* n, cancel_node& canceler) noexcept {
    for (; n != &canceler; n = n->parent()) {
        if (n->kind() == node_kind::branch) {
            return &static_cast<cancel_node&>(*n);
        }
    }
    return &canceler;
}

}  // namespace ctx::detail
