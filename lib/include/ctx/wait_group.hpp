// Waiting for a number of goroutines to finish.
//
//     ctx::wait_group workers;
//     for (const auto& job : jobs) workers.go([&job] { run(job); });
//     workers.wait();
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "ctx/detail/export.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/wait_counter.hpp"
#include "ctx/goroutine.hpp"
#include "ctx/location.hpp"

namespace ctx {

namespace detail {

/// The counter of a wait_group, shared with the goroutines that the group
/// starts or that wait for it, so that these may outlive the group.
class group_state final : public ref_counted {
public:
    wait_counter counter;
};

class counter_operation;
class wait_for_counter;
class wait_for_counter_until_done;

}  // namespace detail

/// A counter, at first zero, and a way to wait until it is zero. A group is not
/// copyable: pass it by reference.
///
/// Order       a done(), or an add() of a negative number, happens before the
///             end of a wait() that it lets go on.
/// Threads     all members are safe from any thread. An add() that raises the
///             counter from zero must come before the wait() it is meant for.
/// Lifetime    the group must outlive every call on it, with three exceptions.
///             The done() that lets wait() go on does not touch the group any
///             more when wait() has returned. A goroutine that go() started
///             is counted down even if the group is gone. And a wait() goes on
///             being blocked when the group goes; its goroutine can then only
///             be ended. So an exception may leave the block of a group whose
///             goroutines still run (goroutine.hpp, rule 11).
/// Complexity  one allocation for each group. add() is linear in the number of
///             goroutines that it lets go on, and wait() is constant, but for
///             the wait.
/// Source      Go: sync.WaitGroup.
class wait_group {
public:
    /// Makes a group whose counter is zero.
    ///
    /// Throws      std::bad_alloc.
    wait_group() : state_(new detail::group_state) {}
    wait_group(const wait_group&) = delete;
    wait_group& operator=(const wait_group&) = delete;

    /// Adds `n`, which may be negative, to the counter. When the counter is
    /// zero, all goroutines that wait go on.
    ///
    /// Throws      std::logic_error if the counter would be negative, where Go
    ///             panics. The counter is then unchanged.
    /// Source      Go: WaitGroup.Add.
    CTX_EXPORT void add(int n);

    /// Subtracts one from the counter, as add(-1).
    ///
    /// Throws      as add.
    /// Source      Go: WaitGroup.Done.
    void done() { add(-1); }

    /// Blocks until the counter is zero. The group may be used again
    /// afterwards.
    ///
    /// Throws      goroutine_exit, as any blocking call (goroutine.hpp).
    /// Source      Go: WaitGroup.Wait.
    CTX_EXPORT void wait(location at = location::current());

    /// Blocks until the counter is zero or `c` is done. The group, and the
    /// goroutines that it counts, go on as they are.
    ///
    ///     if (const auto err = workers.wait(shutdown)) return err;
    ///
    /// Errors      c.err() if `c` is done first (context.hpp, rule 7); empty if
    ///             the counter is zero.
    /// Throws      as wait().
    /// Source      beyond Go, where a goroutine waits and closes a channel, and
    ///             stays behind if the context is done first.
    [[nodiscard]] CTX_EXPORT std::error_code wait(
        const context& c, location at = location::current());

    /// Adds one to the counter, and runs `f` in a new goroutine. Subtracts one
    /// when `f` has returned or thrown, and has been destroyed.
    ///
    /// `f`         as for `go`: an exception that leaves it ends the bubble or
    ///             run. So does the std::logic_error of a counter that would
    ///             be negative, because of a done() too many, where Go panics.
    /// Throws      as `go`; the counter is then as before.
    /// Source      Go: WaitGroup.Go.
    template <std::invocable F>
    void go(F f, location at = location::current()) {
        go(std::string(), std::move(f), at);
    }

    /// Does the same with a goroutine that has a name in reports and logs.
    ///
    /// Source      beyond Go, where goroutines have no names.
    template <std::invocable F>
    void go(std::string name, F f, location at = location::current()) {
        counted<F> call(state_, std::move(f));
        ctx::go(
            std::move(name),
            [call = std::move(call)]() mutable { std::move(call)(); }, at);
    }

private:
    friend class detail::counter_operation;
    friend class detail::wait_for_counter;
    friend class detail::wait_for_counter_until_done;

    // A one of the counter, from its construction until it is given back or
    // destroyed.
    class ticket {
    public:
        CTX_EXPORT explicit ticket(detail::ref<detail::group_state> state);
        ticket(ticket&& other) noexcept = default;
        ticket& operator=(ticket&&) = delete;
        CTX_EXPORT ~ticket();

        // Throws std::logic_error if the counter is zero.
        CTX_EXPORT void give_back();

    private:
        detail::ref<detail::group_state> state_;
    };

    template <class F>
    class counted {
    public:
        counted(detail::ref<detail::group_state> state, F f)
            : ticket_(std::move(state)), f_(std::move(f)) {}

        void operator()() && {
            F& f = *f_;
            std::move(f)();
            f_.reset();
            ticket_.give_back();
        }

    private:
        // The ticket comes first, so that it is destroyed after `f`.
        ticket ticket_;
        std::optional<F> f_;
    };

    const detail::ref<detail::group_state> state_;
};

}  // namespace ctx
