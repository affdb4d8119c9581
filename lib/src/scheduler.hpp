// The seam between the primitives and whoever runs them: a bubble (bubble.cpp)
// or the OS (run.cpp).
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "ctx/clock.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/event.hpp"
#include "ctx/goroutine.hpp"
#include "timer_queue.hpp"

namespace ctx::detail {

class scheduler;

/// What a goroutine is blocked in; on its stack.
struct wait_point {
    const char* what;  ///< "sleep"; null: the cases say it
    std::span<select_case* const> cases;
    location at;

    [[nodiscard]] std::string describe() const;
};

/// A goroutine, or a thread that is none but uses the library.
struct goroutine {
    explicit goroutine(scheduler& s) noexcept : home(s) {}
    goroutine(const goroutine&) = delete;
    goroutine& operator=(const goroutine&) = delete;
    ~goroutine() { const std::scoped_lock wakers_are_done(notifying); }

    scheduler& home;
    std::uint32_t id = 0;
    std::string name;
    location started_at;
    std::thread thread;

    /// Exceptions in flight when it began, to tell unwinding from running.
    int exceptions = 0;

    // Guarded by the bubble's mutex, or by `mutex` outside of one.
    detail::mutex mutex;
    condition_variable wake;
    small_mutex notifying;              // held while somebody notifies `wake`
    const wait_point* waits = nullptr;  // set while blocked
    bool ready = false;                 // woken since it last blocked
    bool ending = false;                // its blocking calls are to throw
    bool deaf = false;                  // but not this one

    /// True if goroutine_exit, or another exception, is unwinding its stack:
    /// a blocking call then comes from a destructor and must not throw.
    [[nodiscard]] bool unwinding() const noexcept {
        return std::uncaught_exceptions() > exceptions;
    }

    [[nodiscard]] goroutine_status status() const;
};

/// What start() throws if there is no thread to be had.
class no_thread : public std::system_error {
public:
    explicit no_thread(const std::error_code& reason)
        : std::system_error(reason, "ctx::go: cannot start a thread") {}
};

/// Starts a thread for a goroutine. Throws no_thread.
template <class F>
[[nodiscard]] std::thread start_thread(F f) {
    try {
        return std::thread(std::move(f));
    } catch (const std::system_error& e) {
        throw no_thread(e.code());
    }
}

/// Runs goroutines, and keeps their time.
class scheduler : public ref_counted {
public:
    [[nodiscard]] virtual clock::time_point now() noexcept = 0;

    /// The date and time of now().
    [[nodiscard]] virtual std::chrono::sys_time<std::chrono::nanoseconds>
    date() noexcept = 0;

    [[nodiscard]] virtual timer_queue& timers() noexcept = 0;

    /// Blocks `self`, the calling goroutine, until wake() was called on it
    /// since it last blocked. Throws goroutine_exit if it is to end. Returns
    /// false, unwoken, only while unwinding, if nothing is left that could
    /// wake it.
    virtual bool block(goroutine& self, const wait_point& at) = 0;

    /// Undoes a wake() that came while `self` was being ended.
    virtual void forget_wake(goroutine& self) noexcept = 0;

    /// Blocks `self` for `d`.
    virtual void sleep(goroutine& self, duration d, const location& at) = 0;

    /// Lets `g` go on. From any thread.
    virtual void wake(goroutine& g) noexcept = 0;

    /// Starts a goroutine; drops `body` if this has ended.
    virtual void start(std::string name, std::unique_ptr<thunk> body,
                       const location& at) = 0;

    /// True if goroutines take turns, so that choices are to be repeatable.
    [[nodiscard]] virtual bool deterministic() const noexcept = 0;

    /// True if it is chosen from outside which of the ready cases of a select
    /// is taken.
    [[nodiscard]] virtual bool is_chosen() const noexcept { return false; }

    /// Asks which of some cases, given by their places in the select, and
    /// returns its place among these. With no lock held.
    [[nodiscard]] virtual std::size_t choose_case(
        std::span<const std::size_t> cases) {
        static_cast<void>(cases);
        return 0;
    }

    /// True if steps other than prints are recorded. Once false, it stays so.
    [[nodiscard]] virtual bool recording() const noexcept = 0;

    /// Shows a step to the observer, if any.
    virtual void record(event e) = 0;

    /// The number of the run_log that it keeps; 0 for none, as in a bubble.
    [[nodiscard]] virtual std::uint32_t log() const noexcept { return 0; }

    /// A number for a new object in the log.
    [[nodiscard]] virtual std::uint32_t number_context() noexcept = 0;
    [[nodiscard]] virtual std::uint32_t number_channel() noexcept = 0;
};

/// The calling goroutine. A thread that is none gets a record of its own, that
/// belongs to the process.
[[nodiscard]] goroutine& current();

/// The same, but null for a thread that is no goroutine.
[[nodiscard]] goroutine* current_goroutine() noexcept;

/// The scheduler of the calling goroutine.
[[nodiscard]] scheduler& here();

/// Makes the calling thread run as `g` while this lives.
class running_as {
public:
    explicit running_as(goroutine& g) noexcept;
    running_as(const running_as&) = delete;
    running_as& operator=(const running_as&) = delete;
    ~running_as();

private:
    goroutine* const outer_;
};

/// Records a step of the calling goroutine if anybody watches. `text` is
/// called for the event's text only then.
void record_step(step what, std::uint32_t object, std::uint32_t other,
                 std::string_view text, const location& at);

/// The goroutine_error for the exception now being handled, in `g`.
[[nodiscard]] std::exception_ptr name_the_goroutine(const goroutine& g);

/// The scope of goroutines started outside of any bubble and run.
[[nodiscard]] scheduler& process();

}  // namespace ctx::detail
