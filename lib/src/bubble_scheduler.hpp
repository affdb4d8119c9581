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
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ctx/bubble.hpp"
#include "ctx/defer.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/watch.hpp"
#include "goroutine_list.hpp"
#include "order_observer.hpp"
#include "pace.hpp"
#include "run_queue.hpp"
#include "scheduler.hpp"
#include "search.hpp"
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

    static constexpr auto no_limit = std::numeric_limits<std::uint64_t>::max();

    /// `chosen_by` chooses the schedule instead of bubble_options::choose,
    /// unless it is null. A run of more than `max_steps` chosen steps is a
    /// livelock.
    bubble_scheduler(const bubble_options& options, mode how,
                     search* chosen_by = nullptr,
                     std::uint64_t max_steps = no_limit)
        : options_(options),
          search_(chosen_by),
          max_steps_(max_steps),
          is_schedule_chosen_(chosen_by || options.choose),
          order_(is_schedule_chosen_ && options.memory
                     ? &options.memory->observer()
                     : nullptr),
          open_(how == mode::open),
          timers_(new timer_queue([this](auto when) { note_timer(when); })),
          clock_(*this),
          time_(options.speed),
          calls_left_(calls_allowed()),
          stacks_(options.stack_size),
          names_(search_ ? &search_->memory()
                         : std::pmr::get_default_resource()) {}

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
        if (is_inside()) {
            if (is_schedule_chosen_) note_wake(g);
            return make_ready(g);
        }
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
        return is_schedule_chosen_ && is_inside() && phase_ != phase::ending;
    }
    [[nodiscard]] std::size_t choose_case(
        std::span<const std::size_t> cases) override;

    void begin_operation(const location& at) noexcept override {
        begin_operation(choice::kind::operation);
        operation_at_ = at;
    }
    void note_use(const void* object, use how) noexcept override;
    void note_new(const void* object) noexcept override;
    void note_acquire(const void* object) noexcept override;
    void note_release(const void* object, bool publishes) noexcept override;
    void note_name(const void* object, const void* name) noexcept override;
    void note_atomic(const void* object, atomic_access what,
                     std::memory_order order) noexcept override;
    void note_armed(const void* timer) noexcept override;
    void note_fires(const void* timer) noexcept override;
    void note_unblocks(const goroutine& waiting,
                       const void* object) noexcept override;
    void note_met(const goroutine& waiting) noexcept override;
    void note_put(const void* channel, std::size_t room,
                  const goroutine* by) noexcept override;
    void note_take(const void* channel, const goroutine* by) noexcept override;

    [[nodiscard]] bool recording() const noexcept override {
        // In this order, because any thread may ask, and at any time.
        return is_inside() && phase_ == phase::running && options_.observer;
    }

    void step_lost() noexcept override {
        fail(std::make_exception_ptr(std::bad_alloc()));
    }

    void record(event e) override {
        if (e.what == step::print && is_chosen()) {
            begin_print();
            if (steps_ > max_steps_) count_call(current(), e.where);
        }
        if (!recording()) return;
        e.time = now() - start_;
        if (e.deadline) e.deadline = since_start(*e.deadline);
        e.goroutine = current().id;
        outside_the_program([&] { options_.observer(e); });
    }

    std::uint32_t number_context() noexcept override { return ++contexts_; }
    std::uint32_t number_channel() noexcept override { return ++channels_; }

    // -- the run ------------------------------------------------------------

    run_report run_main(const std::function<void()>& main, const location& at);

    /// Calls `f` with the goroutine, the use and the source line, if known, of
    /// each use of an object.
    void observe_uses(
        std::function<void(std::uint32_t, use, const location&)> f) {
        on_use_ = std::move(f);
    }

    /// How many steps were chosen.
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

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
    goroutine* take_runnable(std::size_t place);

    // bubble_choice.cpp: the schedule is chosen.

    // The next step: of a goroutine, or of a timer that is due.
    struct turn {
        goroutine* of = nullptr;  // null: a timer
        process taken_by = 0;
        std::size_t place = 0;  // in due_; in runnable_, if `of` is there
        enum class from : std::uint8_t { self, line, clock } where{};
    };
    std::optional<goroutine*> chosen_turn(std::unique_lock<mutex>& lock,
                                          choice::kind what,
                                          goroutine* self = nullptr);
    void find_turns(goroutine* self);
    void find_due_timers();
    [[nodiscard]] process process_of(const timer_queue::due_timer& t);
    [[nodiscard]] std::size_t choose_turn(choice::kind what);
    goroutine* begin_turn(goroutine& g);
    void begin_operation(choice::kind what) noexcept;
    void begin_print() noexcept;
    void note_output(use how) noexcept;
    void begin_first_step();
    void note_wake(const goroutine& g) noexcept;
    void note_all_wait() noexcept;
    [[nodiscard]] object_name name_of(const void* object);
    void yield_to(goroutine& next, goroutine& self,
                  std::unique_lock<mutex>& lock);
    template <class F>
    void or_fail(F f) noexcept {
        try {
            f();
        } catch (const std::bad_alloc&) {
            fail(std::current_exception());
        }
    }
    /// Calls `f`, which is no part of the program, on a goroutine.
    template <class F>
    std::invoke_result_t<F&> outside_the_program(F f) {
        tell_order([](order_observer& o) { o.pauses(true); });
        const defer go_on(
            [this] { tell_order([](order_observer& o) { o.pauses(false); }); });
        return f();
    }

    /// Tells order_ something, if it is there.
    template <class F>
    void tell_order(F f) noexcept {
        if (order_) or_fail([&] { f(*order_); });
    }
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
    search* const search_;  // null: options_.choose chooses, if anything
    const std::uint64_t max_steps_;
    const bool is_schedule_chosen_;
    order_observer* const order_;  // null: nobody asks
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
    // If the schedule is chosen:
    std::vector<turn> turns_now_;
    std::vector<process> ways_now_;
    std::vector<timer_queue::due_timer> due_;
    std::vector<std::pair<const timer_entry*, process>> due_processes_;
    std::pmr::unordered_map<const void*, object_name> names_;
    std::vector<object_name> unlocked_by_others_;
    std::vector<std::uint32_t> named_by_;  // how many objects, by process
    std::uint64_t steps_ = 0;
    std::function<void(std::uint32_t, use, const location&)> on_use_;
    location operation_at_;  // of the operation under way
    process processes_ = 0;
    process taking_ = 0;     // the process whose step is under way
    bool is_first_ = false;  // its next operation belongs to that step
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
