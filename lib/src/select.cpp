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
// Invariants:
// 1. A case is in its object's queue only while its goroutine is in the select.
//    It enters and leaves the queue under the object's mutex.
// 2. winner_ changes once, from null to the case that won.
// 3. A selection, which is on the stack of its goroutine, outlives the claim
//    and the wake() that follows. A claiming thread holds the object's mutex
//    from claim() to wake(). A goroutine that leaves the select without having
//    been woken, because it is being ended, first locks all objects again.
//
// Lock order: the objects by address, then, in wake(), the mutex of the bubble
// or of the goroutine.
#include "ctx/select.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "ctx/detail/sync.hpp"
#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

// Holds the mutexes of all `cases`.
class lock_all {
public:
    // Sorts `cases` by their mutexes, which must not be null.
    explicit lock_all(std::span<select_case*> cases) : cases_(cases) {
        if (cases_.size() > 1) {
            std::ranges::sort(cases_, std::ranges::less(), &select_case::mutex);
        }
        each([](small_mutex& m) { m.lock(); });
    }
    lock_all(const lock_all&) = delete;
    lock_all& operator=(const lock_all&) = delete;
    ~lock_all() {
        each([](small_mutex& m) { m.unlock(); });
    }

private:
    // Calls `f` once for each mutex. Two cases may share an object.
    template <class F>
    void each(F f) {
        small_mutex* last = nullptr;
        for (const select_case* c : cases_) {
            small_mutex* const m = c->mutex();
            if (m != last) f(*(last = m));
        }
    }

    const std::span<select_case*> cases_;
};

// Returns a number below `n`, random enough for a fair choice: the upper half
// of a number of xorshift64*, scaled.
std::size_t random_below(std::size_t n) {
    thread_local std::uint64_t state = 0;
    while (state == 0) {
        std::random_device seed;
        state = std::uint64_t{seed()} << 32U | seed();
    }
    state ^= state >> 12U;
    state ^= state << 25U;
    state ^= state >> 27U;
    const std::uint64_t upper = state * 0x2545F4914F6CDD1DU >> 32U;
    return static_cast<std::size_t>(upper * n >> 32U);
}

// Returns the cases that can be ready, in the order in which to try them.
std::span<select_case*> order_to_try(std::span<select_case*> cases,
                                     bool may_block, select_case** room,
                                     const scheduler& home) {
    std::size_t n = 0;
    for (select_case* c : cases) {
        if (c->mutex() && (may_block || c->may_be_ready())) room[n++] = c;
    }
    if (n > 1 && !home.deterministic()) {
        for (std::size_t i = n - 1; i > 0; --i) {
            std::swap(room[i], room[random_below(i + 1)]);
        }
    }
    return {room, n};
}

std::string list_of(std::span<select_case* const> cases, bool may_block) {
    std::string text;
    for (const select_case* c : cases) {
        if (!text.empty()) text += ", ";
        text += c->describe();
    }
    return may_block ? text : text + ", default";
}

void record_select(std::span<select_case* const> cases, bool may_block,
                   const location& at) {
    event e;
    e.what = step::select;
    e.text = list_of(cases, may_block);
    e.where = at;
    for (const select_case* c : cases) {
        e.cases.push_back({c->kind(), c->object()});
    }
    here().record(std::move(e));
}

void record_entry(std::span<select_case*> cases, bool may_block) {
    if (!is_recorded) return;
    const select_case& first = *cases.front();
    if (cases.size() == 1 && may_block) {
        record_step(first.kind(), first.object(), 0, "", first.at);
    } else {
        or_lose_step([&] { record_select(cases, may_block, first.at); });
    }
}

void record_choice(std::span<select_case*> cases, bool may_block,
                   const select_case* chosen, std::size_t index) {
    if (!is_recorded || (cases.size() == 1 && may_block)) return;
    record_step(step::choose, chosen ? chosen->object() : 0,
                static_cast<std::uint32_t>(index),
                chosen ? chosen->describe() : "default",
                chosen ? chosen->at : cases.front()->at);
}

// -- for an exploration -------------------------------------------------------

// A wait for a context alone is no operation: whether the context is done
// before or after, the goroutine goes on once it is.
bool is_wait_for_context(std::span<select_case* const> cases, bool may_block) {
    return cases.size() == 1 && may_block &&
           cases.front()->shared().is == shared_object::kind::context;
}

void begin_select(std::span<select_case* const> cases, bool may_block) {
    const auto is_shared = [](const select_case* c) {
        return c->shared().address != nullptr;
    };
    if (is_wait_for_context(cases, may_block)) return;
    if (std::ranges::any_of(cases, is_shared)) {
        begin_operation(cases.front()->at);
    }
}

// Returns how a send or a receive that is no case of a select uses a channel.
use use_of(const select_case& only, bool is_taken) {
    if (only.kind() == step::send) return use::send;
    if (!is_taken) return use::await;
    const shared_object s = only.shared();
    if (s.found_closed) return use::find_closed;
    return s.had_sender ? use::receive : use::take;
}

// Tells what a select uses that has taken `taken`, or, if that is null and it
// may block, begins to wait.
void note_select(std::span<select_case* const> cases, const select_case* taken,
                 bool may_block) {
    if (is_wait_for_context(cases, may_block)) return;
    const bool alone = cases.size() == 1 && may_block;
    const bool waits = !taken && may_block;
    for (const select_case* c : cases) {
        const shared_object s = c->shared();
        if (!s.address) continue;
        if (s.is == shared_object::kind::context) {
            note_use(s.address, use::poll);
        } else if (alone) {
            note_use(s.address, use_of(*c, taken));
        } else {
            note_use(s.address, c == taken || waits ? use::change : use::look);
        }
    }
}

// Tells that a wait for a context, or a receive, has ended.
void note_end_of(const select_case& taken) {
    const shared_object s = taken.shared();
    if (s.is == shared_object::kind::context || s.found_closed) {
        note_acquire(s.address);
    }
}

// Returns the one of `candidates`, a part of `cases`, that `home` chooses.
select_case* chosen_of(std::span<select_case* const> candidates,
                       std::span<select_case* const> cases, scheduler& home) {
    std::vector<std::size_t> places;
    for (const select_case* c : candidates) {
        places.push_back(static_cast<std::size_t>(std::ranges::find(cases, c) -
                                                  cases.begin()));
    }
    return candidates[home.choose_case(places)];
}

// Cases that one event makes ready together, such as two that receive from one
// channel, are twins. The first twin in the queue is taken. So this moves the
// chosen twin before the others.
void put_chosen_twins_first(std::span<select_case*> to_try,
                            std::span<select_case* const> cases,
                            scheduler& home) {
    while (to_try.size() > 1) {
        const select_case* const first = to_try.front();
        const auto others =
            std::ranges::partition(to_try, [&](const select_case* c) {
                return c->mutex() == first->mutex() &&
                       c->kind() == first->kind();
            });
        const auto twins = to_try.first(to_try.size() - others.size());
        if (twins.size() > 1) {
            select_case* const chosen = chosen_of(twins, cases, home);
            std::iter_swap(twins.begin(), std::ranges::find(twins, chosen));
        }
        to_try = others;
    }
}

// In a bubble whose schedule is chosen, moves the chosen case to the front: a
// case that is ready, or, if none is ready, a case that will be.
void put_chosen_first(std::span<select_case*> to_try,
                      std::span<select_case*> sorted,
                      std::span<select_case* const> cases, bool may_block,
                      scheduler& home) {
    if (to_try.size() < 2 || !home.is_chosen()) return;
    std::vector<select_case*> ready;
    {
        const lock_all locked(sorted);
        std::ranges::copy_if(to_try, std::back_inserter(ready),
                             [](select_case* c) { return c->is_ready(); });
    }
    if (ready.empty()) {
        if (may_block) put_chosen_twins_first(to_try, cases, home);
        return;
    }
    select_case* const chosen = chosen_of(ready, cases, home);
    std::iter_swap(to_try.begin(), std::ranges::find(to_try, chosen));
}

// Takes a case that is ready now, or else queues all cases.
select_case* take_or_queue(std::span<select_case*> to_try,
                           std::span<select_case*> sorted,
                           selection* queue_as) {
    const lock_all locked(sorted);
    for (select_case* c : to_try) {
        if (c->try_now()) return c;
    }
    if (queue_as) {
        for (select_case* c : to_try) {
            c->waiting = queue_as;
            c->enqueue();
        }
    }
    return nullptr;
}

// Leaves the queues of a select that has been decided or is being given up.
class leave_queues {
public:
    leave_queues(goroutine& self, std::span<select_case*> sorted)
        : self_(self), sorted_(sorted) {}
    leave_queues(const leave_queues&) = delete;
    leave_queues& operator=(const leave_queues&) = delete;
    ~leave_queues() {
        // The waker has taken the only case out of its queue.
        if (woken_ && sorted_.size() == 1) return;
        {
            const lock_all locked(sorted_);
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
    const std::span<select_case*> sorted_;
    bool woken_ = false;
};

select_case* wait_for_one(std::span<select_case*> cases,
                          std::span<select_case*> sorted, selection& s) {
    goroutine& self = current();
    {
        leave_queues leaving(self, sorted);
        leaving.woken(
            self.home.block(self, {nullptr, cases, cases.front()->at}));
    }
    return s.winner();
}

// select_among() for one case that may block: there is nothing to sort or to
// choose.
std::size_t wait_for_case(goroutine& self, std::span<select_case*> cases,
                          small_mutex& m) {
    select_case& only = *cases.front();
    selection s(self);
    bool is_taken = false;
    {
        const std::scoped_lock lock(m);
        is_taken = only.try_now();
        if (!is_taken) {
            only.waiting = &s;
            only.enqueue();
        }
        if (is_chosen_here())
            note_select(cases, is_taken ? &only : nullptr, true);
    }
    if (!is_taken && !wait_for_one(cases, cases, s)) return cases.size();
    if (is_chosen_here()) note_end_of(only);
    only.taken();
    return 0;
}

}  // namespace

namespace {

// Tells that a select of several cases is decided, so that its goroutine leaves
// the queues of all of them.
void note_decided(const goroutine& self) noexcept {
    if (!self.waits || self.waits->cases.size() < 2) return;
    for (const select_case* c : self.waits->cases) {
        const shared_object s = c->shared();
        if (!s.address) continue;
        note_use(s.address, s.is == shared_object::kind::context ? use::poll
                                                                 : use::change);
    }
}

}  // namespace

bool selection::claim(select_case& winner) noexcept {
    if (is_chosen_here()) note_decided(self_);
    select_case* nobody = nullptr;
    // Relaxed: this only decides which claim is first. wake() publishes what
    // the claiming thread did, by the mutex of the bubble or of the goroutine.
    return winner_.compare_exchange_strong(nobody, &winner,
                                           std::memory_order_relaxed);
}

void selection::wake() noexcept { self_.home.wake(self_); }

select_case* selection::winner() const noexcept {
    return winner_.load(std::memory_order_relaxed);
}

std::size_t select_among(std::span<select_case*> cases, bool may_block,
                         select_case** scratch) {
    goroutine& self = current();
    count_call(self, cases.empty() ? location() : cases.front()->at);
    if (cases.empty()) return 0;  // the select has a default alone
    if (is_chosen_here()) begin_select(cases, may_block);
    record_entry(cases, may_block);
    if (cases.size() == 1 && may_block) {
        small_mutex* const m = cases.front()->mutex();
        if (m) return wait_for_case(self, cases, *m);
    }
    const auto to_try = order_to_try(cases, may_block, scratch, self.home);
    const std::span<select_case*> sorted(scratch + cases.size(), to_try.size());
    std::ranges::copy(to_try, sorted.begin());
    put_chosen_first(to_try, sorted, cases, may_block, self.home);

    selection s(self);
    select_case* taken =
        take_or_queue(to_try, sorted, may_block ? &s : nullptr);
    if (is_chosen_here()) note_select(cases, taken, may_block);
    if (!taken && may_block) taken = wait_for_one(cases, sorted, s);
    if (taken && is_chosen_here()) note_end_of(*taken);

    const auto index = static_cast<std::size_t>(
        std::ranges::find(cases, taken) - cases.begin());
    record_choice(cases, may_block, taken, index);
    if (taken) taken->taken();
    return index;
}

bool channel_base::has_undecided(const list& queue) noexcept {
    const hook* h = queue.empty() ? nullptr : &queue.front();
    while (h && static_cast<const select_case*>(h)->waiting->winner()) {
        h = queue.after(*h);
    }
    return h != nullptr;
}

select_case* channel_base::claim_first(list& queue) noexcept {
    while (!queue.empty()) {
        auto& c = static_cast<select_case&>(queue.pop_front());
        if (c.waiting->claim(c)) return &c;
    }
    return nullptr;
}

select_case* channel_base::meet_first(list& queue) noexcept {
    select_case* const c = claim_first(queue);
    if (c && is_chosen_here()) here().note_met(c->waiting->self());
    return c;
}

void throw_size_out_of_range() {
    throw std::invalid_argument("makechan: size out of range");
}

channel_base::channel_base(std::size_t capacity)
    : channel_base(capacity, here()) {}

channel_base::channel_base(std::size_t capacity, scheduler& home)
    : id_(is_recorded ? home.number_channel() : 0),
      log_(id_ ? home.log() : 0),
      capacity_(capacity) {
    note_made(this);
}

void channel_base::note_put(std::size_t room,
                            const select_case* by) const noexcept {
    here().note_put(this, room, by ? &by->waiting->self() : nullptr);
}

void channel_base::note_take(const select_case* by) const noexcept {
    here().note_take(this, by ? &by->waiting->self() : nullptr);
}

std::uint32_t channel_base::id() const noexcept {
    return log_ == here().log() ? id_ : 0;
}

void channel_base::record_close(const location& at) const {
    record_step(step::close, id(), 0, "", at);
}

}  // namespace detail

// The key function: it puts the type of this class into this library.
closed_channel::~closed_channel() = default;

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
