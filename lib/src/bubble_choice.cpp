// A bubble whose schedule is chosen from outside: see bubble_options::choose.
//
// The goroutine whose turn it is asks for each choice with no lock held.
// Nothing of the bubble changes meanwhile, because nothing else of the bubble
// runs. A thread from outside may disarm a timer: if the chosen timer is then
// gone, the choice is made anew.
//
// Invariants and lock order are those of bubble.cpp.
#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "bubble_scheduler.hpp"
#include "ctx/detail/sync.hpp"

namespace ctx::detail {

namespace {

bool is_alarm(const timer_purpose& p) noexcept { return p.sleeper != 0; }

// The place in `due` of choice `i`. The choices are the `timers` that are no
// alarms, then `goroutines` goroutines in line, then the alarms.
std::size_t place_of(const std::vector<timer_purpose>& due, std::size_t timers,
                     std::size_t goroutines, std::size_t i) {
    const bool alarm = i >= timers;
    std::size_t nth = alarm ? i - timers - goroutines : i;
    std::size_t place = 0;
    for (;; ++place) {
        if (is_alarm(due[place]) == alarm && nth-- == 0) return place;
    }
}

}  // namespace

// next_turn() for a bubble whose schedule is chosen.
//
// The choices are, in this order, the timers that are due, the goroutines in
// line, and the sleepers whose alarms are due. So choice 0 is what a bubble
// without `choose` does. A sleeper is chosen directly, before its alarm goes
// off, because alarms that go off one by one would make many schedules of one.
std::optional<goroutine*> bubble_scheduler::chosen_turn(
    std::unique_lock<mutex>& lock) {
    const auto due = next_timer_ > now() ? std::vector<timer_purpose>()
                                         : timers_->due(now());
    if (due.empty() && next_timer_ <= now()) {
        next_timer_ = timers_->next(now()).value_or(clock::time_point::max());
    }
    if (!due.empty() && is_alarm(due.front())) {
        fire_timer(lock);
        return nullptr;
    }
    const auto timers =
        static_cast<std::size_t>(std::ranges::count(due, false, is_alarm));
    const std::size_t goroutines = runnable_.size();
    const std::size_t ways = due.size() + goroutines;
    if (ways == 0) return std::nullopt;

    lock.unlock();
    const std::size_t chosen =
        choose(choice::kind::next, ways, [&](std::size_t i) -> way {
            if (timers <= i && i < timers + goroutines) {
                return {.goroutine = runnable_.at(i - timers).id};
            }
            const auto& timer = due[place_of(due, timers, goroutines, i)];
            return {.goroutine = timer.sleeper, .context = timer.context};
        });
    lock.lock();
    if (timers <= chosen && chosen < timers + goroutines) {
        return take_runnable(chosen - timers);
    }
    as_the_clock(lock, [&] {
        timers_->fire_due(now(), place_of(due, timers, goroutines, chosen));
    });
    // If the alarm did wake its sleeper, that is now the last in line.
    if (chosen < timers || runnable_.size() == goroutines) return nullptr;
    return take_runnable(runnable_.size() - 1);
}

// Lets `next`, which is not in line, go on, and puts `self` first in line. This
// never throws goroutine_exit, even while goroutines are ended: `self` may be
// in the middle of an operation that does not fail, such as a cancellation that
// starts a goroutine.
void bubble_scheduler::yield_to(goroutine& next, goroutine& self,
                                std::unique_lock<mutex>& lock) {
    runnable_.push_front(self);
    self.waits = &starting;
    const bool was_ready = std::exchange(self.ready, true);
    switch_to(next, lock);
    self.ready = was_ready;
}

// Asks whether `started` begins before `self` goes on, and lets it.
void bubble_scheduler::let_begin(goroutine& started, goroutine& self) {
    const auto which = [&](std::size_t i) {
        return way{.goroutine = i == 0 ? self.id : started.id};
    };
    if (choose(choice::kind::start, 2, which) == 0) return;
    std::unique_lock lock(mutex_);
    runnable_.remove(started);
    if (has_stack(started, lock)) yield_to(started, self, lock);
}

// Asks whether other goroutines go on before `self` does, and lets them. Asks
// nothing if no other goroutine can go on.
void bubble_scheduler::may_be_overtaken(goroutine& self, choice::kind where) {
    std::unique_lock lock(mutex_);
    look_outside();
    if (runnable_.empty() &&
        (next_timer_ > now() || timers_->due(now()).empty())) {
        return;
    }
    lock.unlock();
    const auto which = [&](std::size_t i) {
        return way{.goroutine = i == 0 ? self.id : 0};
    };
    if (choose(where, 2, which) == 0) return;
    lock.lock();
    std::optional<goroutine*> turn;
    do {
        turn = chosen_turn(lock);
    } while (turn && !*turn);
    if (turn && has_stack(**turn, lock)) yield_to(**turn, self, lock);
}

}  // namespace ctx::detail
