// Goroutines that take turns, in virtual time.
//
// Each goroutine is a thread, but only the holder of the baton, running_, runs.
// The others wait on their condition variables. A goroutine that blocks or ends
// passes the baton on itself: it looks for the next goroutine (dispatch), moves
// the clock if none can go on, and wakes the next one. There is no scheduler
// thread. A goroutine that is its own successor does not switch threads.
//
// Phases:
// - running, until main returns;
// - draining: the other goroutines go on as far as they can while the clock
//   stands still;
// - ending: goroutines that are left are ended one by one: see bubble_end.cpp.
//
// Invariants, under mutex_:
// 1. A goroutine in runnable_ is blocked and ready. None is in it twice.
// 2. goroutines_ is sorted by age, and main is the oldest.
// 3. phase_ only grows.
// 4. A member that only the holder of the baton uses needs no lock, because the
//    baton changes hands under mutex_, which orders everything.
// 5. If the bubble itself has no memory or no thread left, outside of a
//    goroutine's own code, it notes that as failure_, and ends at the next
//    turn. So dispatch() and start_later() do not throw.
//
// A goroutine that does not come back to the library, because it computes or is
// blocked by something else, stops all others. turn_watch.hpp reports it.
//
// Lock order:
// 1. The mutex of a channel, context or wait group, then mutex_ (wake).
// 2. mutex_, then the mutex of the timer queue, or, for a report, that of a
//    goroutine.
// 3. Timers fire, the observer is called, and user code runs with neither held.
#include <algorithm>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "bubble_scheduler.hpp"
#include "ctx/defer.hpp"
#include "ctx/detail/sync.hpp"

namespace ctx::detail {

// -- blocking ---------------------------------------------------------------

namespace {

// The timer that wakes a sleeping goroutine.
class alarm final : public timer_entry {
public:
    explicit alarm(goroutine& sleeper) noexcept : sleeper_(sleeper) {}
    ~alarm() override = default;

private:
    // The sleeper stays, because it is blocked.
    bool keep() noexcept override { return true; }
    void fire() noexcept override { sleeper_.home.wake(sleeper_); }

    [[nodiscard]] timer_purpose purpose() const noexcept override {
        return {.sleeper = sleeper_.id};
    }

    goroutine& sleeper_;
};

}  // namespace

void bubble_scheduler::sleep(goroutine& self, duration d, const location& at) {
    // While goroutines are ended the clock stands still for ever.
    if (self.ending && self.unwinding()) return;
    alarm a(self);
    timers_->arm(a, clock::from_now(d));
    const defer disarm([&] { timers_->disarm(a); });
    block(self, {"sleep", {}, at});
}

bool bubble_scheduler::block(goroutine& self, const wait_point& at) {
    throw_if_ending(self);
    record_wait(step::block, at);
    bool woken = false;
    {
        std::unique_lock lock(mutex_);
        if (!self.ready) pass_baton(self, at, lock);
        woken = std::exchange(self.ready, false);
    }
    throw_if_ending(self);
    record_wait(step::wake, at);
    return woken;
}

void bubble_scheduler::forget_wake(goroutine& self) noexcept {
    const std::scoped_lock lock(mutex_);
    self.ready = false;
}

// Gives the baton away and returns when it comes back (invariant 4).
void bubble_scheduler::pass_baton(goroutine& self, const wait_point& at,
                                  std::unique_lock<mutex>& lock) {
    self.waits = &at;
    if (at.at.line() != 0) self.last_at = at.at;
    // False only for a goroutine that before_unwinding() let go on.
    if (running_ == &self) hand_to(dispatch(lock));
    await_baton(self, lock);
    self.waits = nullptr;
}

void bubble_scheduler::await_baton(goroutine& self,
                                   std::unique_lock<mutex>& lock) {
    self.wake.wait(lock, [&] { return running_ == &self; });
}

void bubble_scheduler::hand_to(goroutine& next) noexcept {
    running_ = &next;
    ++turns_;
    next.wake.notify_one();
}

// Returns the goroutine that runs next. The caller gives the baton to it.
goroutine& bubble_scheduler::dispatch(std::unique_lock<mutex>& lock) {
    for (;;) {
        if (interrupted_) begin_ending(ended_by::interrupt);
        if (failure_) begin_ending(ended_by::failure);
        if (phase_ == phase::ending) return next_to_end();
        if (const auto turn = next_turn(lock)) {
            if (*turn) return **turn;
        } else if (in_wait_) {
            return *std::exchange(in_wait_, nullptr);
        } else if (phase_ == phase::draining) {
            begin_ending(ended_by::main);
        } else if (!advance_clock(lock)) {
            begin_ending(ended_by::deadlock);
        }
    }
}

// Returns a goroutine that can go on, or lets a timer that is due go off and
// returns null. Returns nothing if there is neither.
std::optional<goroutine*> bubble_scheduler::next_turn(
    std::unique_lock<mutex>& lock) {
    if (is_chosen()) {
        try {
            return chosen_turn(lock);
        } catch (const std::bad_alloc&) {  // with the lock held
            failure_ = std::current_exception();
            return nullptr;
        }
    }
    if (phase_ == phase::running && fire_timer(lock)) return nullptr;
    if (runnable_.empty()) return std::nullopt;
    return take_runnable(0);
}

goroutine* bubble_scheduler::take_runnable(std::size_t place) {
    return &runnable_.take(place);
}

// Blocks `self` until no other goroutine can go on.
void bubble_scheduler::wait_for_others(goroutine& self, const location& at) {
    throw_if_ending(self);
    count_call(self, at);
    const wait_point waiting{"bubble_wait", {}, at};
    record_wait(step::block, waiting);
    {
        std::unique_lock lock(mutex_);
        if (in_wait_) {
            const auto other = in_wait_->id;
            lock.unlock();  // invariant 2 of unwinding.cpp
            throw std::logic_error("ctx::bubble_wait: goroutine " +
                                   std::to_string(other) +
                                   " is in bubble_wait already");
        }
        in_wait_ = &self;
        pass_baton(self, waiting, lock);
        if (in_wait_ == &self) in_wait_ = nullptr;  // the bubble is ending
    }
    throw_if_ending(self);
    record_wait(step::wake, waiting);
}

// -- time -------------------------------------------------------------------

// Lets the first timer that is due go off. Returns false if none is due.
bool bubble_scheduler::fire_timer(std::unique_lock<mutex>& lock) {
    const auto next = timers_->next(now());
    if (!next || *next > now()) return false;
    as_the_clock(lock, [this] { timers_->fire_next(now()); });
    return true;
}

// Moves the clock to the next timer, or to the limit if that is sooner. Returns
// false if there is no timer.
bool bubble_scheduler::advance_clock(std::unique_lock<mutex>& lock) {
    const auto next = timers_->next(now());
    if (!next) return false;
    calls_left_ = calls_allowed();
    const auto limit = options_.limit ? clock::time_point(*options_.limit)
                                      : clock::time_point::max();
    awaits_clock_ = true;
    time_.advance(std::max(now(), std::min(*next, limit)), lock, idle_, [this] {
        return interrupted_ || failure_ || !runnable_.empty();
    });
    awaits_clock_ = false;
    // The limit is older than every timer, so it comes before timers that are
    // due at the same time.
    if (options_.limit && now() >= limit) interrupted_ = true;
    return true;
}

// -- goroutines -------------------------------------------------------------

void bubble_scheduler::start(std::string name, std::unique_ptr<thunk> body,
                             const location& at) {
    // Declared before the lock, so that a goroutine that does not start is
    // destroyed, which runs user code, after the lock is released.
    auto g = std::make_unique<goroutine>(*this, std::move(name),
                                         std::move(body), at);
    goroutine& started = *g;
    started.calls_left = &calls_left_;
    finished_goroutines finished;
    bool is_started = false;
    with_lock(mutex_, [&] {
        if (phase_ == phase::ending) return;
        if (running_ == current_goroutine()) running_->last_at = at;
        started.waits = &starting;
        started.ready = true;
        goroutines_.start(g, [this](goroutine& self) { live(self); });
        runnable_.push_back(started);
        is_started = true;
        finished = std::exchange(finished_, {});
        idle_.notify_one();
    });
    if (!is_started) return;
    finished.join();
    record_step(step::go, started.id, 0, started.name, at);
    if (is_chosen() && &current() != &clock_) let_begin(started, current());
}

// In a bubble no thread becomes free while a goroutine waits for one, because a
// goroutine's thread is its own. So the bubble ends (invariant 5).
void bubble_scheduler::start_later(std::string name,
                                   std::unique_ptr<thunk> body,
                                   const location& at) {
    try {
        start(std::move(name), std::move(body), at);
    } catch (const no_thread&) {
        fail(std::current_exception());
    } catch (const std::bad_alloc&) {
        fail(std::current_exception());
    }
}

void bubble_scheduler::live(goroutine& self) {
    std::unique_lock lock(mutex_);
    await_baton(self, lock);
    self.waits = nullptr;
    self.ready = false;
    lock.unlock();

    const running_as me(self);
    std::exception_ptr failure;
    // In destructors, because pthread_exit() may end the thread.
    const defer at_end([&] { leave(self, failure); });
    const defer before([&] { drop_body(self); });
    if (!self.ending) failure = run_body(self);
    if (failure) failure = name_the_goroutine(self, failure);
}

// Gives the baton away for the last time.
void bubble_scheduler::leave(goroutine& self,
                             const std::exception_ptr& failure) {
    std::unique_lock lock(mutex_);
    await_baton(self, lock);  // see before_unwinding()
    if (failure) {
        if (!failure_ || first_failed_ == &self) failure_ = failure;
        begin_ending(ended_by::failure);
    }
    auto mine = goroutines_.take(self);
    goroutine& next = dispatch(lock);
    // Not before dispatch(), which may unlock: a goroutine that finds this one
    // in finished_ waits for this thread to end.
    finished_.push(std::move(mine));
    hand_to(next);
}

}  // namespace ctx::detail
