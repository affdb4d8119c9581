// Running code that uses goroutines: in virtual time with a deterministic
// schedule (bubble), in real time on one thread (run_on_fibers), or on the OS's
// clock and scheduler (run).
//
//     const auto report = ctx::bubble([] {
//         auto [c, cancel] = ctx::with_timeout(ctx::background(), 1h);
//         c.done().wait();  // returns at once: an hour passes, virtually
//     });
//     assert(report.elapsed == 1h && report.leaks.empty());
//
//                   | bubble            | run_on_fibers     | run
//     --------------+-------------------+-------------------+----------------
//     a goroutine   | a fiber           | a fiber           | a thread
//     the clock     | virtual           | the system's      | the system's
//     the schedule  | the same each run | first come, first | the OS's
//                   |                   | served            |
//     other threads | may act on it; it | may act on it; it | may act on it
//                   | does not wait     | waits for them    |
//     if all wait   | deadlock, thrown  | waits             | waits
//     code that     | stops all         | stops all         | stops itself
//     computes, or  | goroutines: a     | goroutines: a     |
//     blocks outside| message names it  | message names it  |
//     take it for   | tests, a replay,  | servers, and many | code that uses
//                   | exploring         | goroutines that   | all processors
//                   |                   | mostly wait       | or other locks
//
// bubble and run_on_fibers, and explore (explore.hpp), are in the component
// ctx::bubble, which needs Boost.Context. run is in ctx::ctx.
//
// Rules for the whole header:
// 1. All three call `main` as goroutine 1. They return when `main` has
//    returned and every goroutine started inside has ended.
// 2. Goroutines still blocked after `main` has returned are leaks. Leaks are
//    reported, and ended (goroutine.hpp says how), the newest first.
//    If an exception leaves `main`, the others are ended before the exception
//    unwinds main (goroutine.hpp, rule 11).
// 3. Order. The start of a goroutine happens after the call that starts it, and
//    its end before the return. On fibers, what a goroutine does in its turn
//    happens before the next turn of any goroutine.
// 4. Time points of one bubble mean nothing in another, or outside.
// 5. Fibers. All goroutines of a bubble or a run_on_fibers are on the thread
//    that calls it: main on the thread's own stack, each other on a stack of
//    its own (fiber_options::stack_size). Exceptions go with a goroutine, also
//    while it blocks in a handler or in a destructor: std::current_exception()
//    and std::uncaught_exceptions() are its own. What else a thread has is
//    shared: thread_local variables, errno, the signal mask and the floating
//    point environment.
// 6. A goroutine on a fiber must not hold a std::mutex while it blocks in this
//    library. If another goroutine locks the mutex, the thread waits for
//    itself: see run_options::stuck_after. A ctx::mutex has no such rule
//    (mutex.hpp).
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

#include "ctx/clock.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/event.hpp"
#include "ctx/goroutine.hpp"

namespace ctx {

class memory_watch;

/// The speed at which virtual time does not pass but jumps, whenever all
/// goroutines wait.
inline constexpr double instant = std::numeric_limits<double>::infinity();

/// How bubble, run_on_fibers and run are to run `main`.
struct run_options {
    /// Cuts the run short once this context, which is made outside, is done.
    /// Every goroutine is ended in the call it is blocked in, or blocks in
    /// next, main included. The report then has `interrupted` set. The
    /// interruption takes effect at once, also while all goroutines sleep.
    context until = background();

    /// Cuts the run short, as `until` does, after this much of its own time.
    /// A limit of any unit saturates, as the parameters of this library do.
    std::optional<any_duration> limit;

    /// In a bubble, the most calls that its goroutines may make while the clock
    /// stands still: sends, receives, selects, waits, locks, operations on a
    /// ctx::atomic, calls of sleep_for, yield and bubble_wait, also those that
    /// return at once. A goroutine that polls, for example with sleep_for(0s)
    /// or with a select that has a default, lets no other go on, and would
    /// never end. The bubble then ends with a livelock: each of these calls
    /// throws goroutine_exit, also where it does not block.
    /// Ten million calls take about half a second. Outside of bubbles this is
    /// ignored.
    ///
    /// A poll of something else, such as context::err(), is not counted: see
    /// stuck_after.
    std::uint64_t calls_per_instant = 10'000'000;

    /// In a bubble whose schedule is chosen, as in `explore`, watches the
    /// memory of the program: see watch.hpp. Null: does not. Elsewhere this is
    /// ignored.
    memory_watch* memory = nullptr;

    /// On fibers, how long a goroutine may run, in real time, before a message
    /// on stderr names it. A goroutine that computes, or that is blocked
    /// outside of this library, for example in a std::mutex that another
    /// goroutine holds, stops all others, which no schedule can mend. The
    /// message says where each goroutine is, comes once for a turn, after one
    /// to two times this long, and ends nothing. std::nullopt turns it off;
    /// `run` ignores it.
    ///
    /// Complexity  starts the thread that drives the timers of the process. If
    ///             there is no thread, there is no message.
    std::optional<any_duration> stuck_after = std::chrono::seconds(10);

    /// Is called with each step that a goroutine takes; in `run`, with prints
    /// only, unless every_step is set. After main has returned there are no
    /// more calls. A step that there is no memory for is not shown, and
    /// std::bad_alloc is thrown at the end.
    ///
    /// Throws      must not throw, except for a print: note_print then rethrows
    ///             the exception in the goroutine that printed.
    /// Threads     one call at a time, on the thread that takes the step. The
    ///             observer must not use this library.
    std::function<void(const event&)> observer;

    /// Makes `run` show its observer every step, not only prints. On fibers
    /// the observer is always shown every step.
    ///
    /// The log of a `run` has the steps of the run's goroutines. The log also
    /// has the steps by which another thread, as goroutine 0, derives from a
    /// context of these goroutines, or makes one done. The log has no other
    /// step of such a thread, for example no send. A context that is not in the
    /// log has the number 0.
    ///
    /// Order       a step comes after the steps that led to it, and time does
    ///             not go back. Independent steps come in any order. A block or
    ///             a wake may be shown late.
    /// Threads     the observer may be called on another goroutine's thread
    ///             when both take a step at the same time. A print is always
    ///             shown on the thread that prints.
    /// Complexity  one lock and one event for each step.
    bool every_step = false;
};

/// One way of a choice: the effect of taking it. The members are all 0 if a
/// timer fires that is no deadline.
struct way {
    std::uint32_t goroutine = 0;  ///< the goroutine that goes on, or 0
    std::uint32_t context = 0;    ///< the context whose deadline passes, or 0
    std::size_t select_case = 0;  ///< in a select, the index of the case taken
};

/// A decision that Go leaves to its scheduler: see bubble_options::choose.
struct choice {
    /// The kind of decision. But for `select`, the ways are the goroutines that
    /// can go on, a sleeper whose time has come included, and the timers that
    /// are due. Way 0 of all kinds from `operation` on is the goroutine whose
    /// turn it was.
    enum class kind : std::uint8_t {
        next,       ///< a goroutine has blocked or ended: which one goes on
        leftover,   ///< the same after main has returned
        select,     ///< which of the ready cases is taken
        operation,  ///< a goroutine is about to do an operation
        print,      ///< a goroutine is about to print
        end,        ///< main is about to return
    };
    kind what;
    std::size_t ways;  ///< the number of ways, at least 2

    /// Returns what happens if the way with this number is taken.
    ///
    /// Lifetime    valid only until bubble_options::choose returns.
    std::function<way(std::size_t)> which;
};

/// How run_on_fibers is to run `main`.
struct fiber_options : run_options {
    /// The bytes of each goroutine's stack, but for main's, which is that of
    /// the calling thread. Rounded up to whole pages; at least 16 KiB. A stack
    /// takes the memory that was ever used of it, not its size. A sanitizer
    /// makes stacks four times as large. The process keeps stacks for later
    /// bubbles; the system may take their memory, but for the first 512.
    ///
    /// A goroutine that overflows its stack is named on stderr, and ends the
    /// process, as an overflow of a thread's stack does. This is so for the
    /// first 16,000 stacks; the stacks beyond these have no guards, because the
    /// system does not allow that many, and an overflow there goes unnoticed.
    std::size_t stack_size = 64 * 1024;
};

/// How bubble is to run `main`.
struct bubble_options : fiber_options {
    /// Virtual seconds per second of the wall clock, or `instant`.
    double speed = instant;

    /// Is called wherever one of several things can happen next, and returns
    /// the number of the way to take. Without `choose` the bubble takes way 0.
    /// The same answers make the same run.
    ///
    /// With `choose`, other goroutines may go on before each operation on an
    /// object of this library that several goroutines may use. If the goroutine
    /// holds a lock that the others need, and that is not of this library, the
    /// bubble stops for good: stuck_after then says where.
    ///
    /// Throws      must not throw.
    /// Threads     as observer.
    std::function<std::size_t(const choice&)> choose;
};

/// The exception of a bubble in which all goroutines are blocked and no timer
/// will wake one. The text of what() is Go's message, then a line for each
/// goroutine.
///
/// Source      Go: the fatal error "all goroutines are asleep - deadlock!".
class CTX_EXPORT deadlock : public std::runtime_error {
public:
    deadlock(const std::string& message, std::vector<goroutine_status> asleep)
        : std::runtime_error(message), asleep_(std::move(asleep)) {}
    deadlock(const deadlock&) = default;
    deadlock& operator=(const deadlock&) = default;
    ~deadlock() override;

    /// Returns the goroutines, main first, and what each waits on.
    [[nodiscard]] const std::vector<goroutine_status>& asleep() const noexcept {
        return asleep_;
    }

private:
    std::vector<goroutine_status> asleep_;
};

/// The exception of a bubble whose goroutines have called the library more than
/// run_options::calls_per_instant times at one instant. The text of what() has
/// a line for each goroutine, first the goroutine that made the last call.
///
/// Source      beyond Go, where such a test runs until its time is out.
class CTX_EXPORT livelock : public std::runtime_error {
public:
    livelock(const std::string& message, std::vector<goroutine_status> all)
        : std::runtime_error(message), all_(std::move(all)) {}
    livelock(const livelock&) = default;
    livelock& operator=(const livelock&) = default;
    ~livelock() override;

    /// Returns the goroutine that made the last call. Its `waits_at` is the
    /// line of that call, and its `waits_on` is empty.
    [[nodiscard]] const goroutine_status& busy() const noexcept {
        return all_.front();
    }

    /// Returns all goroutines, busy() first, and what each waits on.
    [[nodiscard]] const std::vector<goroutine_status>& all() const noexcept {
        return all_;
    }

private:
    std::vector<goroutine_status> all_;
};

/// Runs `main` in virtual time with a deterministic schedule.
///
/// Goroutines take turns: one runs until it blocks in this library, then the
/// next one that can go on does, first come, first served. The clock stands
/// still meanwhile. When all goroutines are blocked, time goes on to the next
/// timer. Timers due at the same instant fire in the order in which they were
/// armed, all before any goroutine goes on. The same code therefore does the
/// same in every run. The program has other schedules, too; explore.hpp runs
/// them all.
///
/// When `main` returns, the timers that are due fire, and the other goroutines
/// go on until they end or block, while the clock stands still. Their prints
/// are dropped, because in Go these goroutines would be gone.
///
/// A bubble is closed: its goroutines may wait only for each other and for
/// timers. Other threads may use its contexts and channels, but the bubble does
/// not wait for these threads. A goroutine that blocks outside of this library,
/// or never blocks, stops the whole bubble meanwhile: see stuck_after and
/// calls_per_instant.
///
/// Throws      deadlock; livelock; goroutine_error if an exception left a
///             goroutine; what `main` throws; std::logic_error inside a bubble
///             or a run_on_fibers, or if `speed` is not positive;
///             std::bad_alloc, also if there is no memory for a stack, after
///             all goroutines have ended.
/// Threads     may be called on several threads at once. Each call is a bubble
///             of its own.
/// Complexity  a few allocations, and a stack while it lives, for each
///             goroutine but main. The stacks of goroutines that have ended are
///             used again. A turn is a switch of stacks, without a system call.
/// Source      Go: testing/synctest.Test. The deterministic schedule, `speed`
///             and `choose` are beyond Go.
CTX_EXPORT run_report bubble(const std::function<void()>& main,
                             const bubble_options& options = {},
                             location at = location::current());

/// Blocks until all other goroutines of the bubble are blocked or have ended,
/// and no timer is due. Time does not go on meanwhile. A sleeping goroutine is
/// blocked.
///
/// Throws      std::logic_error outside of a bubble, also in a run_on_fibers,
///             or while another goroutine is in this call; goroutine_exit, as
///             any blocking call.
/// Order       what the other goroutines of the bubble have done happens before
///             the end of this call.
/// Complexity  constant, but for the wait.
/// Source      Go: testing/synctest.Wait.
CTX_EXPORT void bubble_wait(location at = location::current());

/// Sleeps for `d`, then waits as bubble_wait does. So the goroutines that wake
/// at the same instant have done their work when this returns. After a
/// sleep_for alone, they may still be about to go on.
///
/// Throws      as bubble_wait, outside of a bubble before it sleeps; what
///             any_duration throws.
/// Order       as bubble_wait.
/// Source      Go: testing/synctest.Sleep, since Go 1.27.
CTX_EXPORT void bubble_sleep(any_duration d, location at = location::current());

/// Returns true in a goroutine of a bubble, and in a function that a timer of a
/// bubble calls: the calling code then is in virtual time. False in a
/// run_on_fibers.
///
/// Threads     safe from any thread.
/// Complexity  constant; no lock.
/// Source      Go: testing/synctest has no such function.
[[nodiscard]] CTX_EXPORT bool in_bubble() noexcept;

/// Runs `main` in real time, with its goroutines on fibers of the calling
/// thread.
///
/// Goroutines take turns, first come, first served, as in a bubble. The clock
/// is the system's. When all goroutines are blocked, the thread waits for the
/// next timer, or until another thread, such as one that runs an Asio loop,
/// sends, cancels, or does anything else that a goroutine waits for. So a
/// deadlock is not detected. A select takes any of its ready cases, as in Go.
///
/// When `main` returns, the other goroutines go on until they end or block;
/// those that are blocked are leaks. The observer is shown every step of the
/// goroutines, and no step of another thread.
///
/// Throws      goroutine_error if an exception left a goroutine; what `main`
///             throws; std::logic_error inside a bubble or a run_on_fibers;
///             std::bad_alloc as bubble.
/// Threads     may be called on several threads at once. `main` and all
///             goroutines run on the calling thread.
/// Complexity  as bubble.
/// Source      beyond Go, whose goroutines also run on all processors.
CTX_EXPORT run_report run_on_fibers(const std::function<void()>& main,
                                    const fiber_options& options = {},
                                    location at = location::current());

/// Runs `main` on the OS's clock and scheduler, in a scope of its own.
///
/// When `main` returns, the other goroutines have about 0.2 s to end or block.
/// A goroutine still there is a leak, even if it is not blocked. The call
/// returns when all goroutines have ended, and so waits for a goroutine that
/// computes without blocking. A deadlock is not detected.
///
/// Throws      goroutine_error if an exception left a goroutine; what `main`
///             throws; std::logic_error inside a bubble or a run_on_fibers;
///             std::bad_alloc, after all goroutines have ended.
/// Threads     may be called on several threads at once, and inside another
///             run. `main` runs on the calling thread.
/// Complexity  as `go` for each goroutine but main.
/// Source      Go: running main. In Go the other goroutines do not unwind: they
///             are gone when main returns.
CTX_EXPORT run_report run(const std::function<void()>& main,
                          const run_options& options = {},
                          location at = location::current());

}  // namespace ctx
