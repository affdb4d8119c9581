// Goroutines: functions running side by side, each on a thread of its own while
// it runs, or on a fiber in a bubble and a run_on_fibers.
//
//     ctx::go("worker", [=] { work(request, results); });
//
// Rules for the whole library:
// 1. Scope. A goroutine belongs to the scope it is started in: a bubble, a
//    run_on_fibers, a run (all in bubble.hpp), or else the process, whose scope
//    ends at exit. In the first two, goroutines are fibers that take turns on
//    one thread; elsewhere each is on a thread, and the OS schedules them.
// 2. End. When a scope ends, it ends the goroutines that are still alive, the
//    newest first: the blocking call that such a goroutine is in, or makes
//    next, throws goroutine_exit. The scope waits until the goroutine has
//    unwound. Nothing is detached.
// 3. Blocking calls are those documented with "Blocks", and a select without a
//    default. Any of them may throw goroutine_exit, but not in a destructor
//    that runs during unwinding. If nothing is left that could wake such a
//    destructor, its call returns unwoken on fibers, and in the main goroutine
//    of a run. In another goroutine of a run it waits for ever.
// 4. Order. A call of go happens before the goroutine runs. The end of the
//    goroutine happens before the end of its scope, but is otherwise ordered
//    only by what the goroutine does (channel.hpp, wait_group.hpp).
// 5. Any thread may use the library. A thread that is not a goroutine belongs
//    to the scope of the process.
// 6. Threads. The thread of a goroutine that has ended is used for a later one,
//    which finds the thread_local variables as they were left. Up to 64 threads
//    are kept idle; they end with the process. Goroutines on fibers share the
//    thread_local variables of their thread (rule 5 of bubble.hpp).
// 7. State of threads. Threads of the library run on the processors of the
//    process, and block the signals that the process blocks, which are those of
//    the main thread. What the thread that starts them has does not matter, nor
//    what an earlier goroutine has changed. The thread that watches for signals
//    blocks all (signal.hpp). Goroutines on fibers have what their thread has.
// 8. Exit. exit() may be called on any thread, and ends the process with its
//    code. Static objects may use the library while they are destroyed: timers
//    go on until all are, and `run` works; but no goroutine starts any more in
//    the scope of the process.
// 9. pthread_exit() ends a goroutine as goroutine_exit does, but is not seen by
//    blocking calls in destructors, which throw if the scope is being ended. In
//    main it ends the thread that called bubble, explore or run, and the other
//    goroutines before that, but only once main's variables are gone: capture
//    by value. On the main thread of the process it does not end the process,
//    because threads of the library go on until exit().
// 10. Fork. The child of a fork has copies of all contexts, timers and
//    channels, and threads of its own for timers and signals: deadlines pass,
//    signals cancel, and functions are called, in the parent and in the child.
//    The child has no goroutine but the one that forked. An object that another
//    thread was using at the moment of the fork must not be used in the child.
//    On fibers the child may only call exec or _exit. The child starts a
//    thread at once if timers are pending, and another if contexts wait for
//    signals.
// 11. Exceptions. If an exception will leave main, or another goroutine of a
//    bubble or run, the goroutines newer than it are ended first. The stack of
//    the failed goroutine is unwound after that, so its variables outlive the
//    goroutines that use them by reference. Two exceptions from this: in a run,
//    a goroutine that does not end within a second of real time, because it
//    computes, or needs a lock that the failed one holds, is not waited for;
//    and on systems other than x86-64 and 64-bit ARM with ELF, the stack is
//    unwound first. In these two cases capture variables by value. The objects
//    of this library outlive the calls that goroutines are blocked in, anyhow.
//    A goroutine that returns, or that catches its exception, does not end the
//    goroutines that it has started.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "ctx/clock.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/location.hpp"

namespace ctx {

class context;

namespace detail {

/// A callable that is run once, and that need not be copyable.
class thunk {
public:
    virtual ~thunk() = default;
    virtual void run() = 0;
};

template <class F>
class typed_thunk final : public thunk {
public:
    explicit typed_thunk(F f) : f_(std::move(f)) {}
    void run() override { std::move(f_)(); }

private:
    F f_;
};

/// Starts a goroutine in the scope of the calling one.
CTX_EXPORT void start_goroutine(std::string name, std::unique_ptr<thunk> body,
                                const location& at);

}  // namespace detail

/// Runs `f` in a new goroutine and does not wait for it. If the scope is being
/// ended, `f` is destroyed without having run.
///
/// `f`         is moved into the goroutine, and destroyed there.
/// Lifetime    what `f` refers to must outlive the goroutine: wait for it, as
///             with wait_group, before the variables go. Rule 11 covers the
///             exit by an exception. The process ends its goroutines after
///             main has returned, and so after main's variables are gone. Of
///             static objects, only those made before the program's first use
///             of this library are sure to outlive these goroutines.
/// Errors      an exception that leaves `f` ends the bubble or run, which
///             throws it as a goroutine_error. In the scope of the process it
///             ends the program, as with std::thread.
/// Throws      std::bad_alloc; std::system_error, but not on fibers, if no
///             thread is idle and none can be started.
/// Threads     safe from any thread.
/// Complexity  constant; a few allocations, and, while the goroutine lives, a
///             thread: an idle one if there is one. A goroutine costs as much
///             memory as a thread's stack and, to start and to wake, as much
///             time as a thread, which is more than in Go. On fibers it costs
///             the part of its stack that it uses, and less time than in Go.
/// Source      Go: the go statement.
template <std::invocable F>
void go(F f, location at = location::current()) {
    detail::start_goroutine(
        std::string(), std::make_unique<detail::typed_thunk<F>>(std::move(f)),
        at);
}

/// Runs `f` in a new goroutine that has a name in reports and logs.
///
/// Source      beyond Go, where goroutines have no names.
template <std::invocable F>
void go(std::string name, F f, location at = location::current()) {
    detail::start_goroutine(
        std::move(name), std::make_unique<detail::typed_thunk<F>>(std::move(f)),
        at);
}

/// Blocks this goroutine for `d`. Returns at once if `d` is zero or less. A `d`
/// of `duration::max()`, or a longer time of any unit, never passes.
///
/// `d`         time on the calling thread's ctx::clock.
/// Throws      goroutine_exit, as any blocking call; what any_duration throws.
/// Threads     safe from any thread.
/// Complexity  constant, but for the wait; no allocation, unless steps are
///             recorded.
/// Source      Go: time.Sleep.
CTX_EXPORT void sleep_for(any_duration d, location at = location::current());

/// Blocks this goroutine for `d`, or until `c` is done.
///
///     if (const auto err = ctx::sleep_for(request, backoff)) return err;
///
/// `d`         as for sleep_for(d).
/// Errors      c.err() if `c` is done first (context.hpp, rule 7); empty once
///             `d` has passed.
/// Throws      std::bad_alloc, and what sleep_for(d) and `after` (timer.hpp)
///             throw.
/// Threads     safe from any thread.
/// Complexity  constant, but for the wait; one allocation if `d` is positive
///             and `c` can be done.
/// Source      Go: select with the cases <-ctx.Done() and <-time.After(d).
[[nodiscard]] CTX_EXPORT std::error_code sleep_for(
    const context& c, any_duration d, location at = location::current());

/// Lets other goroutines that can go on do so first. In a bubble, and on
/// fibers, this goroutine goes to the end of the line; in a bubble the clock
/// stands still meanwhile. Elsewhere the thread yields to others.
///
/// Throws      goroutine_exit, as a blocking call, though it does not block.
/// Threads     safe from any thread.
/// Complexity  constant; no allocation, unless steps are recorded.
/// Source      Go: runtime.Gosched.
CTX_EXPORT void yield(location at = location::current());

/// Returns the number that reports and logs have for the calling goroutine: 1
/// is main. Returns 0 on a thread that is no goroutine.
///
/// Threads     safe from any thread, and in a handler of a signal.
/// Complexity  constant.
/// Source      beyond Go, which hides the number from programs.
[[nodiscard]] CTX_EXPORT std::uint32_t this_goroutine() noexcept;

/// The exception of a blocking call in a goroutine that is being ended, which
/// unwinds the goroutine's stack. It is not a std::exception. Do not catch it,
/// or rethrow it: a goroutine that goes on meets it again in its next blocking
/// call.
///
/// A destructor that blocks outside of unwinding may meet goroutine_exit, and
/// must then be noexcept(false), as the destructor of `defer` is.
///
/// Source      Go: runtime.Goexit comes nearest.
class CTX_EXPORT goroutine_exit final {
public:
    goroutine_exit() = default;
    goroutine_exit(const goroutine_exit&) = default;
    goroutine_exit& operator=(const goroutine_exit&) = default;
    virtual ~goroutine_exit();
};

/// The exception of a bubble or run after an exception has left a goroutine
/// other than main. The text of what() names the goroutine and has the message
/// of its exception; std::rethrow_if_nested throws that exception.
///
/// Source      Go: the panic of a goroutine, which ends the program.
class CTX_EXPORT goroutine_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    goroutine_error(const goroutine_error&) = default;
    goroutine_error& operator=(const goroutine_error&) = default;
    ~goroutine_error() override;
};

/// One goroutine in a report.
struct CTX_EXPORT goroutine_status {
    std::uint32_t id = 0;  ///< counts from 1, which is main
    std::string name;      ///< as given to go; may be empty
    std::string waits_on;  ///< "sleep", "chan receive"; empty if running
    location waits_at;     ///< the line of the call that it is blocked in, or
                           ///< in a bubble of its last call that blocked
    location started_at;   ///< the line that started it
};

/// Returns one line on a goroutine, with Go's wording:
/// `goroutine 2 "worker" [chan receive]: gen.cpp:17, started at gen.cpp:25`.
///
/// Throws      std::bad_alloc.
/// Source      Go: the first lines of a goroutine's trace.
[[nodiscard]] CTX_EXPORT std::string to_string(const goroutine_status& g);

/// How a bubble or a run ended.
struct [[nodiscard]] run_report {
    /// The goroutines that were left after main had returned, still blocked or,
    /// in a `run`, still busy. The run has ended them since. Empty if the run
    /// was cut short.
    std::vector<goroutine_status> leaks;

    /// The time from its start to its end, on its own clock.
    duration elapsed{0};

    /// True if run_options::until or run_options::limit cut it short.
    bool interrupted = false;
};

}  // namespace ctx
