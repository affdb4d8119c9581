// The scheduler of a bubble.
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
#include "ctx/detail/sync.hpp"
#include "goroutine_list.hpp"
#include "pace.hpp"
#include "run_queue.hpp"
#include "scheduler.hpp"
#include "turn_watch.hpp"

namespace ctx::detail {

/// Goroutines that take turns, in virtual time. bubble.cpp has how they take
/// turns, and the invariants; bubble_choice.cpp how a schedule is chosen from
/// outside; bubble_end.cpp how goroutines end.
class bubble_scheduler final : public scheduler {
public:
    explicit bubble_scheduler(const bubble_options& options)
        : options_(options),
          timers_(new timer_queue([](auto) {})),
          clock_(*this),
          time_(options.speed),
          calls_left_(calls_allowed()) {}

    // -- scheduler ----------------------------------------------------------

    clock::time_point now() noexcept override { return time_.now(); }

    std::chrono::sys_time<std::chrono::nanoseconds> date() noexcept override {
        using namespace std::chrono;
        // The time at which testing/synctest starts, too.
        const sys_time<nanoseconds> start(sys_days(year(2000) / January / 1));
        return start + std::min(now().time_since_epoch(),
                                sys_time<nanoseconds>::max() - start);
    }

    timer_queue& timers() noexcept override { return *timers_; }

    bool block(goroutine& self, const wait_point& at) override;
    void forget_wake(goroutine& self) noexcept override;
    void sleep(goroutine& self, duration d, const location& at) override;

    void wake(goroutine& g) noexcept override {
        const std::scoped_lock lock(mutex_);
        if (std::exchange(g.ready, true) || !g.waits) return;  // invariant 1
        runnable_.push_back(g);
        idle_.notify_one();
    }

    void start(std::string name, std::unique_ptr<thunk> body,
               const location& at) override;
    void start_later(std::string name, std::unique_ptr<thunk> body,
                     const location& at) override;

    void before_unwinding(goroutine& self) noexcept override;

    void out_of_calls(goroutine& self, const location& at) override;

    bool deterministic() const noexcept override { return true; }

    [[nodiscard]] bool is_chosen() const noexcept override {
        return options_.choose && phase_ == phase::running &&
               &current().home == this;
    }
    [[nodiscard]] std::size_t choose_case(
        std::span<const std::size_t> cases) override {
        return choose(choice::kind::select, cases.size(), [&](std::size_t i) {
            return way{.select_case = cases[i]};
        });
    }

    [[nodiscard]] bool recording() const noexcept override {
        // The first test is for phase_: only the holder of the baton may look
        // at it (invariant 4).
        return &current().home == this && phase_ == phase::running &&
               options_.observer;
    }

    void step_lost() noexcept override {
        fail(std::make_exception_ptr(std::bad_alloc()));
    }

    void record(event e) override {
        if (e.what == step::print && is_chosen()) {
            may_be_overtaken(current(), choice::kind::print);
        }
        if (!recording()) return;
        e.time = now().time_since_epoch();
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

    // Where a goroutine waits for the baton that no blocking call gave away.
    static constexpr wait_point starting{"start", {}, location()};

    void live(goroutine& self);
    void leave(goroutine& self, const std::exception_ptr& failure);
    void interrupt() noexcept;

    void pass_baton(goroutine& self, const wait_point& at,
                    std::unique_lock<mutex>& lock);
    void hand_to(goroutine& next) noexcept;
    goroutine& dispatch(std::unique_lock<mutex>& lock);
    goroutine& next_to_end();
    bool advance_clock(std::unique_lock<mutex>& lock);
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
    void await_baton(goroutine& self, std::unique_lock<mutex>& lock);

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
        return std::min(options_.calls_per_instant, most - 1) + 1;
    }

    static void throw_if_ending(const goroutine& self) {
        if (self.must_end()) throw goroutine_exit();
    }

    const bubble_options& options_;
    const ref<timer_queue> timers_;
    goroutine clock_;  // takes the steps of timers

    // For the holder of the baton only (invariant 4):
    pace time_;
    phase phase_ = phase::running;  // written with mutex_ held as well
    std::uint64_t calls_left_;      // at this instant
    std::uint32_t contexts_ = 0;
    std::uint32_t channels_ = 0;

    mutex mutex_;
    // Guarded by mutex_:
    condition_variable idle_;       // notified while the clock is awaited
    goroutine* running_ = nullptr;  // the holder of the baton
    goroutine* in_wait_ = nullptr;  // the goroutine in wait_for_others()
    std::uint64_t turns_ = 1;       // how often the baton has changed hands
    bool awaits_clock_ = false;     // the holder waits for the clock
    run_queue runnable_;
    goroutine_list goroutines_;
    finished_goroutines finished_;
    goroutine* main_ = nullptr;
    bool main_returned_ = false;
    bool interrupted_ = false;
    ended_by ended_by_ = ended_by::main;
    // Of a deadlock, of a livelock, whose goroutine comes first, or of leaks.
    std::vector<goroutine_status> report_;
    const goroutine* first_failed_ = nullptr;  // an exception leaves it
    std::exception_ptr failure_;
};

}  // namespace ctx::detail
