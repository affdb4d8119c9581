// How select waits.
//
// A select locks all its objects together, so that it decides at one instant
// whether to go on or to wait, as Go's runtime does:
//
//   lock all; is a case ready? take it; else queue on all; unlock all; block.
//
// A thread that later makes a case ready takes it out of its queue, under the
// mutex of that object, and claims the selection. The first claim wins. A
// thread whose claim fails looks for another case in the queue. The goroutine
// that is woken locks all objects again and leaves the queues that still have
// it.
//
// A call that a context ends (rule 7 of context.hpp) is a select of two cases
// that takes `done` if both are ready. So it chooses nothing.
//
// Invariants:
// 1. A case is in its object's queue only while its goroutine is in the select.
//    It enters and leaves the queue under the object's mutex.
//    async_select.cpp says what holds for a select without a goroutine.
// 2. winner_ changes once, from null to the case that won.
// 3. A selection, which is on the stack of its goroutine, outlives the claim
//    and the wake() that follows. A claiming thread holds the object's mutex
//    from claim() to wake(). A goroutine that leaves the select without having
//    been woken, because it is being ended, first locks all objects again.
//
// Lock order: the objects by address, then, in wake(), the mutex of the bubble
// or of the goroutine. A thread that may take a case of another goroutine holds
// the objects in a lock_all or a waking_lock.
#include "ctx/select.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>

#include "ctx/detail/sync.hpp"
#include "scheduler.hpp"
#include "select_notes.hpp"
#include "take_case.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

// Leaves the queues of a select that has been decided or is being given up.
class leave_queues {
public:
    leave_queues(goroutine& self, std::span<case_place> sorted)
        : self_(self), sorted_(sorted) {}
    leave_queues(const leave_queues&) = delete;
    leave_queues& operator=(const leave_queues&) = delete;
    ~leave_queues() {
        // The waker has taken the only case out of its queue.
        if (woken_ && sorted_.size() == 1) return;
        {
            const lock_all locked(sorted_, already_sorted());
            for (select_case* c : sorted_) {
                if (c->linked()) c->unlink();
            }
        }
        // A thread that claimed a case meanwhile has called wake() by now
        // (invariant 3). That wake must not end the next blocking call.
        if (!woken_) self_.home.forget_wake(self_);
    }

    void woken(bool yes) noexcept { woken_ = yes; }

private:
    goroutine& self_;
    const std::span<case_place> sorted_;
    bool woken_ = false;
};

select_case* wait_for_one(const wait_point& at, std::span<case_place> sorted,
                          selection& s) {
    goroutine& self = current();
    {
        leave_queues leaving(self, sorted);
        leaving.woken(self.home.block(self, at));
    }
    return s.winner();
}

// select_among() for one case that may block: there is nothing to sort or to
// choose.
std::size_t wait_for_case(goroutine& self, std::span<select_case*> cases,
                          small_mutex& m) {
    select_case& only = *cases.front();
    selection s(&self, cases);
    bool is_taken = false;
    {
        const waking_lock lock(m);
        is_taken = only.try_now();
        if (!is_taken) {
            only.waiting = &s;
            only.enqueue();
        }
        if (is_chosen_here())
            note_select(cases, is_taken ? &only : nullptr, true);
    }
    case_place sorted[] = {&only};
    if (!is_taken && !wait_for_one({nullptr, cases, only.at}, sorted, s)) {
        return cases.size();
    }
    if (is_chosen_here()) note_end_of(only);
    only.taken();
    return 0;
}

}  // namespace

bool selection::claim(select_case& winner) noexcept {
    if (is_chosen_here()) {
        self_ ? note_decided(cases_) : note_async_select(cases_);
    }
    select_case* nobody = nullptr;
    // Relaxed: this only decides which claim is first. wake() publishes what
    // the claiming thread did, by the mutex of the bubble or of the goroutine.
    return winner_.compare_exchange_strong(nobody, &winner,
                                           std::memory_order_relaxed);
}

void selection::decide(select_case& winner) noexcept {
    // Relaxed: no other thread knows a case of this.
    winner_.store(&winner, std::memory_order_relaxed);
}

void selection::wake() noexcept { self_->home.wake(*self_); }

select_case* selection::winner() const noexcept {
    return winner_.load(std::memory_order_relaxed);
}

std::size_t select_among(std::span<select_case*> cases, bool may_block,
                         case_place* scratch) {
    goroutine& self = current();
    count_call(self, cases.empty() ? location() : cases.front()->at);
    if (cases.empty()) return 0;  // the select has a default alone
    if (is_chosen_here()) begin_select(cases, may_block);
    record_entry(cases, may_block);
    if (cases.size() == 1 && may_block) {
        small_mutex* const m = cases.front()->mutex();
        if (m) return wait_for_case(self, cases, *m);
    }
    const auto to_try =
        order_to_try(cases, may_block, scratch, !self.home.deterministic());
    const std::span<case_place> sorted(scratch + cases.size(), to_try.size());
    std::ranges::copy(to_try, sorted.begin());
    put_chosen_first(to_try, sorted, cases, may_block, self.home);

    selection s(&self, cases);
    select_case* taken =
        take_or_queue(to_try, sorted, may_block ? &s : nullptr);
    if (is_chosen_here()) note_select(cases, taken, may_block);
    if (!taken && may_block) {
        taken = wait_for_one({nullptr, cases, cases.front()->at}, sorted, s);
    }
    if (taken && is_chosen_here()) note_end_of(*taken);

    const auto index = static_cast<std::size_t>(
        std::ranges::find(cases, taken) - cases.begin());
    record_choice(cases, may_block, taken, index);
    if (taken) taken->taken();
    return index;
}

// -- calls that a context ends -----------------------------------------------

namespace {

// Returns the reason for the end of a call. A call in a destructor may also end
// because no goroutine is left that could wake it.
std::error_code reason_to_end(const node& n) noexcept {
    const int state = n.state();
    return state ? static_cast<errc>(state) : errc::canceled;
}

// Takes `done` if it is ready, and otherwise `op`, or waits for both.
select_case* take_or_wait(done_case& done, select_case& op, const char* what) {
    select_case* both[] = {&done, &op};
    if (done.is_over()) {
        if (is_chosen_here()) note_select({both, 1}, &done, false);
        return &done;
    }
    if (take_alone(op)) {
        if (is_chosen_here()) note_select(both, &op, true);
        return &op;
    }
    case_place room[] = {&done, &op, &done, &op};
    const std::size_t n = op.mutex() ? 2 : 1;
    const std::span<case_place> to_try(room, n);
    const std::span<case_place> sorted(room + 2, n);
    selection s(&current(), both);
    select_case* const taken = take_or_queue(to_try, sorted, &s);
    if (is_chosen_here()) note_select(both, taken, true);
    return taken ? taken : wait_for_one({what, both, op.at, true}, sorted, s);
}

}  // namespace

std::error_code begin_unless_done(const context& c, const void* object,
                                  const location& at) {
    if (on_fiber()) count_call_here(at);
    const node& n = *access::get(c);
    if (maybe_chosen()) {
        n.canceler() ? look_at(n, at) : begin_operation(at);
        if (n.state() == 0) note_use(object, use::change);
    }
    return n.state() ? reason_to_end(n) : std::error_code();
}

std::error_code do_unless_done(select_case& op, const context& c,
                               const char* what) {
    done_case done(c.done(), op.at);
    select_case* cases[] = {&done, &op};
    if (!c.done()) {
        const bool is_done = select_among<1>(cases + 1, true) == 0;
        return is_done ? std::error_code() : errc::canceled;
    }
    // An exception may destroy the handle `c` while this goroutine waits.
    // `done` then keeps the node.
    const node& until = *access::get(c);
    count_call_here(op.at);
    if (is_chosen_here()) begin_select(cases, true);
    record_entry(cases, true);
    select_case* const taken = take_or_wait(done, op, what);
    if (taken && is_chosen_here()) note_end_of(*taken);
    record_choice(
        cases, true, taken,
        static_cast<std::size_t>(std::ranges::find(cases, taken) - cases));
    if (taken) taken->taken();
    return taken == &op ? std::error_code() : reason_to_end(until);
}

}  // namespace detail

void done_channel::wait(location at) const {
    done_case only(*this, at);
    detail::select_case* cases[] = {&only};
    (void)detail::select_among<1>(cases, true);
}

detail::small_mutex* done_case::mutex() const noexcept {
    return node_->canceler() ? &node_->canceler()->mutex : nullptr;
}

bool done_case::try_now() noexcept { return node_->state() != 0; }

bool done_case::is_ready() const noexcept { return node_->state() != 0; }

void done_case::enqueue() noexcept {
    // A share for as long as the goroutine blocks, because an exception in the
    // goroutine that owns the handle may destroy the handle meanwhile.
    node_->retain();
    queued_ = true;
    node_->canceler()->subscribers.push_back(*this);
}

std::string done_case::describe() const {
    return node_->canceler() ? "done" : "done (never)";
}

void done_case::look() const {
    detail::count_call_here(at);
    detail::look_at(*node_);
}

detail::shared_object done_case::shared() const noexcept {
    return {detail::shared_object::kind::context, node_->canceler()};
}

std::uint32_t done_case::object() const noexcept {
    const detail::node* const n = node_->canceler();
    return n && n->log == detail::here().log() ? n->id : 0;
}

}  // namespace ctx
