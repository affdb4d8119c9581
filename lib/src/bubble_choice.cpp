// A bubble whose schedule is chosen from outside: see bubble_options::choose.
//
// Only who has the baton asks, with no lock held: nothing changes meanwhile.
// (Threads that are not of the bubble may change something. What was chosen is
// then gone, and the choice is made anew.)
#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "bubble_scheduler.hpp"
#include "ctx/detail/sync.hpp"

namespace ctx::detail {

std::size_t bubble_scheduler::choose(choice::kind what, std::size_t ways,
                                     std::function<way(std::size_t)> which) {
    if (ways < 2) return 0;
    return std::min(options_.choose({what, ways, std::move(which)}), ways - 1);
}

// next_turn, as chosen.
//
// A sleeper whose time has come is one of them, though its alarm has yet to go
// off: that alarms go off one by one would only make many schedules of one.
// Timers are chosen first, then goroutines in line, then sleepers, so that 0
// is always what happens in a bubble where nobody asks.
std::optional<goroutine*> bubble_scheduler::chosen_turn(
    std::unique_lock<mutex>& lock) {
    const auto due = timers_->due(now());
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
                return {.goroutine = runnable_[i - timers]->id};
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
    // The sleeper, if it is still there, is now the last in line.
    if (chosen < timers || runnable_.size() == goroutines) return nullptr;
    return take_runnable(runnable_.size() - 1);
}

bool bubble_scheduler::is_alarm(const timer_purpose& p) noexcept {
    return p.sleeper != 0;
}

// Which of the timers due is the i-th to choose from: those that are no alarms
// are chosen first, then goroutines, then alarms.
std::size_t bubble_scheduler::place_of(const std::vector<timer_purpose>& due,
                                       std::size_t timers,
                                       std::size_t goroutines, std::size_t i) {
    const bool alarm = i >= timers;
    std::size_t nth = alarm ? i - timers - goroutines : i;
    std::size_t place = 0;
    for (;; ++place) {
        if (is_alarm(due[place]) == alarm && nth-- == 0) return place;
    }
}

// Lets `next`, which is not in line, go on, and `self` be the first in line. It
// does not end here, even if all are to: it may be in the middle of something
// that does not fail, such as a cancellation that starts a goroutine.
void bubble_scheduler::yield_to(goroutine& next, goroutine& self,
                                std::unique_lock<mutex>& lock) {
    runnable_.push_front(&self);
    self.waits = &starting;
    const bool was_ready = std::exchange(self.ready, true);
    hand_to(next);
    self.wake.wait(lock, [&] { return running_ == &self; });
    self.waits = nullptr;
    self.ready = was_ready;
}

// Whether `started` begins before `self` goes on.
void bubble_scheduler::let_begin(goroutine& started, goroutine& self) {
    const auto which = [&](std::size_t i) {
        return way{.goroutine = i == 0 ? self.id : started.id};
    };
    if (choose(choice::kind::start, 2, which) == 0) return;
    std::unique_lock lock(mutex_);
    std::erase(runnable_, &started);
    yield_to(started, self, lock);
}

// Whether others go on, if they can, before `self` does.
void bubble_scheduler::may_be_overtaken(goroutine& self, choice::kind where) {
    std::unique_lock lock(mutex_);
    if (runnable_.empty() && timers_->due(now()).empty()) return;
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
    if (turn) yield_to(**turn, self, lock);
}

}  // namespace ctx::detail
