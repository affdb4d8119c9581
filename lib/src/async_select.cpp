// How a select goes on that no goroutine is blocked in.
//
//   start():    lock all; is a case ready? take it; else queue on all; unlock.
//   a claim:    lock the object; take the case out of its queue; claim; wake();
//               unlock; completed().
//   cancel():   lock all; leave the queues; unlock. Was a case claimed?
//
// completed() may run code of another library, such as the executor of an Asio
// handler. So wake(), which is called with an object locked, only puts the
// async_select into a list of the calling thread. The thread looks at the list
// once it has unlocked its last object: see waking_lock.
//
// Invariants, beside those of select.cpp:
// 1. A case is in its object's queue only between start() and a claim of that
//    case, cancel() or finish().
// 2. A case of an async_select is taken only by a thread that then unlocks the
//    object, and calls complete_if_taken(), in one call of the library. On
//    fibers no other goroutine runs in between, so that all fibers of a thread
//    can share the list.
// 3. An async_select in the list of a thread is claimed. Its owner keeps it
//    until completed() is called, because cancel() returns false.
// 4. The list is empty while completed() runs, so that a completed() that takes
//    a case itself completes that one alone.
// 5. After start() has queued the cases it does not touch the object, because
//    completed() may destroy it. It reads the cases and their places only while
//    it holds a mutex of a case. With one case, no thread can claim that before
//    the mutex is free. With several, finish() and cancel() lock all of them
//    first.
// 6. take_or_queue() sorts the places before it queues the cases. After that no
//    thread writes to the places, because start() may still read them.
//
// Lock order: that of select.cpp. wake() takes no lock; a class that overrides
// it may take a leaf lock, or wake a goroutine under that.
//
// For an exploration, start() and cancel() are operations of the calling
// goroutine: each changes every channel and counter, and polls every context,
// of its cases. So does the operation that takes a case. A start() that finds a
// value does not commute with the send of that value, as a receive would,
// because the program can tell whether it waited.
#include "ctx/detail/async_select.hpp"

#include <algorithm>
#include <cassert>
#include <span>
#include <utility>

#include "ctx/detail/waking_lock.hpp"
#include "scheduler.hpp"
#include "select_notes.hpp"
#include "take_case.hpp"

namespace ctx::detail {
namespace {

// The async_selects whose cases the thread has taken, first in first out.
struct taken_list {
    async_select* first = nullptr;
    async_select* last = nullptr;
};

constinit thread_local taken_list taken_here;

}  // namespace

constinit std::atomic<bool> async_case_was_taken{false};

void complete_taken() noexcept {
    async_select* a = std::exchange(taken_here, {}).first;  // invariant 4
    while (a) {
        async_select* const next = std::exchange(a->next_taken_, nullptr);
        a->completed();
        a = next;
    }
}

async_select::async_select(std::span<select_case* const> cases,
                           case_place* scratch, prefer which) noexcept
    : selection(nullptr, cases), scratch_(scratch), which_(which) {
    note_made(this);
}

// The cases are gone by now, so this looks at what finish() and cancel() leave.
async_select::~async_select() {
    assert(sorted_.empty() && "the owner called finish() or cancel()");
}

void async_select::wake() noexcept {
    if (is_chosen_here()) note_release(this);
    if (!async_case_was_taken.load(std::memory_order_relaxed)) {
        async_case_was_taken.store(true, std::memory_order_relaxed);
    }
    taken_list& all = taken_here;
    (all.last ? all.last->next_taken_ : all.first) = this;
    all.last = this;
}

bool async_select::start() {
    goroutine& self = current();
    count_call(self, cases().front()->at);
    if (is_chosen_here()) begin_async_select(cases());
    record_entry(cases(), true);
    select_case* ready = take_without_queue();
    if (!ready) {
        const auto to_try =
            order_to_try(cases(), true, scratch_,
                         which_ == prefer::any && !self.home.deterministic());
        const std::span sorted(scratch_ + cases().size(), to_try.size());
        std::ranges::copy(to_try, sorted.begin());
        if (which_ == prefer::any) {
            put_chosen_first(to_try, sorted, cases(), true, self.home);
        }
        sorted_ = sorted;
        ready = take_or_queue(to_try, sorted, this);
        if (!ready) return false;  // invariant 5
        sorted_ = {};
    }
    decide(*ready);
    return true;
}

// Takes a case if that needs no more than one lock, and tells an exploration
// what the whole start() uses.
select_case* async_select::take_without_queue() {
    const bool prefers_done = which_ == prefer::done;
    if (prefers_done && cases().front()->may_be_ready()) {
        if (is_chosen_here()) note_async_select(cases().first(1));
        return cases().front();
    }
    if (is_chosen_here()) {
        note_async_select(cases());
        note_release(this);
    }
    return prefers_done && take_alone(*cases().back()) ? cases().back()
                                                       : nullptr;
}

bool async_select::cancel() noexcept {
    if (!sorted_.empty() && is_chosen_here()) {
        begin_async_select(cases());
        note_async_select(cases());
    }
    leave_queues();
    return !winner();
}

// When this returns, a thread that claimed a case has called wake(), because it
// had the object locked.
void async_select::leave_queues() noexcept {
    const lock_all locked(std::exchange(sorted_, {}), already_sorted());
    for (select_case* c : cases()) {
        if (c->linked()) c->unlink();
    }
}

std::size_t async_select::finish() {
    // The thread that claimed a case has taken the only one out of its queue.
    if (sorted_.size() > 1) leave_queues();
    sorted_ = {};
    select_case& taken = *winner();
    if (is_chosen_here()) {
        note_acquire(this);
        note_end_of(taken);
    }
    const auto index = static_cast<std::size_t>(
        std::ranges::find(cases(), &taken) - cases().begin());
    record_choice(cases(), true, &taken, index);
    taken.taken();
    return index;
}

}  // namespace ctx::detail
