// Functions that run once a context is done.
//
//     auto stop = ctx::after_func(request, [&] { connection.abort(); });
//     ...
//     if (!stop()) stop.wait();  // it was started: wait until it has returned
//
// Rules for the whole header:
// 1. A function is either started or stopped, whichever is decided first, and
//    is started at most once.
// 2. A cancellation starts the functions last, when it has reached the whole
//    subtree. The functions of one context start in the order of their
//    registration.
// 3. Order. The cancel call, and the call of after_func, happen before the
//    function runs. The end of the function happens before wait() returns. (An
//    executor must keep this order for its tasks, as any queue between threads
//    does.)
// 4. Lifetime. A registration does not need a handle. While anything can still
//    cancel the context (an ancestor, its deadline, a signal), the registration
//    lasts until the function is started or stopped. When nothing can, and no
//    handle is left, the function is destroyed without having run. A function
//    that has a handle on its own context, or its own stop function, keeps the
//    context, and so itself, until it is started or stopped.
// 5. The library calls executors, and destroys functions, with no lock held.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "ctx/context.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/function.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// A registered function that an executor is to run. Copies stand for the same
/// function: call one of them, once. If all copies are destroyed uncalled, the
/// function never runs, and wait() returns.
///
/// Threads     may be copied, moved and called on any thread.
/// Complexity  a copy adds one to two atomic counters; no allocation.
/// Source      beyond Go, where the function always gets a goroutine.
class task {
public:
    CTX_EXPORT task(const task& other) noexcept;
    task(task&& other) noexcept = default;
    task& operator=(task other) noexcept {
        std::swap(f_, other.f_);
        return *this;
    }
    CTX_EXPORT ~task();

    /// Runs the function.
    ///
    /// Throws      what the function throws.
    CTX_EXPORT void operator()() const;

private:
    friend class detail::function;
    explicit task(detail::function_ref f) noexcept : f_(std::move(f)) {}

    detail::function_ref f_;
};

/// A callable that runs functions handed to it as tasks: `executor(task)`.
/// The library calls it inside the cancel call, on the thread that drives
/// timers or watches signals, or inside after_func. An executor should queue
/// the task and return. An executor must not block. If an executor throws, the
/// program ends.
template <class Executor>
concept task_executor =
    std::invocable<Executor&, task> && std::move_constructible<Executor>;

/// The executor that runs the function where the executor is called: inside
/// the cancel call, on the thread that drives timers or watches signals, or
/// inside after_func if the context is done already.
///
/// Use it for a few instructions that do not block, do not throw, and do not
/// take a lock that a caller of cancel may hold. Nothing checks this. They may
/// call exit().
struct inline_executor {
    /// Runs the function before it returns.
    void operator()(const task& run) const { run(); }
};

/// Stops a registered function, or waits for it. Copies stand for the same
/// registration. Dropping all of them leaves the function registered, as in
/// Go. A default constructed stop_func stops nothing and waits for nothing.
///
/// Threads     all members are safe from any thread.
/// Lifetime    a stop function keeps the context alive.
class stop_func {
public:
    stop_func() noexcept = default;

    /// Stops the function, and returns true if this call did so: the function
    /// then never runs. Returns false if the function was started or stopped
    /// before. Does not wait for the function, so it may be called under any
    /// lock.
    ///
    /// Complexity  constant.
    /// Source      Go: the stop function that context.AfterFunc returns.
    CTX_EXPORT bool operator()() const noexcept;

    /// Blocks until the function, if it was started, has returned. Returns at
    /// once if it was not started. So an object that the function uses may be
    /// destroyed after `stop(); stop.wait();`. Calling this from inside the
    /// function blocks for ever.
    ///
    /// Throws      goroutine_exit, as any blocking call (goroutine.hpp).
    /// Complexity  constant, but for the wait.
    /// Source      beyond Go, where a program coordinates with f itself.
    CTX_EXPORT void wait(location at = location::current()) const;

private:
    friend stop_func detail::register_function(const context&,
                                               detail::function_ref,
                                               const location&);
    stop_func(context target, detail::function_ref f) noexcept
        : target_(std::move(target)), f_(std::move(f)) {}

    context target_;
    detail::function_ref f_;
};

namespace detail {

template <class F, class Executor>
class typed_function final : public function {
public:
    typed_function(F f, Executor executor)
        : f_(std::move(f)), executor_(std::move(executor)) {}

private:
    void dispatch(task t) override { executor_(std::move(t)); }
    void invoke() override { std::move(f_)(); }

    F f_;
    Executor executor_;
};

}  // namespace detail

/// Arranges for `f` to run in a goroutine of its own once `c` is done. If `c`
/// is done already, the goroutine starts at once. `f` never runs inside this
/// call or inside the cancel call.
///
/// `f`         must not throw, as the function of any goroutine: see `go`.
/// Errors      if no thread can be started for `f`, it runs when a thread is
///             free: when another goroutine outside of bubbles has ended. On
///             fibers no thread is needed. If there is no memory for `f`
///             there, it does not run, and the bubble or run_on_fibers ends and
///             throws std::bad_alloc.
/// Throws      std::bad_alloc; std::system_error if no goroutine has had a
///             thread so far, and none can be started.
/// Threads     safe from any thread. The goroutine belongs to the bubble or
///             the run of the calling goroutine, and `f` does not run once
///             that has ended. Functions may wait for each other. Many short
///             ones share a few threads.
/// Complexity  constant; one allocation. The first call outside of a bubble
///             starts a thread. A cancel call takes constant time for each
///             function.
/// Source      Go: context.AfterFunc.
template <std::invocable F>
stop_func after_func(const context& c, F f, location at = location::current()) {
    return detail::register_function(
        c,
        detail::function_ref(
            new detail::typed_function<F, detail::goroutine_executor>(
                std::move(f), detail::goroutine_executor(at))),
        at);
}

/// Arranges for `f` to run on `executor` once `c` is done. If `c` is done
/// already, this call hands `f` to the executor.
///
/// `executor`  see task_executor. The executor is destroyed with `f`.
/// Throws      std::bad_alloc.
/// Threads     safe from any thread.
/// Complexity  constant; one allocation.
/// Source      beyond Go.
template <std::invocable F, task_executor Executor>
stop_func after_func(const context& c, F f, Executor executor,
                     location at = location::current()) {
    return detail::register_function(
        c,
        detail::function_ref(new detail::typed_function<F, Executor>(
            std::move(f), std::move(executor))),
        at);
}

}  // namespace ctx
