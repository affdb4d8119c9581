// Who owns a node, and how it goes.
//
// A node is owned by its handles (context, cancel and stop functions) and by
// its children. A parent's list does not own what is in it, so a forgotten
// node goes with its last handle, and leaves the list on its way out.
//
// Except: when the last owner leaves a node on which functions are still
// registered, the node must live on, since they are to run (Go keeps it alive
// too). It then passes to whatever can still end it: to its own timer or the
// watch for its signals, else to the list of its parent. In the second case it
// gives up its own share of the parent, or the two would keep each other alive
// for ever; nobody can look upwards from it any more. If neither exists nothing
// can ever end it: it goes, and the functions with it, unrun. A merged node
// keeps its parents all the same, since it must leave the second one's list
// when the first ends it.
//
// Children that are counted apart are first counted with the other owners, if
// there is none of those left: see shard.cpp.
//
// With no owner left, a node is touched by nobody but those who find it in a
// list, a timer queue or the watch; they ask try_retain() under that one's
// lock, are refused, and leave it alone. Its memory stays until it has left,
// under the same lock.
//
// Lock order: one mutex at a time. Values and functions, which are user code,
// are destroyed with no lock held. Nothing here recurses.
#include <utility>
#include <vector>

#include "ctx/detail/function.hpp"
#include "shard.hpp"
#include "tree.hpp"

namespace ctx::detail {

bool node::try_retain() noexcept {
    auto n = refs_.load(std::memory_order_relaxed);
    // At zero, but with shards, these are about to be closed: the mark says
    // that whoever lowers it to zero again is not to do that a second time.
    const auto revived = [](std::uint32_t count) {
        return (count & count_mask) == 0 ? count | was_revived : count;
    };
    // Acquire: pairs with the release store in reaper::pass_on().
    while (n != 0 && !refs_.compare_exchange_weak(n, revived(n) + 1,
                                                  std::memory_order_acquire,
                                                  std::memory_order_relaxed)) {
    }
    return n != 0;
}

cancel_node& node_of(observer& o) noexcept {
    if (o.what == observer::role::child) return static_cast<cancel_node&>(o);
    return static_cast<merge_node::link&>(o).to;
}

// Frees nodes whose last owner has gone, and what that leaves without an
// owner in turn.
class reaper {
public:
    // Whether others may know of `n`, or it has to do with them.
    static bool has_ties(const node& n) noexcept {
        if (n.kind_ < node_kind::cancel) return false;
        if (n.kind_ > node_kind::cancel) return true;
        const auto& c = static_cast<const cancel_node&>(n);
        // Who is counted in a shard may still use the list. Relaxed: as in
        // close_shards().
        return c.is_findable() ||
               c.shards.load(std::memory_order_relaxed) != nullptr ||
               !c.observers.empty();
    }

    // `n` has no owner left, but for those counted in shards.
    void free_all(node* n) noexcept {
        share next = free_one(n);
        for (;;) {
            while (next.of && next.of->kind_ != node_kind::root &&
                   next.of->drop_child(next.shard)) {
                next = free_one(next.of);
            }
            next = take_pending();
            if (!next.of) return;
        }
    }

private:
    // A share of a node, and the shard that it is counted in.
    struct share {
        node* of = nullptr;
        std::uint8_t shard = 0;
    };

    // Frees `n`, or passes it on. Returns what is to go next: the share of its
    // parent that `n` had, or none.
    share free_one(node* n) noexcept {
        if (n->kind_ >= node_kind::cancel) {
            auto& c = static_cast<cancel_node&>(*n);
            share next;
            if (!cut_ties(c, next)) return next;
        }
        const share of_parent{n->parent_, n->shard_};
        if (n->kind_ == node_kind::merge) {
            // Its second parent's share is still to go: it waits as a carrier.
            static_cast<merge_node&>(*n).prev =
                std::exchange(carriers_, static_cast<merge_node*>(n));
        } else {
            delete n;
        }
        return of_parent;
    }

    // False if `c` has been passed on. `next` is as for free_one.
    bool cut_ties(cancel_node& c, share& next) noexcept {
        if (close_shards(c)) {
            next = {&c};
            return false;
        }
        if (pass_on(c, next)) return false;
        leave_lists(c);
        drop_observers(c);
        // Relaxed: nobody else is left.
        delete c.shards.load(std::memory_order_relaxed);
        return true;
    }

    // Counts with the owners, of whom none is left, those that are counted in
    // shards, and one more for us. False if there are none, or that was done.
    static bool close_shards(cancel_node& c) noexcept {
        // Relaxed: who made them was an owner at the time, and the last share's
        // release comes after theirs.
        shard_table* const t = c.shards.load(std::memory_order_relaxed);
        if (!t) return false;
        atomic<std::uint32_t>& refs = static_cast<node&>(c).refs_;
        if ((refs.load(std::memory_order_relaxed) & node::has_shards) == 0) {
            return false;
        }
        // More than there can be, so that none of those whose shards are closed
        // already comes down to zero. Relaxed: the next orders it.
        constexpr std::uint32_t plenty = node::count_mask / 2;
        refs.fetch_add(plenty, std::memory_order_relaxed);
        std::uint32_t more = 1;
        for (std::size_t i = 1; i <= t->size; ++i) {
            // Release: who finds it closed is to find `plenty` added. Acquire:
            // what those did who have dropped their shares happens before the
            // node is freed.
            more += t->at(i).children.exchange(shard::closing,
                                               std::memory_order_acq_rel);
        }
        auto n = refs.load(std::memory_order_relaxed);
        // Relaxed: all that is known here is passed on with our share, which is
        // dropped by a release.
        while (!refs.compare_exchange_weak(
            n, (n & node::count_mask) - plenty + more,
            std::memory_order_relaxed)) {
        }
        return true;
    }

    static bool has_observers(cancel_node& c) noexcept {
        bool any = false;
        for_each_list(
            c, [&](guarded_list l) { any = any || !l.observers.empty(); });
        return any;
    }

    // Gives an ownerless node with functions on it to its timer or its
    // parent. False if it is to be destroyed. `next` is as for free_one.
    static bool pass_on(cancel_node& c, share& next) noexcept {
        // No mutex: whoever used the list was an owner at the time, and the
        // last share's release comes after theirs.
        if (!has_observers(c)) return false;
        // A share of ours, while we look for an owner: from here on cancelers
        // and its source find the node alive. Who found it dead before has left
        // a trace, which we look for now. Release: pairs with try_retain(),
        // whose caller may then change the list that was read above.
        static_cast<node&>(c).refs_.store(1, std::memory_order_release);
        next = {&c};
        if (end_with(c, c.parent_) || end_with(c, second_of(c))) return true;
        switch (c.ask_source()) {
            case cancel_node::source_answer::kept:
                return true;
            case cancel_node::source_answer::missed:
                c.end_by_source();
                return true;
            case cancel_node::source_answer::none:
                break;
        }
        if (pass_to_parent(c, c, c.parent_, next)) return true;
        if (c.kind() == node_kind::merge &&
            pass_to_parent(c, static_cast<merge_node&>(c).second_link(),
                           second_of(c), next)) {
            return true;
        }
        return false;  // in no list, with no timer: still ours alone
    }

    static node* second_of(cancel_node& c) noexcept {
        return c.kind() == node_kind::merge
                   ? static_cast<merge_node&>(c).second()
                   : nullptr;
    }

    // Ends a node if the one above it is over, which may have been in vain
    // while it had no owner.
    static bool end_with(cancel_node& c, node* above) noexcept {
        cancel_node* const parent = above ? above->canceler() : nullptr;
        if (!parent) return false;
        int state = 0;
        const error* cause = nullptr;
        {
            const std::scoped_lock lock(parent->mutex);
            state = parent->word.load(std::memory_order_relaxed);
            cause = parent->cause;
        }
        if (state == 0) return false;
        cancel_tree(c, static_cast<errc>(state), cause, location());
        return true;
    }

    // Gives our share to the list that `through` is in. False if there is no
    // such list.
    static bool pass_to_parent(cancel_node& c, observer& through, node* above,
                               share& next) noexcept {
        cancel_node* const parent = above ? above->canceler() : nullptr;
        if (!parent) return false;
        const std::scoped_lock lock(list_for(*parent, through).mutex);
        // Out of the list it has been found, by a canceler with a share of its
        // own: ours is to go.
        if (!through.linked()) return true;
        through.owned = true;
        node& n = c;
        next = c.kind() == node_kind::merge
                   ? share()
                   : share{std::exchange(n.parent_, nullptr), n.shard_};
        return true;
    }

    static void leave_lists(cancel_node& c) noexcept {
        // Who ended it has taken it out of all of them.
        if (!c.is_findable() || c.state() != 0) return;
        c.settled();  // its timer, and its second parent
        node* const parent = static_cast<node&>(c).parent_;
        if (parent) (void)leave(parent->canceler(), c);
    }

    // What is left in the list of a node that nothing can end any more.
    void drop_observers(cancel_node& c) noexcept {
        for_each_list(c, [this](guarded_list l) {
            while (!l.observers.empty()) {
                drop(static_cast<observer&>(l.observers.pop_front()));
            }
        });
    }

    void drop(observer& o) noexcept {
        if (o.what == observer::role::function) {
            static_cast<function&>(o).release();
        } else {
            o.prev = std::exchange(orphans_, &o);
        }
    }

    // The next share that was put off.
    share take_pending() noexcept {
        if (orphans_) {
            observer& o = *orphans_;
            hook* const next = std::exchange(o.prev, nullptr);
            orphans_ = static_cast<observer*>(next);
            o.owned = false;
            return {&node_of(o)};
        }
        if (!carriers_) return {};
        merge_node* const m = carriers_;
        hook* const next = std::exchange(m->prev, nullptr);
        carriers_ = static_cast<merge_node*>(static_cast<observer*>(next));
        node* const second = m->second();
        delete static_cast<node*>(m);
        return {second};
    }

    observer* orphans_ = nullptr;     // chained by prev
    merge_node* carriers_ = nullptr;  // chained by prev
};

void node::release_last(node* n) noexcept {
    // Most have nothing to do with others, and need no reaper.
    while (!reaper::has_ties(*n)) {
        node* const parent = n->parent_;
        const auto shard = n->shard_;
        delete n;
        n = parent;
        if (!n || n->kind_ == node_kind::root || !n->drop_child(shard)) return;
    }
    reaper().free_all(n);
}

const value_node* value_node::find_in_merged(const node* from, type_id key_type,
                                             const void* key) {
    std::vector<const node*> seconds;  // of the merged ones on the way
    for (const node* n = from;;) {
        if (n->kind() == node_kind::value) {
            const auto* v = static_cast<const value_node*>(n);
            if (v->key_type() == key_type && v->has_key(key)) return v;
        } else if (n->kind() == node_kind::merge) {
            // The first parent's values go before the second's.
            seconds.push_back(static_cast<const merge_node*>(n)->second());
        }
        n = n->parent();
        if (n) continue;
        if (seconds.empty()) return nullptr;
        n = seconds.back();
        seconds.pop_back();
    }
}
}  // namespace ctx::detail
