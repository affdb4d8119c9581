// A counter, and the select cases of the goroutines that wait for it.
//
// Invariants, under mutex_:
// 1. The counter is never negative.
// 2. waiters_ is empty while the counter is zero.
//
// Lock order: mutex_, then, in wake(), the mutex of the bubble or of the
// goroutine.
#include "ctx/wait_group.hpp"

#include <mutex>
#include <stdexcept>

#include "ctx/detail/counter_case.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/detail/waking_lock.hpp"
#include "scheduler.hpp"

namespace ctx {
namespace {

[[noreturn]] void refuse_negative(std::unique_lock<detail::small_mutex>& lock) {
    lock.unlock();  // invariant 2 of unwinding.cpp
    throw std::logic_error("negative wait_group counter");
}

}  // namespace

// The counter may be destroyed once the wait ends. So the wait does not end
// before the add() that ended it has unlocked the mutex.
void detail::counter_case::taken() {
    const std::scoped_lock lock(counter_.mutex_);
    if (is_chosen_here()) here().note_unblocks(current(), &counter_);
}

void detail::wait_counter::add(int n) {
    waking_lock lock(mutex_);
    if (maybe_chosen()) note_add(n, false);
    if (count_ + n < 0) refuse_negative(lock);
    change(n);
}

void detail::wait_counter::begin() noexcept {
    const waking_lock lock(mutex_);
    ++running_;
    if (maybe_chosen()) note_add(1, false);
    change(1);
}

void detail::wait_counter::end() {
    waking_lock lock(mutex_);
    --running_;
    if (maybe_chosen()) note_add(-1, true);
    if (count_ == 0) refuse_negative(lock);
    change(-1);
}

// Called with the mutex held.
void detail::wait_counter::change(int n) noexcept {
    count_ += n;
    if (count_ > 0) return;
    while (!waiters_.empty()) {
        auto& w = static_cast<counter_case&>(waiters_.pop_front());
        if (!w.waiting->claim(w)) continue;
        if (is_chosen_here() && w.waiting->self()) {
            here().note_unblocks(*w.waiting->self(), this);
        }
        w.waiting->wake();
    }
}

// Tells an exploration what an add() is about to do. Called with the mutex
// held. A function whose one was taken away fails at its end, unless another
// add() comes before, so that from then on nothing commutes.
void detail::wait_counter::note_add(int n, bool ends) noexcept {
    const bool fails = count_ + n < 0;
    is_short_ = is_short_ || (!fails && count_ + n < running_);
    const bool watched = !waiters_.empty();
    if (fails || is_short_ || n < -1) {
        note_use(this, use::change);
    } else if (n >= 0) {
        note_use(this, watched ? use::add_watched : use::add);
    } else if (ends) {
        note_use(this, watched ? use::undo_watched : use::undo);
    } else {
        note_use(this, count_ + n == 0 ? use::done_last : use::done);
    }
    if (n < 0) note_release(this);
}

// Begins a wait for an exploration. A wait that blocks is ordered by its waker.
void detail::wait_counter::begin_wait(const location& at) noexcept {
    before_use(this, use::wait, at);
    const std::scoped_lock lock(mutex_);
    if (count_ == 0) note_acquire(this);
}

void detail::wait_counter::wait(const location& at) {
    if (maybe_chosen()) begin_wait(at);
    counter_case only(*this, at);
    detail::select_case* cases[] = {&only};
    (void)detail::select_among<1>(cases, true);
}

std::error_code detail::wait_counter::wait(const context& c,
                                           const location& at) {
    if (const auto err = begin_unless_done(c, this, at)) return err;
    counter_case me(*this, at);
    const auto err = do_unless_done(me, c);
    if (!err && maybe_chosen()) note_acquire(this);
    return err;
}

void wait_group::add(int n) {
    if (detail::maybe_chosen()) detail::begin_operation(location());
    state_->counter.add(n);
}

wait_group::ticket::ticket(detail::ref<detail::group_state> state)
    : state_(std::move(state)) {
    if (detail::maybe_chosen()) detail::begin_operation(location());
    state_->counter.begin();
}

void wait_group::ticket::give_back() {
    const auto state = std::move(state_);
    if (detail::maybe_chosen()) detail::begin_operation(location());
    state->counter.end();
}

wait_group::ticket::~ticket() {
    if (!state_) return;
    try {
        give_back();
    } catch (const std::logic_error&) {
        // The exception that destroys this ticket says enough.
    }
}

void wait_group::wait(location at) {
    // A share, because an exception in the goroutine that owns this group may
    // destroy the group while this goroutine is blocked.
    const auto state = state_;
    state->counter.wait(at);
}

std::error_code wait_group::wait(const context& c, location at) {
    const auto state = state_;  // as above
    return state->counter.wait(c, at);
}

}  // namespace ctx
