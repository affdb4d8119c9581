// How a bubble ends.
//
// Goroutines are ended one by one, the newest first and main last, because an
// older goroutine may own what a newer one uses. To end a goroutine, the bubble
// sets `ending` and resumes it: its blocking call throws goroutine_exit. A
// blocking call in a destructor cannot throw. It blocks as usual, and returns
// unwoken if no goroutine is left that could wake it.
//
// If an exception will leave a goroutine, the newer goroutines are ended before
// its stack is unwound, because they may use what is on the stack. If it is
// main, these are all the others. A goroutine being ended must not need a
// std::mutex that the failed one holds, because both are on one thread:
// turn_watch.hpp reports that.
//
// Invariants and lock order are those of bubble.cpp.
#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "bubble_scheduler.hpp"
#include "ctx/defer.hpp"
#include "ctx/duration.hpp"
#include "overflow_watch.hpp"

namespace ctx {
namespace detail {

void bubble_scheduler::interrupt() noexcept {
    const std::scoped_lock lock(mutex_);
    interrupted_ = true;
    idle_.notify_one();
}

void bubble_scheduler::begin_ending(ended_by why) {
    if (phase_ == phase::ending) return;
    phase_ = phase::ending;  // invariant 3
    ended_by_ = why;
    tell_order([](order_observer& o) { o.begins_to_end(); });
    try {
        // All goroutines but main are blocked now, and in a deadlock main is,
        // too.
        if (why == ended_by::main) report_ = goroutines_.report(main_);
        if (why == ended_by::deadlock) report_ = goroutines_.report(nullptr);
    } catch (const std::bad_alloc&) {
        if (!failure_) failure_ = std::current_exception();
    }
}

// Ends the bubble at the next turn.
void bubble_scheduler::fail(std::exception_ptr why) noexcept {
    if (is_inside()) {
        if (!failure_) failure_ = std::move(why);
        return;
    }
    const std::scoped_lock lock(mutex_);
    if (!failure_outside_) failure_outside_ = std::move(why);
    idle_.notify_one();
}

// Returns the goroutine to resume next while goroutines are ended.
goroutine& bubble_scheduler::next_to_end() {
    // A goroutine that has begun to end goes on as usual if it can.
    while (!runnable_.empty()) {
        goroutine& g = runnable_.take(0);
        if (g.ending) return g;
    }
    goroutine* const next = goroutines_.newest([this](const goroutine& g) {
        return !g.ending && !(&g == main_ && main_returned_);
    });
    // Main is told to end when all others have gone.
    if (next && (next != main_ || goroutines_.has_main_alone())) {
        next->ending = true;
        return *next;
    }
    // The goroutines left are blocked in destructors, and nobody can wake them:
    // the newest returns unwoken. If it is main alone, which has returned, main
    // goes on in run_main().
    return *goroutines_.newest([](const goroutine&) { return true; });
}

void bubble_scheduler::before_unwinding(goroutine& self) noexcept {
    if (is_chosen()) {
        begin_operation(choice::kind::operation);
        note_output(use::change);
    }
    auto lock = lock_to_unwind(mutex_);
    if (!lock || phase_ == phase::ending) return;
    // An exploration lets the others go on as far as they can, as after main
    // has returned, because otherwise it would not see where they race.
    if (!first_failed_) first_failed_ = &self;
    if (search_) {
        phase_ = phase::draining;
    } else {
        begin_ending(ended_by::failure);
    }
    if (goroutines_.has_main_alone()) return;
    pass_turn(self, starting, lock);
}

// Tells turn_watch, on its thread, which turn is under way, and, if asked to,
// which goroutine has it.
turn_watch::turn bubble_scheduler::look_at_turn(bool describe) {
    const std::scoped_lock lock(mutex_);
    if (awaits_clock_ || !running_) return {};
    if (!describe) return {turns_, {}};
    // The running goroutine is marked as blocked while it lets timers go off,
    // and while it asks for a choice.
    std::string text =
        running_->waits
            ? "ctx: a function that a bubble calls, such as that of a timer,"
            : "ctx: goroutine " + std::to_string(running_->id) + " of a bubble";
    text += " has not come back to the library for " +
            format_duration(*options_.stuck_after) +
            ". It computes, or waits for something that the library does not "
            "know, such as a lock that another goroutine holds.\n";
    for (const auto& g : goroutines_.report(nullptr)) {
        text += to_string(g) + '\n';
    }
    return {turns_, std::move(text)};
}

// Ends the bubble, because `self` may call the library for ever at this
// instant. A goroutine that does so when main has returned is a leak.
void bubble_scheduler::out_of_calls(goroutine& self, const location& at) {
    {
        std::unique_lock lock(mutex_);
        if (phase_ == phase::ending) return;  // in a destructor
        const wait_point running{"", {}, at};
        self.waits = &running;
        if (interrupted_) begin_ending(ended_by::interrupt);
        if (phase_ == phase::draining) begin_ending(ended_by::main);
        if (phase_ == phase::running) {
            report_ = goroutines_.report(nullptr);
            std::ranges::stable_partition(
                report_, [&](const auto& g) { return g.id == self.id; });
            begin_ending(ended_by::livelock);
        }
        pass_turn(self, running, lock);
    }
    throw_if_ending(self);
}

run_report bubble_scheduler::run_main(const std::function<void()>& main,
                                      const location& at) {
    main_ = running_ = &goroutines_.add_main(*this, at);
    main_->calls_left = &calls_left_;
    if (is_schedule_chosen_) begin_first_step();
    const defer stop_choosing([this] {
        if (is_schedule_chosen_) {
            chosen_bubbles.fetch_sub(1, std::memory_order_relaxed);
        }
    });
    const overflow_watch stack_overflows(stacks_);
    const auto until_done = when_done(options_.until, [this] { interrupt(); });
    ref<turn_watch> watch;
    if (options_.stuck_after) {
        watch =
            ref(new turn_watch(*options_.stuck_after, [this](bool describe) {
                return look_at_turn(describe);
            }));
    }
    const defer unwatch([&] {
        if (watch) watch->close();
    });
    std::exception_ptr thrown;
    {
        const running_as me(*main_);
        tell_order([&](order_observer& o) { o.begins(*main_, clock_); });
        bool has_failed = true;
        // In a destructor, because pthread_exit() may end the thread.
        const defer end([&] { end_all(has_failed); });
        thrown = exception_of_goroutine([&] {
            main();
            if (is_chosen()) begin_operation(choice::kind::end);
            if (is_chosen()) note_output(use::change);
        });
        has_failed = thrown != nullptr;
    }
    // Moved out because another thread may be the last owner of this scheduler,
    // and an exception is destroyed on the thread that catches it.
    const auto failure = std::exchange(failure_, nullptr);
    const auto failure_outside = [&] {
        const std::scoped_lock lock(mutex_);
        return std::exchange(failure_outside_, nullptr);
    }();
    if (!thrown) thrown = failure;
    if (thrown) std::rethrow_exception(thrown);
    if (ended_by_ == ended_by::deadlock) {
        std::string what = "all goroutines are asleep - deadlock!";
        for (const auto& g : report_) what += '\n' + to_string(g);
        throw deadlock(what, std::move(report_));
    }
    if (ended_by_ == ended_by::livelock) {
        std::string what =
            steps_ > max_steps_
                ? "more than " + std::to_string(max_steps_) + " operations"
                : "more than " + std::to_string(options_.calls_per_instant) +
                      " calls while the clock stood still";
        what += " - livelock!";
        for (const auto& g : report_) what += '\n' + to_string(g);
        throw livelock(what, std::move(report_));
    }
    return {std::move(report_), now() - start_,
            ended_by_ == ended_by::interrupt};
}

// Main, having returned or thrown, lets the others go on and end.
void bubble_scheduler::end_all(bool main_failed) {
    std::unique_lock lock(mutex_);
    main_returned_ = true;
    if (phase_ == phase::running) {
        // Timers that are due by now count as gone off before the end, unless
        // the schedule chooses when.
        look_outside();
        while ((!is_schedule_chosen_ || goroutines_.has_main_alone()) &&
               fire_timer(lock)) {
            continue;
        }
        phase_ = phase::draining;
    }
    if (main_failed) begin_ending(ended_by::failure);
    while (!goroutines_.has_main_alone()) {
        pass_turn(*main_, starting, lock);
        lock.lock();
    }
    begin_ending(ended_by::main);
    lock.unlock();
    tell_order([](order_observer& o) { o.ends(); });
    timers_->close();
}

}  // namespace detail

namespace {

void check_inside_bubble(const char* function) {
    if (in_bubble()) return;
    throw std::logic_error(std::string(function) +
                           ": called outside of a bubble");
}

}  // namespace

void bubble_wait(location at) {
    check_inside_bubble("ctx::bubble_wait");
    detail::goroutine& self = detail::current();
    static_cast<detail::bubble_scheduler&>(self.home).wait_for_others(self, at);
}

void bubble_sleep(any_duration d, location at) {
    check_inside_bubble("ctx::bubble_sleep");
    sleep_for(d, at);
    bubble_wait(at);
}

bool in_bubble() noexcept {
    const detail::goroutine* const self = detail::current_goroutine();
    return self && self->home.deterministic();
}

// The key functions: they put the types of these classes into this library.
deadlock::~deadlock() = default;
livelock::~livelock() = default;

run_report bubble(const std::function<void()>& main,
                  const bubble_options& options, location at) {
    detail::check_outside_bubble("ctx::bubble");
    if (!(options.speed > 0)) {
        throw std::logic_error("ctx::bubble: the speed is " +
                               std::to_string(options.speed) +
                               "; it must be positive, or ctx::instant");
    }
    const detail::ref<detail::bubble_scheduler> scheduler(
        new detail::bubble_scheduler(options,
                                     detail::bubble_scheduler::mode::closed));
    return scheduler->run_main(main, at);
}

run_report run_on_fibers(const std::function<void()>& main,
                         const fiber_options& options, location at) {
    detail::check_outside_bubble("ctx::run_on_fibers");
    bubble_options all;
    static_cast<fiber_options&>(all) = options;
    const detail::ref<detail::bubble_scheduler> scheduler(
        new detail::bubble_scheduler(all,
                                     detail::bubble_scheduler::mode::open));
    return scheduler->run_main(main, at);
}

}  // namespace ctx
