// How a subtree is canceled.
//
// Invariants:
// - word changes once, from 0, under the node's mutex; cause is written before.
// - Once word is set nothing is added to the node's observers, so the canceler
//   may empty the list in batches, letting go of the mutex in between. (For
//   the list of a shard: once the canceler has come to it. See shard.cpp.)
// - Whoever is in a list is told exactly once: it is taken out under the
//   mutex, by the canceler or by itself.
//
// Lock order: one node's mutex at a time; a goroutine is woken (the bubble's
// mutex, or the goroutine's) under it, and a step noted (run_log.cpp). Children
// are ended after their parent's mutex is let go, each kept alive by a share
// taken under it. Functions start, and shares are let go, with no lock held.
//
// There is no recursion and no allocation: the nodes still to be done are
// chained through their own list hooks, breadth first.
#include "ctx/detail/function.hpp"
#include "run_log.hpp"
#include "scheduler.hpp"
#include "shard.hpp"
#include "tree.hpp"

namespace ctx::detail {
namespace {

// Observers out of any list, first in first out, chained by `prev`. `next`
// stays null, so that linked() says false to whoever asks under the mutex of
// the list they were in.
class backlog {
public:
    void push(observer& o) noexcept {
        o.prev = nullptr;
        if (last_) {
            last_->prev = &o;
        } else {
            first_ = &o;
        }
        last_ = &o;
    }

    [[nodiscard]] observer* pop() noexcept {
        observer* const o = first_;
        if (!o) return nullptr;
        hook* const next = std::exchange(o->prev, nullptr);
        first_ = static_cast<observer*>(next);
        if (!first_) last_ = nullptr;
        return o;
    }

private:
    observer* first_ = nullptr;
    observer* last_ = nullptr;
};

// What became of a node that was to be ended.
enum class outcome : std::uint8_t { was_over, alone, has_observers };

// One cancellation on its way through a subtree.
class wave {
public:
    wave(errc why, const location& at) noexcept : why_(why), at_(at) {}

    // Ends `n` alone. `given` is copied into the node's own slot; else `cause`
    // is shared.
    outcome settle(cancel_node& n, const error* cause,
                   const error* given) noexcept {
        if (n.log != 0) return settle_in_log(n, cause, given);
        const std::scoped_lock lock(n.mutex);
        // Relaxed: it only changes under the mutex.
        if (n.word.load(std::memory_order_relaxed) != 0) {
            return outcome::was_over;
        }
        return settle_locked(n, cause, given);
    }

    // Tells everyone on `n`, which is settled: wakes who waits, and queues
    // children and functions.
    void tell(cancel_node& n) noexcept {
        for_each_list(n, [this](guarded_list l) { tell_all(l); });
    }

    // Ends all that was queued, and all below that. `cause` is the root's.
    void spread(const error* cause) noexcept {
        while (observer* o = nodes_.pop()) {
            cancel_node& n = node_of(*o);
            const outcome got = settle(n, cause, nullptr);
            if (got != outcome::was_over) {
                record(n);
                n.settled();
            }
            if (got == outcome::has_observers) tell(n);
            node::release(&n);
        }
    }

    // The whole subtree is over by now, so that functions find it so. `log` is
    // the one that its root is in.
    void start_functions(std::uint32_t log) noexcept {
        while (observer* o = functions_.pop()) {
            const function_ref f(static_cast<function*>(o));
            record_start(log);
            f->start();
        }
    }

    // A run's log has it already.
    void record(const cancel_node& n) noexcept {
        if (n.id == 0 || n.log != 0) return;
        if (!is_recorded || here().log() != 0) return;
        here().record(end_of(n, n.cause));
    }

private:
    outcome settle_locked(cancel_node& n, const error* cause,
                          const error* given) noexcept {
        if (given) {
            *n.cause_slot() = *given;
            cause = n.cause_slot();
        }
        n.cause = cause;
        // Release: pairs with the acquire in node::state(), so that who sees
        // the node over sees its cause.
        n.word.store(static_cast<int>(why_), std::memory_order_release);
        // From here on nobody joins them. Relaxed: it was set under the mutex.
        return n.observers.empty() && !n.shards.load(std::memory_order_relaxed)
                   ? outcome::alone
                   : outcome::has_observers;
    }

    // The same for a node in a run's log. Noted before the word is set, so that
    // nobody finds it over before the log has it; a cause's text, which is user
    // code's, is made with no lock held.
    outcome settle_in_log(cancel_node& n, const error* cause,
                          const error* given) noexcept {
        const auto log = run_log::find(n.log);
        event e;
        if (log) e = end_of(n, given ? given : cause);
        outcome got = outcome::was_over;
        {
            const std::scoped_lock lock(n.mutex);
            if (n.word.load(std::memory_order_relaxed) != 0) return got;
            if (log) log->note(std::move(e));
            got = settle_locked(n, cause, given);
        }
        if (log) log->show();
        return got;
    }

    [[nodiscard]] event end_of(const cancel_node& n, const error* cause) const {
        event e;
        e.what = why_ == errc::canceled ? step::cancel : step::expire;
        e.object = n.id;
        e.text = cause ? cause->message() : category().message(int(why_));
        e.where = at_;
        return e;
    }

    void record_start(std::uint32_t log_number) const {
        const auto log = run_log::find(log_number);
        if (!log) return record_step(step::after_func, 0, 0, "", at_);
        event e;
        e.what = step::after_func;
        e.where = at_;
        log->add(std::move(e));
    }

    void tell_all(guarded_list l) noexcept {
        // Enough to make the locking cheap, few enough to hold it briefly.
        constexpr int batch = 256;
        for (bool more = true; more;) {
            const std::scoped_lock lock(l.mutex);
            for (int i = 0; i < batch && !l.observers.empty(); ++i) {
                tell_one(static_cast<observer&>(l.observers.pop_front()));
            }
            more = !l.observers.empty();
        }
    }

    // Under the mutex of the list that `o` was in.
    void tell_one(observer& o) noexcept {
        switch (o.what) {
            case observer::role::child:
            case observer::role::link:
                // A share is taken over or made; a node whose last owner is
                // just leaving is not canceled: nobody can tell.
                if (std::exchange(o.owned, false) || node_of(o).try_retain()) {
                    nodes_.push(o);
                }
                break;
            case observer::role::waiter: {
                auto& waiter = static_cast<select_case&>(o);
                if (waiter.waiting->claim(waiter)) waiter.waiting->wake();
                break;
            }
            case observer::role::function:
                functions_.push(o);  // with the list's share
                break;
        }
    }

    const errc why_;
    const location at_;
    backlog nodes_;
    backlog functions_;
};

void run(cancel_node& root, errc why, const error* cause, const error* given,
         const location& at) noexcept {
    wave w(why, at);
    const outcome got = w.settle(root, cause, given);
    if (got == outcome::was_over) return;
    w.record(root);
    if (got == outcome::has_observers) {
        w.tell(root);
        w.spread(root.cause);
    }
    if (root.is_findable()) {
        if (root.parent() && leave(root.parent()->canceler(), root)) {
            node::release(&root);
        }
        root.settled();
    }
    w.start_functions(root.log);
}

// Puts `through`, which is `child`'s, into a list of `parent`'s. False if that
// is over.
bool join(cancel_node& parent, cancel_node& child, observer& through) noexcept {
    const guarded_list l = list_for(parent, through);
    bool too_busy = false;
    {
        const bool waited = !l.mutex.try_lock();
        if (waited) l.mutex.lock();
        const std::scoped_lock lock(std::adopt_lock, l.mutex);
        // Relaxed: if the canceler has been here, the mutex orders it.
        if (parent.word.load(std::memory_order_relaxed) != 0) return false;
        child.set_findable();
        l.observers.push_back(through);
        // So often that one had to wait is no accident.
        too_busy = waited && through.shard == 0 && ++parent.waits == 16;
    }
    if (too_busy) spread_children(parent);
    return true;
}

}  // namespace

void cancel_tree(cancel_node& root, errc why, const error* cause,
                 const location& at) noexcept {
    run(root, why, cause, nullptr, at);
}

void cancel_tree_because(cancel_node& root, const error& cause,
                         const location& at) noexcept {
    run(root, errc::canceled, nullptr, cause ? &cause : nullptr, at);
}

bool observe(cancel_node& parent, cancel_node& child, observer& through,
             const location& at) noexcept {
    if (parent.state() == 0 && join(parent, child, through)) return true;
    // Over for good: what led to it is constant, and was acquired with it.
    const auto why = static_cast<errc>(parent.state());
    if (child.is_findable() || child.id != 0) {
        cancel_tree(child, why, parent.cause, at);
    } else {
        // Nobody but its maker knows it yet, nor any log: born over. Relaxed:
        // it is published later, by what orders this too.
        child.cause = parent.cause;
        child.word.store(static_cast<int>(why), std::memory_order_relaxed);
    }
    return false;
}

bool leave(cancel_node* parent, observer& o) noexcept {
    if (!parent) return false;
    const std::scoped_lock lock(list_for(*parent, o).mutex);
    if (!o.linked()) return false;
    o.unlink();
    return std::exchange(o.owned, false);
}

}  // namespace ctx::detail
