// How a subtree is canceled.
//
// Invariants:
// C1. A node's end_ changes once, from 0, under the node's mutex. The node's
//     cause is written before.
// C2. No subscriber joins a node's list once end_ is set: join() checks it
//     under the list's mutex. So the canceling thread may empty a list
//     in batches and unlock its mutex in between. A shard's list has a mutex of
//     its own; S2 in shard.cpp says why C2 holds there.
// C3. Exactly one thread takes a subscriber out of its list, under the list's
//     mutex: the canceling thread, which then tells it that the node is done,
//     or the thread that unsubscribes it.
// C4. A node whose ended_by() is a parent was canceled by a thread that had
//     seen that parent done. So a thread that sees the node done sees the
//     parent done, too.
//
// Lock order:
// C5. A thread holds one node's mutex at a time. Children are canceled after
//     the mutex of their parent is unlocked; a share taken under that mutex
//     keeps each alive.
//     A merged node's above_mutex_ (M4 in merge.cpp) is a leaf.
// C6. Under a node's mutex a thread may wake a goroutine, which takes the
//     bubble's mutex or the goroutine's, and may note a step (run_log.cpp).
// C7. Functions start, async_selects are completed and shares are dropped with
//     no lock held, because each may run user code.
//
// There is no recursion and no allocation: the nodes still to be canceled are
// chained through their own list hooks, and canceled breadth first.
#include "context_log.hpp"
#include "ctx/detail/function.hpp"
#include "ctx/detail/waking_lock.hpp"
#include "scheduler.hpp"
#include "shard.hpp"
#include "tree.hpp"

namespace ctx::detail {
namespace {

// Subscribers that are in no list any more, first in first out, chained by
// `prev`. Their `next` stays null, so that linked() is false for a thread that
// asks under the mutex of the list they were in (C3).
class subscriber_queue {
public:
    void push(subscriber& s) noexcept {
        s.prev = nullptr;
        if (last_) {
            last_->prev = &s;
        } else {
            first_ = &s;
        }
        last_ = &s;
    }

    [[nodiscard]] subscriber* pop() noexcept {
        subscriber* const s = first_;
        if (!s) return nullptr;
        hook* const next = std::exchange(s->prev, nullptr);
        first_ = static_cast<subscriber*>(next);
        if (!first_) last_ = nullptr;
        return s;
    }

private:
    subscriber* first_ = nullptr;
    subscriber* last_ = nullptr;
};

// The answer of mark_done().
enum class outcome : std::uint8_t {
    was_done,  // already: mark_done() changed nothing
    no_subscribers,
    has_subscribers,
};

// The parent whose end a node hears of through `s`.
ender side_of(const subscriber& s) noexcept {
    return s.role == subscriber_role::second_link ? ender::second_parent
                                                  : ender::parent;
}

// A cancellation on its way through a subtree.
class cancellation {
public:
    cancellation(errc why, const location& at) noexcept : why_(why), at_(at) {}

    // Cancels `root` and everything below it. The cause is `given`, which is
    // copied into the root's own slot, or `cause` if `given` is null.
    void run(cancel_node& root, ender by, const error* cause,
             const error* given) noexcept {
        const outcome got = mark_done(root, by, cause, given);
        if (got == outcome::was_done) return;
        record_end(root, why_, at_);
        if (got == outcome::has_subscribers) {
            tell_subscribers(root);
            cancel_queued(root.cause);
        }
        if (root.is_findable()) {
            node* const parent = root.parent();
            if (parent && unsubscribe(parent->canceler(), root)) {
                node::release(&root);
            }
            root.detach();
        }
        start_functions(root.log);
    }

private:
    // Marks `n` alone as done, and notes it if `n` is in a run's log.
    outcome mark_done(cancel_node& n, ender by, const error* cause,
                      const error* given) noexcept {
        if (maybe_chosen()) note_end(n);
        if (n.log == 0) return mark_done(n, by, cause, given, [] {});
        run_log_end end(n, why_, given ? given : cause, at_);
        return mark_done(n, by, cause, given, [&end] { end.note(); });
    }

    // Tells an exploration that `n` is about to be marked, and leaves the list
    // of its parent.
    static void note_end(cancel_node& n) noexcept {
        if (n.state() != 0) return note_use(&n, use::poll);
        note_use(&n, use::change);
        note_release(&n);
        node* const parent = n.parent();
        if (parent && parent->canceler()) {
            note_use(parent->canceler(), use::join);
        }
        if (n.kind() != node_kind::merge) return;
        node* const second = static_cast<merge_node&>(n).second_parent();
        if (second && second->canceler()) {
            note_use(second->canceler(), use::join);
        }
    }

    // `note` runs under the mutex, before any thread can find `n` done.
    template <class F>
    outcome mark_done(cancel_node& n, ender by, const error* cause,
                      const error* given, F note) noexcept {
        const std::scoped_lock lock(n.mutex);
        // Relaxed: the end is set only under the mutex (C1).
        if (n.state(std::memory_order_relaxed) != 0) {
            return outcome::was_done;
        }
        note();
        if (given) {
            *n.cause_slot() = *given;
            cause = n.cause_slot();
        }
        n.cause = cause;
        // Release: pairs with the acquire in node::state(), so that a thread
        // that sees the node done sees its cause.
        n.set_end(why_, by, std::memory_order_release);
        // From here on the lists only shrink (C2). Relaxed: `shards` is set
        // under the mutex.
        return n.subscribers.empty() &&
                       !n.shards.load(std::memory_order_relaxed)
                   ? outcome::no_subscribers
                   : outcome::has_subscribers;
    }

    // Tells every subscriber of `n` that it is done: wakes waiters, and queues
    // children and functions.
    void tell_subscribers(cancel_node& n) noexcept {
        for_each_list(n, [this](guarded_list l) { tell_list(l); });
    }

    void tell_list(guarded_list l) noexcept {
        // Enough to make the locking cheap, few enough to hold it briefly.
        constexpr int batch = 256;
        for (bool more = true; more;) {
            const waking_lock lock(l.mutex);
            for (int i = 0; i < batch && !l.subscribers.empty(); ++i) {
                tell(static_cast<subscriber&>(l.subscribers.pop_front()));
            }
            more = !l.subscribers.empty();
        }
    }

    // Called under the mutex of the list that `s` was in.
    void tell(subscriber& s) noexcept {
        switch (s.role) {
            case subscriber_role::child:
            case subscriber_role::second_link:
                // The queue gets a share: the list's, or a new one. A node
                // without an owner is left to the thread that frees it (O5 in
                // node.cpp).
                if (std::exchange(s.list_owns, false)) {
                    forget_list_of(s);  // M4
                    nodes_.push(s);
                } else if (node_of(s).try_retain()) {
                    nodes_.push(s);
                }
                break;
            case subscriber_role::waiter: {
                auto& waiter = static_cast<select_case&>(s);
                if (waiter.waiting->claim(waiter))
                    waiter.waiting->wake();  // C6
                break;
            }
            case subscriber_role::function:
                functions_.push(s);  // with the list's share
                break;
        }
    }

    // Cancels the queued nodes and everything below them (C5). `cause` is the
    // root's.
    void cancel_queued(const error* cause) noexcept {
        while (subscriber* s = nodes_.pop()) {
            cancel_node& n = node_of(*s);
            const outcome got = mark_done(n, side_of(*s), cause, nullptr);
            if (got != outcome::was_done) {
                record_end(n, why_, at_);
                n.detach();
            }
            if (got == outcome::has_subscribers) tell_subscribers(n);
            node::release(&n);
        }
    }

    // Starts the queued functions (C7), after the whole subtree is canceled, so
    // that they find it canceled. `log` is the root's.
    void start_functions(std::uint32_t log) noexcept {
        while (subscriber* s = functions_.pop()) {
            const function_ref f(static_cast<function*>(s));
            record_function_start(log, at_);
            f->start();
        }
    }

    const errc why_;
    const location at_;
    subscriber_queue nodes_;
    subscriber_queue functions_;
};

// The one caller of cancellation::run(), so that it is compiled inline.
void cancel_from(cancel_node& root, ender by, errc why, const error* cause,
                 const error* given, const location& at) noexcept {
    cancellation(why, at).run(root, by, cause, given);
}

// Puts `through`, which stands for `child`, into a list of `parent`. Returns
// false if `parent` is done.
bool join(cancel_node& parent, cancel_node& child,
          subscriber& through) noexcept {
    const guarded_list l = list_for(parent, through);
    bool too_busy = false;
    {
        const bool waited = !l.mutex.try_lock();
        if (waited) l.mutex.lock();
        const std::scoped_lock lock(std::adopt_lock, l.mutex);
        // Relaxed: if the canceling thread has locked this mutex already, the
        // mutex orders its store (C2).
        if (parent.state(std::memory_order_relaxed) != 0) {
            return false;
        }
        child.set_findable();
        l.subscribers.push_back(through);
        // Sixteen waits mean contention, not chance.
        too_busy = waited && through.shard == 0 && ++parent.waits_to_join == 16;
    }
    if (too_busy) spread_children(parent);
    return true;
}

}  // namespace

void cancel_tree(cancel_node& root, errc why, const error* cause,
                 const location& at, ender by) noexcept {
    cancel_from(root, by, why, cause, nullptr, at);
}

void cancel_tree_because(cancel_node& root, const error& cause,
                         const location& at) noexcept {
    cancel_from(root, ender::itself, errc::canceled, nullptr,
                cause ? &cause : nullptr, at);
}

bool subscribe(cancel_node& parent, cancel_node& child, subscriber& through,
               const location& at) noexcept {
    if (maybe_chosen()) note_use(&parent, use::join);
    if (parent.state() == 0 && join(parent, child, through)) return true;
    // The parent is done for good (C1), and state() has acquired its cause.
    const auto why = static_cast<errc>(parent.state());
    if (maybe_chosen()) note_acquire(&parent);
    if (child.is_findable() || child.id != 0) {
        cancel_tree(child, why, parent.cause, at, side_of(through));
    } else {
        // Only the calling thread knows the child, and no log does: it is born
        // canceled. Relaxed: the step that publishes the child later orders
        // this too.
        child.cause = parent.cause;
        if (maybe_chosen()) note_release(&child);
        child.set_end(why, side_of(through), std::memory_order_relaxed);
    }
    return false;
}

bool unsubscribe(cancel_node* parent, subscriber& s) noexcept {
    if (!parent) return false;
    const std::scoped_lock lock(list_for(*parent, s).mutex);
    if (!s.linked()) return false;
    s.unlink();
    return std::exchange(s.list_owns, false);
}

}  // namespace ctx::detail
