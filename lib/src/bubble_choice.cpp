// A bubble whose schedule is chosen from outside: by bubble_options::choose, or
// by an exploration (search.hpp).
//
// A step is an operation of a goroutine, and then its own code up to its next
// operation, or a timer that goes off. Before each step it is chosen which one
// comes next. A goroutine that was blocked or has not begun, and is chosen,
// goes on through its own code and its first operation in one step, because
// that code is no operation.
//
// The goroutine whose turn it is asks for each choice with no lock held.
// Nothing of the bubble changes meanwhile, because nothing else of the bubble
// runs. A thread from outside may disarm a timer: if the chosen timer is then
// gone, the choice is made anew.
//
// The names of objects are the same in all runs that begin alike: an object
// that a goroutine makes is named by the goroutine and a count, because its
// address may be another one in each run, or that of an object before it.
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

bool is_alarm(const timer_queue::due_timer& t) noexcept {
    return t.purpose.sleeper != nullptr;
}

// Where a goroutine waits that is about to do an operation.
constexpr wait_point about_to_go_on{"", {}, location()};

// Stands for the output, as an object.
constexpr char output = 0;

}  // namespace

// -- turns --------------------------------------------------------------------

// next_turn() for a bubble whose schedule is chosen. `self`, which may be null,
// is about to do an operation.
std::optional<goroutine*> bubble_scheduler::chosen_turn(
    std::unique_lock<mutex>& lock, choice::kind what, goroutine* self) {
    find_due_timers();
    if (!self && !due_.empty() && is_alarm(due_.front())) {
        if (search_) search_->end_step();  // which does not wake the sleepers
        const auto others = std::ranges::find_if_not(due_, is_alarm);
        for (auto n = others - due_.begin(); n > 0; --n) fire_timer(lock);
        return nullptr;
    }
    find_turns(self);
    if (turns_now_.empty()) return std::nullopt;
    if (++steps_ > max_steps_) {
        calls_left_ = 1;  // so that the next call ends the bubble
        if (!self) {
            report_ = goroutines_.report(nullptr);
            begin_ending(ended_by::livelock);
            return nullptr;
        }
        return self;  // a loop that cannot be ended costs no more memory
    }
    lock.unlock();
    const turn chosen = turns_now_[choose_turn(what)];
    lock.lock();
    taking_ = chosen.taken_by;
    if (chosen.where == turn::from::self) return self;
    if (chosen.where == turn::from::line) {
        goroutine* const next = take_runnable(chosen.place);
        is_first_ = next->waits != &about_to_go_on;
        return next;
    }
    const std::size_t before = runnable_.size();
    std::erase_if(due_processes_, [&](const auto& p) {
        return p.first == due_[chosen.place].entry;
    });
    as_the_clock(lock, [&] { timers_->fire(*due_[chosen.place].entry); });
    // If the alarm did wake its sleeper, that is now the last in line.
    if (!chosen.of || runnable_.size() == before) return nullptr;
    is_first_ = true;
    return take_runnable(runnable_.size() - 1);
}

// Lists what can come next. The first is what a bubble without `choose` does:
// the goroutine whose turn it is goes on, then timers go off, then the
// goroutines in line go on, and then the sleepers whose alarms are due. A
// sleeper is chosen directly, before its alarm goes off, because alarms that go
// off one by one would make many schedules of one.
void bubble_scheduler::find_turns(goroutine* self) {
    turns_now_.clear();
    if (self) {
        turns_now_.push_back({self, self->process, 0, turn::from::self});
    }
    for (std::size_t i = 0; i < due_.size(); ++i) {
        if (is_alarm(due_[i])) continue;
        turns_now_.push_back(
            {nullptr, process_of(due_[i]), i, turn::from::clock});
    }
    std::size_t place = 0;
    runnable_.for_each([&](goroutine& g) {
        turns_now_.push_back({&g, g.process, place++, turn::from::line});
    });
    for (std::size_t i = 0; i < due_.size(); ++i) {
        if (!is_alarm(due_[i])) continue;
        goroutine& g = *due_[i].purpose.sleeper;
        turns_now_.push_back({&g, g.process, i, turn::from::clock});
    }
}

// Finds the timers that are due, and tells the search of those that no longer
// are.
void bubble_scheduler::find_due_timers() {
    due_.clear();
    if (next_timer_ <= now()) {
        timers_->find_due(now(), due_);
        if (due_.empty()) {
            next_timer_ =
                timers_->next(now()).value_or(clock::time_point::max());
        }
    }
    std::erase_if(due_processes_, [&](const auto& p) {
        const bool gone =
            std::ranges::find(due_, p.first, &timer_queue::due_timer::entry) ==
            due_.end();
        if (gone && search_) search_->disables(p.second);
        return gone;
    });
}

// The process that a timer is from when it is due until it goes off.
process bubble_scheduler::process_of(const timer_queue::due_timer& t) {
    for (const auto& [entry, its] : due_processes_) {
        if (entry == t.entry) return its;
    }
    due_processes_.emplace_back(t.entry, ++processes_);
    return processes_;
}

// Returns the place in turns_now_ of the one to take. Called with no lock held.
std::size_t bubble_scheduler::choose_turn(choice::kind what) try {
    if (search_) {
        ways_now_.clear();
        for (const turn& t : turns_now_) ways_now_.push_back(t.taken_by);
        return search_->choose(ways_now_, what >= choice::kind::operation);
    }
    const std::size_t ways = turns_now_.size();
    if (ways < 2) return 0;
    const auto which = [&](std::size_t i) -> way {
        const turn& t = turns_now_[i];
        if (t.of) return {.goroutine = t.of->id};
        return {.context = due_[t.place].purpose.context};
    };
    return outside_the_program([&] {
        return std::min(options_.choose({what, ways, std::cref(which)}),
                        ways - 1);
    });
} catch (const std::bad_alloc&) {
    fail(std::current_exception());
    return 0;
}

std::size_t bubble_scheduler::choose_case(std::span<const std::size_t> cases) {
    const std::size_t ways = cases.size();
    if (ways < 2) return 0;
    if (search_) return search_->decide(ways);
    const auto which = [&](std::size_t i) {
        return way{.select_case = cases[i]};
    };
    return outside_the_program([&] {
        return std::min(
            options_.choose({choice::kind::select, ways, std::cref(which)}),
            ways - 1);
    });
}

// Begins a step of `g`, which had no choice.
goroutine* bubble_scheduler::begin_turn(goroutine& g) {
    taking_ = g.process;
    is_first_ = true;
    if (search_) or_fail([&] { (void)search_->choose({&taking_, 1}); });
    return &g;
}

void bubble_scheduler::begin_first_step() {
    chosen_bubbles.fetch_add(1, std::memory_order_relaxed);
    main_->process = ++processes_;
    begin_turn(*main_);
}

// Lets others go on before the operation that the calling goroutine is about to
// do. The functions that a timer calls are a part of the timer's step.
void bubble_scheduler::begin_operation(choice::kind what) noexcept {
    goroutine& self = current();
    if (&self == &clock_ || std::exchange(is_first_, false)) return;
    or_fail([&] {
        std::unique_lock lock(mutex_);
        look_outside();
        std::optional<goroutine*> next;
        do {
            next = chosen_turn(lock, what, &self);
        } while (!*next);
        if (*next != &self && has_stack(**next, lock)) {
            yield_to(**next, self, lock);
        }
    });
}

// Lets `next`, which is not in line, go on, and puts `self` first in line. This
// never throws goroutine_exit, even while goroutines are ended: `self` may be
// in the middle of an operation that does not fail, such as a cancellation.
void bubble_scheduler::yield_to(goroutine& next, goroutine& self,
                                std::unique_lock<mutex>& lock) {
    runnable_.push_front(self);
    self.waits = &about_to_go_on;
    const bool was_ready = std::exchange(self.ready, true);
    switch_to(next, lock);
    self.ready = was_ready;
}

// -- what a step does ---------------------------------------------------------

void bubble_scheduler::begin_print() noexcept {
    begin_operation(choice::kind::print);
    // What is printed after main has returned is dropped.
    note_output(phase_ == phase::running ? use::change : use::look);
}

void bubble_scheduler::note_output(use how) noexcept { note_use(&output, how); }

object_name bubble_scheduler::name_of(const void* object) {
    const auto it = names_.find(object);
    return it != names_.end() ? it->second
                              : reinterpret_cast<object_name>(object);
}

void bubble_scheduler::note_use(const void* object, use how) noexcept {
    is_first_ = false;
    if (on_use_) on_use_(current().id, how, operation_at_);
    if (!search_) return;
    or_fail([&] {
        const object_name name = name_of(object);
        if (how == use::unlock_other) unlocked_by_others_.push_back(name);
        const bool has_no_holder =
            std::ranges::find(unlocked_by_others_, name) !=
            unlocked_by_others_.end();
        search_->uses({name, has_no_holder ? use::change : how});
    });
}

void bubble_scheduler::note_new(const void* object) noexcept {
    tell_order([&](order_observer& o) { o.made(object); });
    if (!search_) return;
    or_fail([&] {
        if (taking_ >= named_by_.size()) named_by_.resize(taking_ + 1);
        const object_name by = object_name{taking_} << 32U;
        // No address looks like this one.
        names_[object] = by | std::uint64_t{1} << 63U | ++named_by_[taking_];
    });
}

void bubble_scheduler::note_acquire(const void* object) noexcept {
    tell_order([&](order_observer& o) { o.acquires(current(), object); });
    if (!search_) return;
    or_fail([&] { search_->acquires(name_of(object)); });
}

void bubble_scheduler::note_name(const void* object,
                                 const void* name) noexcept {
    if (!search_) return;
    or_fail([&] { names_[object] = reinterpret_cast<object_name>(name); });
}

void bubble_scheduler::note_release(const void* object,
                                    bool publishes) noexcept {
    if (publishes) {
        tell_order([&](order_observer& o) { o.releases(current(), object); });
    }
    if (!search_) return;
    or_fail([&] { search_->releases(name_of(object)); });
}

void bubble_scheduler::note_atomic(const void* object, atomic_access what,
                                   std::memory_order order) noexcept {
    tell_order([&](order_observer& o) {
        o.uses_atomic(current(), object, what, order);
    });
}

void bubble_scheduler::note_armed(const void* timer) noexcept {
    tell_order([&](order_observer& o) { o.arms(current(), timer); });
}

void bubble_scheduler::note_fires(const void* timer) noexcept {
    tell_order([&](order_observer& o) { o.fires(current(), timer); });
}

void bubble_scheduler::note_unblocks(const goroutine& waiting,
                                     const void* object) noexcept {
    tell_order([&](order_observer& o) {
        if (object) {
            o.acquires(waiting, object);
        } else {
            o.precedes(current(), waiting);
        }
    });
}

void bubble_scheduler::note_met(const goroutine& waiting) noexcept {
    tell_order([&](order_observer& o) { o.meets(current(), waiting); });
    if (!search_) return;
    or_fail([&] { search_->meets(waiting.process); });
}

void bubble_scheduler::note_put(const void* channel, std::size_t room,
                                const goroutine* by) noexcept {
    tell_order([&](order_observer& o) {
        o.passes(by ? *by : current(), channel, room);
    });
    if (!search_) return;
    or_fail([&] {
        search_->puts(name_of(channel), room, by ? by->process : taking_);
    });
}

void bubble_scheduler::note_take(const void* channel,
                                 const goroutine* by) noexcept {
    tell_order(
        [&](order_observer& o) { o.takes(by ? *by : current(), channel); });
    if (!search_) return;
    or_fail(
        [&] { search_->takes(name_of(channel), by ? by->process : taking_); });
}

void bubble_scheduler::note_wake(const goroutine& g) noexcept {
    if (phase_ == phase::ending) return;
    is_first_ = false;
    if (search_) or_fail([&] { search_->wakes(g.process); });
}

void bubble_scheduler::note_all_wait() noexcept {
    if (search_) or_fail([&] { search_->all_wait(); });
}

}  // namespace ctx::detail
