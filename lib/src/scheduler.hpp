// The seam between the primitives and the scheduler that runs them: the OS's
// (run.cpp), or that of a bubble and of run_on_fibers (bubble.cpp), which is in
// a library of its own.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "ctx/clock.hpp"
#include "ctx/detail/chosen.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/event.hpp"
#include "ctx/goroutine.hpp"
#include "fiber.hpp"
#include "forked.hpp"
#include "thread_pool.hpp"
#include "timer_queue.hpp"

namespace ctx::detail {

class coroutine_loop;
class scheduler;

/// The call that a goroutine is blocked in. Lives on the goroutine's stack.
struct wait_point {
    const char* what;  ///< "sleep"; null: `cases` say it
    std::span<select_case* const> cases;
    location at;
    /// The cases are those of a call that a context ends: first `done`.
    bool until_done = false;

    [[nodiscard]] CTX_EXPORT std::string describe() const;

    /// describe() for a report: see select_case::report().
    [[nodiscard]] std::string report() const;

private:
    [[nodiscard]] const select_case* only() const noexcept;
};

/// Returns "gen.cpp:17" for "src/gen.cpp:17", and "" for an unknown place.
[[nodiscard]] CTX_EXPORT std::string place(const location& at);

/// A goroutine, or another thread that uses the library. Its hook is its place
/// in a run_queue.
struct goroutine : hook {
    explicit goroutine(scheduler& s, std::string its_name = {},
                       std::unique_ptr<thunk> its_body = nullptr,
                       const location& at = location()) noexcept
        : home(s),
          name(std::move(its_name)),
          started_at(at),
          body(std::move(its_body)) {}
    goroutine(const goroutine&) = delete;
    goroutine& operator=(const goroutine&) = delete;
    ~goroutine() { const std::scoped_lock wakers_are_done(notifying); }

    struct list_place final : hook {
        explicit list_place(goroutine& its) noexcept : of(its) {}
        goroutine& of;
    };
    list_place place{*this};  // in the list of its scheduler's goroutines
    list_place woken{*this};  // among those that other threads have woken

    scheduler& home;
    std::uint32_t id = 0;
    // For an exploration: its number, and how many locks it holds as a reader.
    std::uint32_t process = 0;
    std::uint32_t read_locks = 0;
    const std::string name;
    const location started_at;
    std::unique_ptr<thunk> body;  // for the goroutine only once it has started
    detail::fiber fiber;          // of a goroutine that shares its thread
    job on_pool;                  // of any other goroutine

    /// How many more calls may be made by all goroutines of a bubble before
    /// out_of_calls() is called. For the goroutine that runs only. Null if
    /// calls are not counted. Constant once the goroutine runs.
    std::uint64_t* calls_left = nullptr;

    /// The loop that resumes coroutines on this goroutine, if it is in one. For
    /// this goroutine only.
    coroutine_loop* loop = nullptr;

    /// Exceptions in flight when the goroutine began: see unwinding().
    int exceptions = 0;

    // Of a goroutine on a thread of its own, and guarded by `mutex`. A
    // bubble_scheduler has rules of its own for the last five.
    detail::mutex mutex;
    condition_variable wake;
    small_mutex notifying;              // held while a waker notifies `wake`
    const wait_point* waits = nullptr;  // set while blocked
    location last_at;                   // its last call that blocked, if known
    bool ready = false;                 // woken since it last blocked
    bool ending = false;                // blocking calls throw goroutine_exit
    bool deaf = false;                  // but the present one does not

    /// True if an exception, such as goroutine_exit, is unwinding the stack. A
    /// blocking call then comes from a destructor and must not throw.
    [[nodiscard]] bool unwinding() const noexcept {
        return std::uncaught_exceptions() > exceptions;
    }

    /// Lets this, the goroutine that forked, go on in the child. At the moment
    /// of the fork another thread may have been waking it.
    void renew_after_fork() noexcept {
        renew(mutex);
        renew(wake);
        renew(notifying);
        ready = false;
    }

    /// True if a blocking call is to throw goroutine_exit.
    [[nodiscard]] bool must_end() const noexcept {
        return ending && !unwinding();
    }

    /// This goroutine in a report. The caller holds the mutex that guards
    /// `waits`.
    [[nodiscard]] CTX_EXPORT goroutine_status status() const;
};

/// The exception of start() if the system has no thread left.
class no_thread : public std::system_error {
public:
    explicit no_thread(const std::error_code& reason)
        : std::system_error(reason, "ctx::go: cannot start a thread") {}
};

/// Runs goroutines, and keeps their time.
class scheduler : public ref_counted {
public:
    [[nodiscard]] virtual clock::time_point now() noexcept = 0;

    /// The date and time of now().
    [[nodiscard]] virtual std::chrono::sys_time<std::chrono::nanoseconds>
    date() noexcept = 0;

    [[nodiscard]] virtual timer_queue& timers() noexcept = 0;

    /// Blocks `self`, the calling goroutine, until wake(self) has been called
    /// since `self` last blocked. Throws goroutine_exit if `self` is to end.
    /// Returns false only while `self` unwinds and no goroutine is left that
    /// could wake it.
    virtual bool block(goroutine& self, const wait_point& at) = 0;

    /// Undoes a wake() that came while `self` was being ended.
    virtual void forget_wake(goroutine& self) noexcept = 0;

    /// Lets goroutines that can go on do so before `self`, which does not
    /// block.
    virtual void yield(goroutine& self, const location& at) = 0;

    /// Blocks `self` for `d`.
    virtual void sleep(goroutine& self, duration d, const location& at) = 0;

    /// Lets `g` go on. Any thread may call this.
    virtual void wake(goroutine& g) noexcept = 0;

    /// Starts a goroutine. Drops `body` if this scheduler has ended.
    virtual void start(std::string name, std::unique_ptr<thunk> body,
                       const location& at) = 0;

    /// As start(), but where no thread can be had the goroutine waits until a
    /// thread is free.
    virtual void start_later(std::string name, std::unique_ptr<thunk> body,
                             const location& at) {
        start(std::move(name), std::move(body), at);
    }

    /// Makes sure that goroutines given to start_later() do not wait for ever.
    /// Throws no_thread.
    virtual void prepare_to_start() {}

    /// Ends other goroutines because an exception will leave `self`, the
    /// calling one, whose stack is not unwound yet.
    virtual void before_unwinding(goroutine& self) noexcept {
        static_cast<void>(self);
    }

    /// Is called in a call of `self` at `at` that takes calls_left to zero.
    virtual void out_of_calls(goroutine& self, const location& at) {
        static_cast<void>(self);
        static_cast<void>(at);
    }

    /// True if every run makes the same choices.
    [[nodiscard]] virtual bool deterministic() const noexcept = 0;

    /// True if goroutines take turns on one thread.
    [[nodiscard]] virtual bool shares_thread() const noexcept { return false; }

    /// True if the schedule is chosen. choose_case() is then to be asked which
    /// ready case a select takes, and the note_... are to be called: see
    /// chosen.hpp.
    [[nodiscard]] virtual bool is_chosen() const noexcept { return false; }

    virtual void begin_operation(const location& at) noexcept {
        static_cast<void>(at);
    }
    virtual void note_use(const void* object, use how) noexcept {
        static_cast<void>(object);
        static_cast<void>(how);
    }
    virtual void note_new(const void* object) noexcept {
        static_cast<void>(object);
    }
    virtual void note_acquire(const void* object) noexcept {
        static_cast<void>(object);
    }
    virtual void note_release(const void* object, bool publishes) noexcept {
        static_cast<void>(object);
        static_cast<void>(publishes);
    }
    virtual void note_name(const void* object, const void* name) noexcept {
        static_cast<void>(object);
        static_cast<void>(name);
    }

    virtual void note_atomic(const void* object, atomic_access what,
                             std::memory_order order) noexcept {
        static_cast<void>(object);
        static_cast<void>(what);
        static_cast<void>(order);
    }
    virtual void note_armed(const void* timer) noexcept {
        static_cast<void>(timer);
    }
    virtual void note_fires(const void* timer) noexcept {
        static_cast<void>(timer);
    }

    /// Tells that what `waiting`, which is blocked, does next comes after each
    /// note_release() of `object` so far; null: after what the calling
    /// goroutine has done.
    virtual void note_unblocks(const goroutine& waiting,
                               const void* object) noexcept {
        static_cast<void>(waiting);
        static_cast<void>(object);
    }

    /// Tells that the operation under way goes on only because `waiting`, which
    /// is blocked, waits.
    virtual void note_met(const goroutine& waiting) noexcept {
        static_cast<void>(waiting);
    }

    /// Asks which of `cases`, given by their places in the select, is to be
    /// taken, and returns its place in `cases`. Called with no lock held.
    [[nodiscard]] virtual std::size_t choose_case(
        std::span<const std::size_t> cases) {
        static_cast<void>(cases);
        return 0;
    }

    /// True if steps other than prints are recorded. Never changes from false
    /// to true.
    [[nodiscard]] virtual bool recording() const noexcept = 0;

    /// Shows a step to the observer, if there is one.
    virtual void record(event e) = 0;

    /// Notes that there was no memory to record a step. The bubble or run then
    /// throws std::bad_alloc, but goes on meanwhile, because a step is recorded
    /// where nothing may fail: in a cancel function, or after a receive.
    virtual void step_lost() noexcept {}

    /// Tell that a value enters or leaves the buffer of a channel: that of
    /// `by`, which waits, or, if that is null, of the calling goroutine.
    virtual void note_put(const void* channel, std::size_t room,
                          const goroutine* by) noexcept {
        static_cast<void>(channel);
        static_cast<void>(room);
        static_cast<void>(by);
    }
    virtual void note_take(const void* channel, const goroutine* by) noexcept {
        static_cast<void>(channel);
        static_cast<void>(by);
    }

    /// The number of this scheduler's run_log. 0 if it keeps none, as a bubble.
    [[nodiscard]] virtual std::uint32_t log() const noexcept { return 0; }

    /// The number of a new object in the log.
    [[nodiscard]] virtual std::uint32_t number_context() noexcept = 0;
    [[nodiscard]] virtual std::uint32_t number_channel() noexcept = 0;
};

/// The calling goroutine. A thread that is no goroutine gets a record of its
/// own, whose home is the scheduler of the process.
[[nodiscard]] CTX_EXPORT goroutine& current();

/// The calling goroutine; null for a thread that is no goroutine.
[[nodiscard]] CTX_EXPORT goroutine* current_goroutine() noexcept;

/// The scheduler of the calling goroutine.
[[nodiscard]] CTX_EXPORT scheduler& here();

/// Throws std::logic_error if the caller of `function` is inside a bubble, or a
/// run_on_fibers.
CTX_EXPORT void check_outside_bubble(const char* function);

/// Makes the calling thread run as `g`; null: as no goroutine. Returns what it
/// ran as before.
CTX_EXPORT goroutine* run_as(goroutine* g) noexcept;

/// Makes the calling thread run as `g` while this lives.
class running_as {
public:
    explicit running_as(goroutine& g) noexcept : outer_(run_as(&g)) {}
    running_as(const running_as&) = delete;
    running_as& operator=(const running_as&) = delete;
    ~running_as() { run_as(outer_); }

private:
    goroutine* const outer_;
};

/// Counts a call of `self`, the calling goroutine, that may block.
inline void count_call(goroutine& self, const location& at) {
    if (self.calls_left && --*self.calls_left == 0) {
        self.home.out_of_calls(self, at);
    }
}

/// Makes an event without its time and goroutine, which the log fills in.
[[nodiscard]] event make_event(step what, std::uint32_t object,
                               std::uint32_t other, std::string_view text,
                               const location& at);

/// Calls `f`, which records a step of the calling goroutine. Does not throw
/// std::bad_alloc.
template <class F>
void or_lose_step(F f) {
    try {
        f();
    } catch (const std::bad_alloc&) {
        here().step_lost();
    }
}

/// Records a step of the calling goroutine if its steps are watched. Callers
/// that would have to make `text` pass a function instead: see below.
CTX_EXPORT void record_step(step what, std::uint32_t object,
                            std::uint32_t other, std::string_view text,
                            const location& at);

/// The same, but `text` is a function that returns the text, which is called
/// only if the steps are watched.
template <std::invocable Text>
void record_step(step what, std::uint32_t object, std::uint32_t other,
                 Text text, const location& at) {
    if (!is_recorded) return;
    or_lose_step([&] { record_step(what, object, other, text(), at); });
}

/// Records that the calling goroutine blocks in `at` (step::block), or goes on
/// there (step::wake).
inline void record_wait(step what, const wait_point& at) {
    record_step(
        what, 0, 0, [&] { return at.describe(); }, at.at);
}

/// The goroutine_error for `thrown`, which left `g`. If there is no memory for
/// its text, std::bad_alloc.
[[nodiscard]] CTX_EXPORT std::exception_ptr name_the_goroutine(
    const goroutine& g, const std::exception_ptr& thrown) noexcept;

/// The scheduler of goroutines started outside of any bubble and run.
[[nodiscard]] CTX_EXPORT scheduler& process_scheduler();

}  // namespace ctx::detail
