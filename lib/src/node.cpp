// How nodes are owned and freed.
//
// Invariants:
// O1. A node is owned by its handles (contexts, cancel and stop functions) and
//     by its children.
// O2. A parent's list does not own the nodes in it. So a node whose cancel was
//     forgotten is freed with its last handle, and leaves the list before.
// O3. Except: a node that loses its last owner while functions are registered
//     on it must live on, because the functions are to run (Go keeps it alive
//     too). It is adopted: by its source, which is its timer or the signal
//     watch, or else by the lists of its parents. If it has neither, nothing
//     can ever cancel it: it is freed, and the functions with it, unrun.
// O4. A node that a parent's list adopts gives up its shares of its parents, or
//     the two would keep each other alive for ever. No thread can look upwards
//     from it any more, but for a merged node that leaves a list (M4 in
//     merge.cpp). So a share leads either upwards, from a node that no list
//     owns, or downwards, to a node that owns nothing above it: never in a
//     circle.
// O5. A node without an owner is touched only by threads that find it in a
//     list, in a timer queue, in the signal watch, or above a merged node. They
//     call try_retain() under the lock of that place, fail, and leave the node
//     alone. The node leaves that place, under the same lock, before its memory
//     is freed.
// O6. Children that shards count are added to the other owners when none of
//     those is left; see S4 in shard.cpp.
//
// Lock order:
// O7. A thread holds one mutex at a time here. Values and functions are
//     destroyed with no lock held, because their destructors are user code.
//
// Nothing here recurses.
#include <array>
#include <memory_resource>
#include <utility>
#include <vector>

#include "ctx/detail/function.hpp"
#include "node_set.hpp"
#include "shard.hpp"
#include "tree.hpp"

namespace ctx::detail {

bool node::try_retain() noexcept {
    // Relaxed: the exchange below checks it, and does the ordering.
    auto n = refs_.load(std::memory_order_relaxed);
    // A count of zero beside has_shards: another thread is about to close the
    // shards. The flag tells the thread that lowers the count to zero again
    // not to close them a second time (S5).
    const auto revived = [](std::uint32_t count) {
        return (count & count_mask) == 0 ? count | was_revived : count;
    };
    // Acquire: pairs with the release store in reaper::find_owner(). Relaxed
    // where the exchange fails: it is tried again, or the node left alone.
    while (n != 0 && !refs_.compare_exchange_weak(n, revived(n) + 1,
                                                  std::memory_order_acquire,
                                                  std::memory_order_relaxed)) {
    }
    return n != 0;
}

cancel_node& node_of(subscriber& s) noexcept {
    if (s.role == subscriber_role::child) return static_cast<cancel_node&>(s);
    return static_cast<merge_node::link&>(s).merged;
}

// Frees a node whose last owner has gone, and every node that has no owner
// left because of that.
class reaper {
public:
    // True if freeing `n` takes more than deleting it: other threads may know
    // of it, or it has subscribers, shards or a second parent.
    static bool has_ties(const node& n) noexcept {
        if (n.kind() < node_kind::cancel) return false;
        if (n.kind() > node_kind::cancel) return true;
        const auto& c = static_cast<const cancel_node&>(n);
        // The shards are checked before the list, because a child that a shard
        // counts may still be using the list. Relaxed: as in close_shards().
        return c.is_findable() ||
               c.shards.load(std::memory_order_relaxed) != nullptr ||
               !c.subscribers.empty();
    }

    // `n` has no owner left, except for children that shards count.
    void free_all(node* n) noexcept {
        share next = free_one(n);
        for (;;) {
            while (next.of && next.of->kind() != node_kind::root &&
                   next.of->drop_child(next.shard)) {
                next = free_one(next.of);
            }
            next = take_postponed();
            if (!next.of) return;
        }
    }

private:
    // A share of a node, and the shard that counts it.
    struct share {
        node* of = nullptr;
        std::uint8_t shard = 0;
    };

    // Frees `n`, or finds an owner for it. Returns the share to drop next: the
    // share that `n` had of its parent, the reaper's own share of `n`, or none.
    share free_one(node* n) noexcept {
        if (n->kind() >= node_kind::cancel) {
            auto& c = static_cast<cancel_node&>(*n);
            share next;
            if (!cut_ties(c, next)) return next;
        }
        const share of_parent{n->parent_, n->shard_};
        if (n->kind() == node_kind::merge &&
            static_cast<merge_node&>(*n).second_parent()) {
            // The share of its second parent must be dropped as well. The node
            // is kept until then, to carry it.
            static_cast<merge_node&>(*n).prev =
                std::exchange(merged_, static_cast<merge_node*>(n));
        } else {
            delete n;
        }
        return of_parent;
    }

    // Returns false if `c` has an owner again. `next` is then the share to drop
    // next.
    bool cut_ties(cancel_node& c, share& next) noexcept {
        if (close_shards(c)) {
            next = {&c};
            return false;
        }
        if (find_owner(c, next)) return false;
        leave_lists(c);
        drop_subscribers(c);
        // Relaxed: no other thread knows the node any more.
        delete c.shards.load(std::memory_order_relaxed);
        return true;
    }

    // Adds the children that shards count, and one share for the reaper, to the
    // owners in refs_, of whom none is left (S4). Returns false if there are no
    // shards or they are closed already.
    static bool close_shards(cancel_node& c) noexcept {
        // Relaxed, twice: the thread that made the shards owned a share then,
        // and the caller, having dropped the last share, has acquired what that
        // thread did (drop_owner()).
        shard_table* const t = c.shards.load(std::memory_order_relaxed);
        if (!t) return false;
        atomic<std::uint32_t>& refs = static_cast<node&>(c).refs_;
        if ((refs.load(std::memory_order_relaxed) & node::has_shards) == 0) {
            return false;
        }
        // More than there are children, so that children whose shards are
        // closed already do not lower the count to zero before all shards are
        // closed. Relaxed: the exchange below publishes it.
        constexpr std::uint32_t plenty = node::count_mask / 2;
        refs.fetch_add(plenty, std::memory_order_relaxed);
        std::uint32_t more = 1;
        for (std::size_t i = 1; i <= t->size; ++i) {
            // Both pair with the fetch_sub in drop_from_shard(). Release: a
            // child that finds its shard closed finds `plenty` added. Acquire:
            // what the children that have gone did happens before the node is
            // freed.
            more += t->at(i).child_count.exchange(shard::closing,
                                                  std::memory_order_acq_rel);
        }
        // Relaxed, twice: the reaper drops its share afterwards, and that
        // release, in drop_owner(), publishes all of this.
        auto n = refs.load(std::memory_order_relaxed);
        while (!refs.compare_exchange_weak(
            n, (n & node::count_mask) - plenty + more,
            std::memory_order_relaxed)) {
        }
        return true;
    }

    static bool has_subscribers(cancel_node& c) noexcept {
        bool any = false;
        for_each_list(
            c, [&](guarded_list l) { any = any || !l.subscribers.empty(); });
        return any;
    }

    // Finds an owner for `c`, which has none, if functions are registered on it
    // (O3), or cancels it if it should be done already. Returns false if `c` is
    // to be freed. `next` is as for cut_ties().
    bool find_owner(cancel_node& c, share& next) noexcept {
        // No mutex: the threads that used the lists owned `c` then, and the
        // caller has acquired what they did (drop_owner()).
        if (!has_subscribers(c)) return false;
        // The reaper takes a share while it looks for an owner. From here on
        // the threads of O5 find the node alive. A thread that found it without
        // an owner before has left a trace: its canceler is done, or its source
        // says that it missed the node. The reaper looks for these traces now.
        // Release: pairs with the acquire in try_retain(), whose caller may
        // then change the lists that were read above.
        static_cast<node&>(c).refs_.store(1, std::memory_order_release);
        next = {&c};
        if (cancel_with(c, c.parent_, ender::parent) ||
            cancel_with(c, second_parent_of(c), ender::second_parent)) {
            return true;
        }
        switch (c.ask_source()) {
            case cancel_node::adoption::adopted:
                return true;
            case cancel_node::adoption::missed:
                c.cancel_for_source();
                return true;
            case cancel_node::adoption::no_source:
                break;
        }
        if (c.kind() == node_kind::merge
                ? give_to_lists(static_cast<merge_node&>(c), next)
                : give_to_list(c, next)) {
            return true;
        }
        // The node is in no list and has no source. But a merged node below may
        // be leaving its list (M4), with a share that it drops afterwards.
        next = {};
        return !static_cast<node&>(c).drop_owner();
    }

    static node* second_parent_of(cancel_node& c) noexcept {
        return c.kind() == node_kind::merge
                   ? static_cast<merge_node&>(c).second_parent()
                   : nullptr;
    }

    // Cancels `c` and returns true if its parent `above` is done. The thread
    // that canceled `above` may have skipped `c` because it had no owner.
    static bool cancel_with(cancel_node& c, node* above, ender side) noexcept {
        cancel_node* const parent = above ? above->canceler() : nullptr;
        if (!parent) return false;
        int state = 0;
        const error* cause = nullptr;
        {
            const std::scoped_lock lock(parent->mutex);
            // Relaxed: the end is set only under the mutex (C1).
            state = parent->state(std::memory_order_relaxed);
            cause = parent->cause;
        }
        if (state == 0) return false;
        cancel_tree(c, static_cast<errc>(state), cause, location(), side);
        return true;
    }

    // Gives the reaper's share to the list that `c` is in. Returns false if `c`
    // can be in no list because nothing above can be canceled.
    static bool give_to_list(cancel_node& c, share& next) noexcept {
        node& n = c;
        cancel_node* const above = n.parent_ ? n.parent_->canceler() : nullptr;
        if (!above) return false;
        const std::scoped_lock lock(list_for(*above, c).mutex);
        // Out of the list already: a canceling thread has found the node, and
        // has a share of its own. The reaper drops its share.
        if (!c.linked()) return true;
        c.list_owns = true;
        next = {std::exchange(n.parent_, nullptr), n.shard_};  // O4
        return true;
    }

    // The same for a merged node, which may be in two lists. Each gets a share
    // of its own, so that the reaper keeps its share until it has dropped those
    // of both parents (O4).
    bool give_to_lists(merge_node& m, share& next) noexcept {
        const auto result = m.give_to_lists();
        if (result == merge_node::given::shares) {
            m.next_adopted = std::exchange(adopted_, &m);
            node& n = m;
            next = {std::exchange(n.parent_, nullptr), n.shard_};
        }
        return result != merge_node::given::no_list;
    }

    static void leave_lists(cancel_node& c) noexcept {
        // The canceling thread has taken a node that is done out of all lists.
        if (!c.is_findable() || c.state() != 0) return;
        c.detach();  // from its source and from a second parent
        node* const parent = static_cast<node&>(c).parent_;
        if (parent) (void)unsubscribe(parent->canceler(), c);
    }

    // Drops the subscribers of a node that nothing can cancel any more.
    void drop_subscribers(cancel_node& c) noexcept {
        for_each_list(c, [this](guarded_list l) {
            while (!l.subscribers.empty()) {
                drop(static_cast<subscriber&>(l.subscribers.pop_front()));
            }
        });
    }

    // Waiters and nodes with an owner of their own keep a list's node alive, so
    // `s` is a function or a node that the list has adopted.
    void drop(subscriber& s) noexcept {
        if (s.role == subscriber_role::function) {
            static_cast<function&>(s).release();
        } else {
            forget_list_of(s);  // M4
            s.prev = std::exchange(orphans_, &s);
        }
    }

    // The next share whose dropping was postponed.
    share take_postponed() noexcept {
        if (adopted_) {
            if (node* const second = adopted_->take_second()) return {second};
            merge_node* const m = adopted_;
            adopted_ = std::exchange(m->next_adopted, nullptr);
            return {m};  // the reaper's own share
        }
        if (orphans_) {
            subscriber& s = *orphans_;
            hook* const next = std::exchange(s.prev, nullptr);
            orphans_ = static_cast<subscriber*>(next);
            s.list_owns = false;
            return {&node_of(s)};
        }
        if (!merged_) return {};
        merge_node* const m = merged_;
        hook* const next = std::exchange(m->prev, nullptr);
        merged_ = static_cast<merge_node*>(static_cast<subscriber*>(next));
        node* const second = m->take_second();
        delete static_cast<node*>(m);
        return {second};
    }

    merge_node* adopted_ = nullptr;  // chained by `next_adopted`
    // Chained by `prev`:
    subscriber* orphans_ = nullptr;  // nodes that a freed list had adopted
    merge_node* merged_ = nullptr;   // done but for their second parents' share
};

void node::release_last(node* n) noexcept {
    // Most nodes have no ties, and need no reaper.
    while (!reaper::has_ties(*n)) {
        node* const parent = n->parent_;
        const auto shard = n->shard_;
        delete n;
        n = parent;
        if (!n || n->kind() == node_kind::root || !n->drop_child(shard)) return;
    }
    reaper().free_all(n);
}

const value_node* value_node::find_in_merged(const node* from, type_id key_type,
                                             const void* key) {
    // Room for 16 merged nodes, so that most searches need no allocation.
    std::array<const node*, 16> room;
    std::pmr::monotonic_buffer_resource memory(room.data(), sizeof room);
    std::pmr::vector<const node*> seconds(&memory);  // still to be searched
    seconds.reserve(room.size());
    node_set searched;
    for (const node* n = from;;) {
        if (n->kind() == node_kind::value) {
            const auto* v = static_cast<const value_node*>(n);
            if (is_same(v->key_type(), key_type) && v->has_key(key)) return v;
        } else if (n->kind() == node_kind::merge) {
            // The first parent's values go before the second's.
            seconds.push_back(
                static_cast<const merge_node*>(n)->second_parent());
        }
        // Without a second parent to go back to, all that is left to search is
        // above `n`, and the search does not meet `n` again.
        if (!seconds.empty()) searched.insert(n);
        n = n->parent();
        while (!n || searched.contains(n)) {
            if (seconds.empty()) return nullptr;
            n = seconds.back();
            seconds.pop_back();
        }
    }
}

}  // namespace ctx::detail
