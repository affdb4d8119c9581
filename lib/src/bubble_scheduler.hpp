// The scheduler of a bubble, and of run_on_fibers.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ctx/bubble.hpp"
#include "ctx/defer.hpp"
#include "ctx/detail/sync.hpp"
#include "goroutine_list.hpp"
#include "pace.hpp"
#include "run_queue.hpp"
#include "scheduler.hpp"
#include "stack_pool.hpp"
#include "turn_watch.hpp"

namespace ctx::detail {

/// Goroutines that take turns on one thread, each on a stack of its own.
/// bubble.cpp has how they take turns, and the invariants; bubble_choice.cpp
/// how a schedule is chosen from outside; bubble_end.cpp how goroutines end.
class bubble_scheduler final : public scheduler {
public:
    /// The clock of the goroutines, and what it means if all of them wait for
    /// something else.
    enum class mode : std::uint8_t {
        closed,  ///< virtual time; a deadlock
        open,    ///< the time of the system; other threads may wake them
    };

    bubble_scheduler(const bubble_options& options, mode how)
        : options_(options),
          open_(how == mode::open),
          timers_(new timer_queue([this](auto when) { note_timer(when); })),
          clock_(*this),
          time_(options.speed),
          calls_left_(calls_allowed()),
          stacks_(options.stack_size) {}

    // -- scheduler ----------------------------------------------------------

    clock::time_point now() noexcept override {
        return open_ ? process_scheduler().now() : time_.now();
    }

    std::chrono::sys_time<std::chrono::nanoseconds> date() noexcept override {
        using namespace std::chrono;
        if (open_) return process_scheduler().date();
        // The time at which testing/synctest starts, too.
        const sys_time<nanoseconds> start(sys_days(year(2000) / January / 1));
        return start + std::min(now().time_since_epoch(),
                                sys_time<nanoseconds>::max() - start);
    }

    timer_queue& timers() noexcept override {
        // Those of the process go off although a goroutine computes, and after
        // the end of this.
        return open_ ? process_scheduler().timers() : *timers_;
    }

    bool block(goroutine& self, const wait_point& at) override;
    void forget_wake(goroutine& self) noexcept override;
    void yield(goroutine& self, const location& at) override;
    void sleep(goroutine& self, duration d, const location& at) override;

    void wake(goroutine& g) noexcept override {
        if (is_inside()) return make_ready(g);
        const std::scoped_lock lock(mutex_);
        wake_from_outside(g);
    }

    void start(std::string name, std::unique_ptr<thunk> body,
               const location& at) override;
    void start_later(std::string name, std::unique_ptr<thunk> body,
                     const location& at) override;

    void before_unwinding(goroutine& self) noexcept override;

    void out_of_calls(goroutine& self, const location& at) override;

    bool deterministic() const noexcept override { return !open_; }
    bool shares_thread() const noexcept override { return true; }

    [[nodiscard]] bool is_chosen() const noexcept override {
        return is_inside() && phase_ == phase::running && options_.choose;
    }
    [[nodiscard]] std::size_t choose_case(
        std::span<const std::size_t> cases) override {
        return choose(choice::kind::select, cases.size(), [&](std::size_t i) {
            return way{.select_case = cases[i]};
        });
    }

    [[nodiscard]] bool recording() const noexcept override {
        // In this order, because any thread may ask, and at any time.
        return is_inside() && phase_ == phase::running && options_.observer;
    }

    void step_lost() noexcept override {
        fail(std::make_exception_ptr(std::bad_alloc()));
    }

    void record(event e) override {
        if (e.what == step::print && is_chosen()) {
            may_be_overtaken(current(), choice::kind::print);
        }
        if (!recording()) return;
        e.time = now() - start_;
        if (e.deadline) e.deadline = since_start(*e.deadline);
        e.goroutine = current().id;
        options_.observer(e);
    }

    std::uint32_t number_context() noexcept override { return ++contexts_; }
    std::uint32_t number_channel() noexcept override { return ++channels_; }

    // -- the run ------------------------------------------------------------

    run_report run_main(const std::function<void()>& main, const location& at);

    /// Does what bubble_wait() is to do.
    void wait_for_others(goroutine& self, const location& at);

private:
    enum class phase : std::uint8_t { running, draining, ending };
    enum class ended_by : std::uint8_t {
        main,
        interrupt,
        failure,
        deadlock,
        livelock
    };

    // Where a goroutine waits for a turn that no blocking call gave away.
    static constexpr wait_point starting{"start", {}, location()};

    [[nodiscard]] bool is_inside() const noexcept {
        const goroutine* const g = current_goroutine();
        return g && &g->home == this;
    }

    // Lets `g` go on, which a goroutine of this or a timer does.
    void make_ready(goroutine& g) noexcept {
        if (std::exchange(g.ready, true) || !g.waits) return;  // invariant 1
        runnable_.push_back(g);
    }

    // The same on another thread, with mutex_ held (invariant 5).
    void wake_from_outside(goroutine& g) noexcept {
        if (!g.woken.linked()) woken_.push_back(g.woken);
        idle_.notify_one();
    }

    // Takes note of what other threads have done. Called with mutex_ held.
    void look_outside() noexcept {
        while (!woken_.empty())
            make_ready(goroutine_list::at(woken_.pop_front()));
        next_timer_ = std::min(next_timer_, timer_outside_);
        timer_outside_ = clock::time_point::max();
        if (failure_outside_ && !failure_)
            failure_ = std::exchange(failure_outside_, nullptr);
    }

    // True if the bubble need not wait any more. Called with mutex_ held.
    [[nodiscard]] bool has_note() const noexcept {
        return interrupted_ || failure_outside_ || !woken_.empty();
    }

    void note_timer(clock::time_point when) noexcept {
        if (is_inside()) {
            next_timer_ = std::min(next_timer_, when);
            return;
        }
        const std::scoped_lock lock(mutex_);
        timer_outside_ = std::min(timer_outside_, when);
        idle_.notify_one();
    }

    // A deadline in the far past becomes the smallest duration.
    [[nodiscard]] duration since_start(duration deadline) const noexcept {
        const duration start = start_.time_since_epoch();
        return std::max(deadline, duration::min() + start) - start;
    }

    void live(goroutine& self);
    void leave(goroutine& self, std::exception_ptr failure);
    void interrupt() noexcept;

    void check_may_block(const goroutine& self) const;
    void pass_turn(goroutine& self, const wait_point& at,
                   std::unique_lock<mutex>& lock);
    void switch_to(goroutine& next, std::unique_lock<mutex>& lock);
    void arrive() noexcept;
    [[nodiscard]] bool has_stack(goroutine& g,
                                 std::unique_lock<mutex>& lock) noexcept;
    goroutine& dispatch(std::unique_lock<mutex>& lock);
    goroutine& next_to_end();
    bool advance_clock(std::unique_lock<mutex>& lock);
    bool await_outside(std::unique_lock<mutex>& lock);
    bool fire_timer(std::unique_lock<mutex>& lock);
    std::optional<goroutine*> next_turn(std::unique_lock<mutex>& lock);
    std::optional<goroutine*> chosen_turn(std::unique_lock<mutex>& lock);
    goroutine* take_runnable(std::size_t place);
    // `which` says what a way does.
    template <class Which>
    [[nodiscard]] std::size_t choose(choice::kind what, std::size_t ways,
                                     const Which& which) {
        if (ways < 2) return 0;
        try {
            return std::min(options_.choose({what, ways, std::cref(which)}),
                            ways - 1);
        } catch (const std::bad_alloc&) {
            fail(std::current_exception());
            return 0;
        }
    }
    void may_be_overtaken(goroutine& self, choice::kind where);
    void yield_to(goroutine& next, goroutine& self,
                  std::unique_lock<mutex>& lock);
    void let_begin(goroutine& started, goroutine& self);
    void end_all(bool main_failed);
    void begin_ending(ended_by why);
    void fail(std::exception_ptr why) noexcept;
    [[nodiscard]] turn_watch::turn look_at_turn(bool describe);

    /// Calls `f`, which lets timers go off, with no lock held. The steps that
    /// it takes are recorded as the clock's.
    template <class F>
    void as_the_clock(std::unique_lock<mutex>& lock, F f) {
        lock.unlock();
        const defer relock([&lock] { lock.lock(); });
        const running_as the_clock(clock_);
        f();
    }

    // The next call after the allowed ones calls out_of_calls().
    [[nodiscard]] std::uint64_t calls_allowed() const noexcept {
        constexpr auto most = std::numeric_limits<std::uint64_t>::max();
        if (open_) return most;
        return std::min(options_.calls_per_instant, most - 1) + 1;
    }

    static void throw_if_ending(const goroutine& self) {
        if (self.must_end()) throw goroutine_exit();
    }

    const bubble_options& options_;
    const bool open_;
    const ref<timer_queue> timers_;  // if open, of sleeping goroutines only
    goroutine clock_;                // takes the steps of timers

    // For the bubble's thread only (invariant 4):
    pace time_;
    const clock::time_point start_ = now();
    clock::time_point next_timer_ = clock::time_point::max();  // invariant 6
    std::uint64_t calls_left_;  // at this instant
    std::uint32_t contexts_ = 0;
    std::uint32_t channels_ = 0;
    stack_pool stacks_;
    run_queue runnable_;
    std::unique_ptr<goroutine> left_;  // whose stack is to be put back
    goroutine* in_wait_ = nullptr;     // the goroutine in wait_for_others()
    goroutine* main_ = nullptr;
    bool main_returned_ = false;
    ended_by ended_by_ = ended_by::main;
    // Of a deadlock, of a livelock, whose goroutine comes first, or of leaks.
    std::vector<goroutine_status> report_;
    const goroutine* first_failed_ = nullptr;  // an exception leaves it
    std::exception_ptr failure_;

    mutex mutex_;
    // Guarded by mutex_:
    condition_variable idle_;  // notified while the clock is awaited
    list woken_;               // goroutines that other threads have woken
    clock::time_point timer_outside_ = clock::time_point::max();
    bool interrupted_ = false;
    std::exception_ptr failure_outside_;
    // Written by the bubble's thread with mutex_ held, and so also read by it
    // without, as are `waits` and `last_at` of each goroutine:
    phase phase_ = phase::running;
    goroutine* running_ = nullptr;  // whose turn it is
    std::uint64_t turns_ = 1;
    bool awaits_clock_ = false;
    goroutine_list goroutines_;
};

}  // namespace ctx::detail
