// The scheduler of a run, and of the process.
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "ctx/bubble.hpp"
#include "ctx/detail/sync.hpp"
#include "goroutine_list.hpp"
#include "run_log.hpp"
#include "scheduler.hpp"
#include "timer_thread.hpp"

namespace ctx::detail {

/// Goroutines on the OS's scheduler and clock. run.cpp has how they start and
/// block, and the invariants; run_end.cpp how they end.
class os_scheduler final : public scheduler {
public:
    /// `options` is null for the scheduler of the process.
    explicit os_scheduler(const run_options* options)
        : options_(options),
          log_(options && options->observer
                   ? new run_log(options->observer, start_)
                   : nullptr),
          recording_(log_ && options->every_step) {}

    // -- scheduler ----------------------------------------------------------

    clock::time_point now() noexcept override {
        return clock::time_point(
            std::chrono::steady_clock::now().time_since_epoch());
    }

    std::chrono::sys_time<std::chrono::nanoseconds> date() noexcept override {
        return std::chrono::system_clock::now();
    }

    timer_queue& timers() noexcept override {
        return timer_thread::instance().queue();
    }

    bool block(goroutine& self, const wait_point& at) override;
    void yield(goroutine& self, const location& at) override;
    void sleep(goroutine& self, duration d, const location& at) override;

    void forget_wake(goroutine& self) noexcept override {
        const std::scoped_lock lock(self.mutex);
        self.ready = false;
    }

    void wake(goroutine& g) noexcept override {
        std::unique_lock lock(g.mutex);
        g.ready = true;
        // Invariant 3 of run.cpp. This does not notify with g.mutex held,
        // because `g` would then wake only to wait for g.mutex.
        const std::scoped_lock notifying(g.notifying);
        lock.unlock();
        g.wake.notify_one();
    }

    void start(std::string name, std::unique_ptr<thunk> body,
               const location& at) override {
        start_on_pool(std::move(name), std::move(body), at,
                      &thread_pool::start);
    }

    void start_later(std::string name, std::unique_ptr<thunk> body,
                     const location& at) override {
        start_on_pool(std::move(name), std::move(body), at,
                      &thread_pool::queue);
    }

    void prepare_to_start() override { thread_pool::instance().reserve(); }

    void before_unwinding(goroutine& self) noexcept override;

    bool deterministic() const noexcept override { return false; }
    bool recording() const noexcept override { return recording_; }

    void record(event e) override {
        if (log_) log_->add(std::move(e));
    }

    void step_lost() noexcept override {
        if (log_) log_->lose_step();
    }

    std::uint32_t log() const noexcept override {
        return log_ ? log_->number() : 0;
    }
    std::uint32_t number_context() noexcept override {
        return log_->number_context();
    }
    std::uint32_t number_channel() noexcept override {
        return log_->number_channel();
    }

    // -- the run ------------------------------------------------------------

    run_report run_main(const std::function<void()>& main, const location& at);

    /// Ends all goroutines but the calling one, and lets none start any more.
    /// Returns false if that has taken until `give_up` and they have not all
    /// ended.
    bool end_others(std::chrono::steady_clock::time_point give_up =
                        std::chrono::steady_clock::time_point::max());

    // -- forks: see forked.hpp ----------------------------------------------

    void before_fork() noexcept { mutex_.lock(); }
    void after_fork(bool is_child) noexcept {
        if (is_child) {
            forget_others();
            current().renew_after_fork();
        }
        mutex_.unlock();
    }

private:
    template <class Wait>
    bool wait_at(goroutine& self, const wait_point& at, Wait wait);
    template <class Begin>
    void start_on_pool(std::string name, std::unique_ptr<thunk> body,
                       const location& at, Begin begin);
    void live(goroutine& self);
    void leave(goroutine& self);
    void forget_others() noexcept;

    using give_up_at = std::chrono::steady_clock::time_point;

    bool end_one(goroutine& g, std::unique_lock<mutex>& lock,
                 give_up_at give_up);
    [[noreturn]] void end(goroutine& self);
    [[nodiscard]] bool waits_for_nobody(const goroutine& self) const noexcept {
        return &self == main_ && main_is_alone_;
    }
    void end_main() noexcept;
    void interrupt() noexcept;
    void fail(const goroutine& g, const std::exception_ptr& thrown);
    [[nodiscard]] std::vector<goroutine_status> leaks();

    const clock::time_point start_ = now();
    pid_t process_ = ::getpid();        // guarded by mutex_
    const run_options* const options_;  // null for the process
    const ref<run_log> log_;            // null if nobody observes
    const bool recording_;
    goroutine* main_ = nullptr;   // constant once main runs
    bool main_is_alone_ = false;  // for main only
    atomic<bool> interrupted_ = false;

    mutex mutex_;
    // Guarded by mutex_:
    goroutine_list goroutines_;
    condition_variable gone_;  // notified when a goroutine leaves goroutines_
    bool ended_ = false;
    const goroutine* first_failed_ = nullptr;  // an exception leaves it
    std::exception_ptr failure_;
};

}  // namespace ctx::detail
