// Functions that run once a context is over.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "ctx/context.hpp"
#include "ctx/detail/function.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// A registered function, ready to run: what an executor is given. Cheap to
/// copy and move to any thread. Call one of the copies, once; if all go
/// uncalled the function never runs.
class task {
public:
    task(const task& other) noexcept;
    task(task&& other) noexcept = default;
    task& operator=(task other) noexcept {
        std::swap(f_, other.f_);
        return *this;
    }
    ~task();

    /// Runs the function. Throws what it throws.
    void operator()() const;

private:
    friend class detail::function;
    explicit task(detail::function_ref f) noexcept : f_(std::move(f)) {}

    detail::function_ref f_;
};

/// Runs functions handed to it as tasks: `executor(task)`. It is called while
/// a cancel is under way, so it must neither throw nor block; it should queue
/// the task and return.
template <class Executor>
concept task_executor =
    std::invocable<Executor&, task> && std::move_constructible<Executor>;

/// The executor that runs the function right there: inside the cancel call, on
/// the timer's thread, or inside the registration if the context is over. For
/// a few instructions that neither block nor throw nor take a lock that a
/// canceling caller may hold; nothing checks that.
struct inline_executor {
    void operator()(const task& run) const { run(); }
};

/// Undoes or waits for a registration. Copies share it. Dropping it leaves the
/// function registered, as in Go.
class stop_func {
public:
    stop_func() noexcept = default;

    /// Keeps the function from running. Returns true if it did; false if the
    /// function has been started, or was stopped before. Never blocks, so it
    /// may be called under any lock.
    ///
    /// Source      Go: the stop function that context.AfterFunc returns.
    bool operator()() const noexcept;

    /// Blocks until the function, if it was started, has returned; returns at
    /// once if it has not been started. Not from inside the function itself.
    ///
    /// Source      beyond Go, where one coordinates with f oneself.
    void wait(location at = location::current()) const;

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

/// Arranges for `f` to run in a goroutine of its own once `c` is over; at
/// once if it is over already, but never inside this call. The function, not
/// the returned handle, keeps the registration alive; it is dropped unrun when
/// nothing is left that could end `c`.
///
/// Threads     safe from any thread. The goroutine belongs to the bubble or
///             run that registered it, and `f` never runs after that has
///             ended. It must not throw: see `go`. If no thread can be started
///             when it is to run, the program ends.
/// Complexity  constant.
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

/// The same, on `executor` instead of a goroutine.
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
