// Goroutines that take turns on one thread.
//
// Each goroutine but main is a fiber (fiber.hpp); main is on the stack of the
// caller of bubble(). A goroutine that blocks or ends looks itself for the
// goroutine that runs next (dispatch), moves the clock if none can go on, and
// switches to the next one. There is no scheduler in between. A goroutine that
// is its own successor does not switch.
//
// Phases:
// - running, until main returns;
// - draining: the other goroutines go on as far as they can while the clock
//   stands still;
// - ending: goroutines that are left are ended one by one: see bubble_end.cpp.
//
// Invariants:
// 1. A goroutine in runnable_ is blocked and ready. None is in it twice.
// 2. goroutines_ is sorted by age, and main is the oldest.
// 3. phase_ only grows.
// 4. All goroutines, and the timers that go off, run on one thread, one at a
//    time. What only they use needs no lock.
// 5. Any other thread that wakes a goroutine, starts one, arms a timer or fails
//    leaves a note under mutex_: in woken_, timer_outside_ or failure_outside_.
//    The bubble's thread looks at the notes (look_outside) before it decides
//    that a goroutine blocks, which goroutine is next, and that a goroutine has
//    left, so that no note outlives its goroutine.
// 6. No timer in timers_ is due before next_timer_, but for what
//    timer_outside_ says.
// 7. A switch is made with no lock held, because the thread sanitizer takes
//    each fiber for a thread. What mutex_ guards is written before: `waits` of
//    the next goroutine, too.
// 8. If the bubble itself has no memory left, outside of a goroutine's own
//    code, it notes that as failure_, and ends at the next turn. So dispatch()
//    and start_later() do not throw.
// 9. A goroutine gets its stack when its first turn begins, so that goroutines
//    that run one after the other share one. A goroutine for which there is no
//    stack fails the bubble, and does not run.
//
// A goroutine that does not come back to the library, because it computes or is
// blocked by something else, stops all others. turn_watch.hpp reports it.
//
// Lock order:
// 1. The mutex of a channel, context, wait group or lock, then mutex_ (wake).
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
#include "timer_thread.hpp"

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
        return {.sleeper = &sleeper_};
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

void bubble_scheduler::check_may_block(const goroutine& self) const {
    if (&self == &clock_) {
        throw std::logic_error(
            "ctx: a function that a timer of a bubble calls must not block");
    }
    throw_if_ending(self);
}

bool bubble_scheduler::block(goroutine& self, const wait_point& at) {
    check_may_block(self);
    record_wait(step::block, at);
    {
        std::unique_lock lock(mutex_);
        look_outside();
        if (!self.ready) pass_turn(self, at, lock);
    }
    const bool woken = std::exchange(self.ready, false);
    throw_if_ending(self);
    record_wait(step::wake, at);
    return woken;
}

// A blocked goroutine that was woken at once.
void bubble_scheduler::yield(goroutine& self, const location& at) {
    check_may_block(self);
    const wait_point waiting{"yield", {}, at};
    record_wait(step::block, waiting);
    {
        std::unique_lock lock(mutex_);
        look_outside();
        const bool was_ready = std::exchange(self.ready, true);
        runnable_.push_back(self);
        pass_turn(self, waiting, lock);
        self.ready = was_ready;
    }
    throw_if_ending(self);
    record_wait(step::wake, waiting);
}

void bubble_scheduler::forget_wake(goroutine& self) noexcept {
    const std::scoped_lock lock(mutex_);
    look_outside();
    self.ready = false;
}

// Lets others go on, and returns, without the lock, in the next turn of `self`.
void bubble_scheduler::pass_turn(goroutine& self, const wait_point& at,
                                 std::unique_lock<mutex>& lock) {
    self.waits = &at;
    if (at.at.line() != 0) self.last_at = at.at;
    switch_to(dispatch(lock), lock);
}

// Begins a turn of `next`. Returns, without the lock, in the next turn of the
// calling goroutine.
void bubble_scheduler::switch_to(goroutine& next,
                                 std::unique_lock<mutex>& lock) {
    goroutine& self = *running_;
    running_ = &next;
    ++turns_;
    next.waits = nullptr;
    lock.unlock();  // invariant 7
    if (&next == &self) return;
    run_as(&next);
    self.fiber.switch_to(next.fiber);
    arrive();
}

// Puts away what the goroutine of the turn before has left behind.
void bubble_scheduler::arrive() noexcept {
    if (!left_) return;
    stacks_.put(left_->fiber.release());
    left_.reset();
}

// Returns true if `g` can have a turn (invariant 9).
bool bubble_scheduler::has_stack(goroutine& g,
                                 std::unique_lock<mutex>& lock) noexcept try {
    if (&g == main_ || g.fiber.has_stack()) return true;
    std::byte* const stack = stacks_.take();
    tell_order(
        [&](order_observer& o) { o.forget(stack, stacks_.stack_size()); });
    g.fiber.prepare(
        stack, stacks_.stack_size(),
        [](void* arg) {
            auto& self = *static_cast<goroutine*>(arg);
            static_cast<bubble_scheduler&>(self.home).live(self);
        },
        &g);
    return true;
} catch (const std::bad_alloc&) {
    if (!failure_) failure_ = std::current_exception();
    auto gone = goroutines_.take(g);
    as_the_clock(lock, [&] { gone.reset(); });  // runs user code
    return false;
}

// Returns the goroutine that runs next, to which the caller switches.
goroutine& bubble_scheduler::dispatch(std::unique_lock<mutex>& lock) {
    for (;;) {
        look_outside();
        if (interrupted_) begin_ending(ended_by::interrupt);
        if (failure_) begin_ending(ended_by::failure);
        if (phase_ == phase::ending) {
            goroutine& next = next_to_end();
            if (has_stack(next, lock)) return next;
        } else if (const auto next = next_turn(lock)) {
            if (*next && has_stack(**next, lock)) return **next;
        } else if (in_wait_) {
            note_all_wait();
            goroutine& waiting = *std::exchange(in_wait_, nullptr);
            return is_schedule_chosen_ ? *begin_turn(waiting) : waiting;
        } else if (phase_ == phase::draining) {
            begin_ending(first_failed_ ? ended_by::failure : ended_by::main);
        } else if (!(open_ ? await_outside(lock) : advance_clock(lock))) {
            begin_ending(ended_by::deadlock);
        }
    }
}

// Returns a goroutine that can go on, or lets a timer that is due go off and
// returns null. Returns nothing if there is neither.
std::optional<goroutine*> bubble_scheduler::next_turn(
    std::unique_lock<mutex>& lock) {
    if (is_schedule_chosen_) {
        try {
            return chosen_turn(lock, phase_ == phase::running
                                         ? choice::kind::next
                                         : choice::kind::leftover);
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
    // Of two goroutines that call this, the second one throws.
    static constexpr char others = 0;
    if (is_chosen()) {
        begin_operation(choice::kind::operation);
        note_use(&others, use::change);
    }
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
        pass_turn(self, waiting, lock);
        if (in_wait_ == &self) in_wait_ = nullptr;  // the bubble is ending
    }
    throw_if_ending(self);
    tell_order([&](order_observer& o) { o.follows_all(self); });
    record_wait(step::wake, waiting);
}

// -- time -------------------------------------------------------------------

// Lets the first timer that is due go off. Returns false if none is due.
bool bubble_scheduler::fire_timer(std::unique_lock<mutex>& lock) {
    constexpr auto never = clock::time_point::max();
    if (open_ && next_timer_ == never) return false;  // without a look at now()
    const auto today = now();
    if (next_timer_ > today) return false;
    const auto next = timers_->next(today);
    next_timer_ = next.value_or(never);
    if (!next || *next > today) return false;
    as_the_clock(lock, [&] { timers_->fire_next(today); });
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
    next_timer_ = *next;
    note_all_wait();
    awaits_clock_ = true;
    time_.advance(std::max(now(), std::min(*next, limit)), lock, idle_,
                  [this] { return has_note(); });
    awaits_clock_ = false;
    // The limit is older than every timer, so it comes before timers that are
    // due at the same time.
    if (options_.limit && now() >= limit) interrupted_ = true;
    return true;
}

// Waits until the next sleeping goroutine is to wake, or the limit is reached,
// or another thread has something for a goroutine of this. Returns true.
bool bubble_scheduler::await_outside(std::unique_lock<mutex>& lock) {
    next_timer_ = timers_->next(now()).value_or(clock::time_point::max());
    const auto limit = options_.limit ? clock::later(start_, *options_.limit)
                                      : clock::time_point::max();
    const auto until = std::min(next_timer_, limit);
    const auto woken = [this] {
        return has_note() || timer_outside_ < next_timer_;
    };
    awaits_clock_ = true;
    if (until == clock::time_point::max()) {
        idle_.wait(lock, woken);
    } else {
        idle_.wait_until(lock, on_steady(until), woken);
    }
    awaits_clock_ = false;
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
    started.waits = &starting;
    if (is_inside() && is_schedule_chosen_) started.process = ++processes_;
    {
        const std::scoped_lock lock(mutex_);
        if (phase_ == phase::ending) return;
        goroutines_.add(std::move(g));
        if (!is_inside()) {
            wake_from_outside(started);
            return;
        }
        if (running_ == current_goroutine()) running_->last_at = at;
    }
    if (is_inside() && is_schedule_chosen_) {
        note_wake(started);
        tell_order([&](order_observer& o) { o.starts(current(), started); });
    }
    make_ready(started);
    record_step(step::go, started.id, 0, started.name, at);
}

void bubble_scheduler::start_later(std::string name,
                                   std::unique_ptr<thunk> body,
                                   const location& at) {
    try {
        start(std::move(name), std::move(body), at);
    } catch (const std::bad_alloc&) {
        fail(std::current_exception());  // invariant 8
    }
}

// The whole life of a goroutine, on its own stack.
void bubble_scheduler::live(goroutine& self) {
    arrive();
    self.ready = false;
    std::exception_ptr failure;
    // In destructors, because pthread_exit() may unwind the stack.
    const defer at_end([&] { leave(self, std::move(failure)); });
    const defer before([&] { drop_body(self); });
    if (!self.ending) failure = run_body(self);
    if (failure) failure = name_the_goroutine(self, failure);
}

// Lets others go on for ever. Does not return.
void bubble_scheduler::leave(goroutine& self, std::exception_ptr failure) {
    const bool failed = failure != nullptr;
    if (failed && (!failure_ || first_failed_ == &self))
        std::swap(failure_, failure);
    failure = nullptr;  // the exception's destructor is user code

    std::unique_lock lock(mutex_);
    if (failed) begin_ending(ended_by::failure);
    look_outside();  // invariant 5
    auto mine = goroutines_.take(self);
    goroutine& next = dispatch(lock);
    left_ = std::move(mine);
    running_ = &next;
    ++turns_;
    next.waits = nullptr;
    lock.unlock();
    run_as(&next);
    self.fiber.leave_for(next.fiber);
}

}  // namespace ctx::detail
