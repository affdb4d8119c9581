// A group of goroutines that work on parts of one task: the first error ends
// the others.
//
//     ctx::group fetches(request);
//     fetches.set_limit(8);
//     for (const auto& url : urls) {
//         fetches.go([&](const ctx::context& c) { return fetch(c, url); });
//     }
//     return fetches.wait();
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "ctx/context.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/error.hpp"
#include "ctx/goroutine.hpp"
#include "ctx/location.hpp"

namespace ctx {

class wait_group;

namespace detail {

class error_group_state;
class group_operation;
class wait_for_group;
class wait_for_group_until_done;

/// A function of a group, which is run once.
class group_task {
public:
    virtual ~group_task() = default;
    virtual error run(const context& child) = 0;
};

template <class F, class... Args>
concept returns_error = std::invocable<F, Args...> &&
    (std::is_void_v<std::invoke_result_t<F, Args...>> ||
     std::convertible_to<std::invoke_result_t<F, Args...>, error>);

}  // namespace detail

/// A function that a group runs. It takes the context of the group, or nothing,
/// and returns an error, a std::error_code, or nothing. A lambda that returns
/// different kinds of errors says `-> ctx::error`.
template <class F>
concept group_function =
    detail::returns_error<F, const context&> || detail::returns_error<F>;

/// Goroutines that work on parts of one task. The error of the group is the
/// first that a function returns, or the first exception that leaves one. A
/// goroutine_exit and a failed_expectation are no errors: they end the
/// goroutine and the run.
///
/// A group that is made with a context has a child context, which is canceled
/// by the first error, with that error as its cause, and by wait(). A group
/// without a context lets all its functions run to their end.
///
/// Order       the end of a function happens before the end of a wait() that
///             waited for it.
/// Threads     all members are safe from any thread, but set_limit(). A
///             function of the group may call go(): wait() then waits for the
///             new goroutine, too. Such a function keeps its place under the
///             limit while go() blocks. If all functions that run are in go(),
///             none goes on: a deadlock. Use try_go() there.
/// Lifetime    the destructor waits for the goroutines, so functions may use by
///             reference what is older than the group. If the goroutine that
///             owns the group is being ended, the goroutines that it has
///             started have ended before (goroutine.hpp, rule 2).
/// Complexity  a few allocations for each group, and for each goroutine.
/// Source      Go: golang.org/x/sync/errgroup.Group.
class group {
public:
    /// Makes a group without a context.
    ///
    /// Throws      std::bad_alloc.
    /// Source      Go: a zero Group.
    CTX_EXPORT explicit group(location at = location::current());

    /// Makes a group whose child() is derived from `parent`.
    ///
    /// Throws      std::bad_alloc.
    /// Source      Go: errgroup.WithContext.
    CTX_EXPORT explicit group(const context& parent,
                              location at = location::current());

    group(const group&) = delete;
    group& operator=(const group&) = delete;

    /// Cancels the child context, and blocks until all goroutines of the group
    /// have returned. An error that no wait() has returned is lost.
    ///
    /// Throws      goroutine_exit, as any blocking call, unless it runs during
    ///             unwinding.
    CTX_EXPORT ~group() noexcept(false);

    /// Returns the context of the group: the child context, or background() in
    /// a group without one.
    [[nodiscard]] CTX_EXPORT const context& child() const noexcept;

    /// Lets at most `n` goroutines of the group run at a time. Zero lets none
    /// run: go() then blocks for ever. std::nullopt, as at first, lets any
    /// number run.
    ///
    /// Throws      std::bad_alloc; std::logic_error if a goroutine still runs
    ///             that a limit counts, or waits for its place, where Go
    ///             panics.
    /// Threads     before the first go(), or after a wait().
    /// Source      Go: Group.SetLimit.
    CTX_EXPORT void set_limit(std::optional<std::size_t> n,
                              location at = location::current());

    /// Runs `f` in a new goroutine. Blocks while as many run as the limit
    /// allows.
    ///
    /// `f`         is called with child() if it can be, else without arguments.
    ///             An error that it returns, or an exception that leaves it, is
    ///             the error of the group, unless the group has one already.
    ///             `f` is destroyed before its goroutine counts as returned.
    /// Throws      as ctx::go; goroutine_exit, as any blocking call.
    /// Source      Go: Group.Go. In Go a panic ends the program.
    template <group_function F>
    void go(F f, location at = location::current()) {
        (void)start(std::string(), task_of(std::move(f)), true, at);
    }

    /// Does the same with a goroutine that has a name in reports and logs. The
    /// text of an exception that leaves `f` then begins with the name:
    /// "worker 3: disk full".
    ///
    /// Source      beyond Go, where goroutines have no names.
    template <group_function F>
    void go(std::string name, F f, location at = location::current()) {
        (void)start(std::move(name), task_of(std::move(f)), true, at);
    }

    /// Does the same as go() if fewer goroutines run than the limit allows.
    /// Otherwise destroys `f`. Never blocks. Returns true if `f` runs.
    ///
    /// Source      Go: Group.TryGo.
    template <group_function F>
    [[nodiscard]] bool try_go(F f, location at = location::current()) {
        return start(std::string(), task_of(std::move(f)), false, at);
    }
    template <group_function F>
    [[nodiscard]] bool try_go(std::string name, F f,
                              location at = location::current()) {
        return start(std::move(name), task_of(std::move(f)), false, at);
    }

    /// Blocks until all goroutines of the group have returned. Then cancels the
    /// child context, and returns the first error, or no error. The group may
    /// be used again, but keeps its error, and its context stays canceled.
    ///
    /// Throws      goroutine_exit, as any blocking call.
    /// Source      Go: Group.Wait.
    [[nodiscard]] CTX_EXPORT error wait(location at = location::current());

    /// Does the same until `c` is done. If `c` is done first, returns c.err();
    /// the group then goes on as it is. An error alone does not tell whether
    /// the goroutines have returned, because it may be that of the group. Do
    /// not pass child(): the first error of the group would end this call.
    ///
    /// Throws      goroutine_exit, as any blocking call.
    /// Source      beyond Go.
    [[nodiscard]] CTX_EXPORT error wait(const context& c,
                                        location at = location::current());

private:
    friend class detail::group_operation;
    friend class detail::wait_for_group;
    friend class detail::wait_for_group_until_done;

    template <class F>
    class typed_task final : public detail::group_task {
    public:
        explicit typed_task(F f) : f_(std::move(f)) {}

        error run(const context& child) override {
            if constexpr (detail::returns_error<F, const context&>) {
                return error_of([&] { return std::move(f_)(child); });
            } else {
                return error_of([&] { return std::move(f_)(); });
            }
        }

    private:
        template <class Call>
        static error error_of(Call call) {
            if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
                call();
                return {};
            } else {
                return call();
            }
        }

        F f_;
    };

    template <class F>
    static std::unique_ptr<detail::group_task> task_of(F f) {
        return std::make_unique<typed_task<F>>(std::move(f));
    }

    // Returns false if the group has no room, and is not to wait for it.
    CTX_EXPORT bool start(std::string name,
                          std::unique_ptr<detail::group_task> task,
                          bool may_block, const location& at);

    // The parts of wait().
    [[nodiscard]] CTX_EXPORT const wait_group& goroutines() const noexcept;
    [[nodiscard]] CTX_EXPORT error finish(const location& at) const;

    const detail::ref<detail::error_group_state> state_;
};

}  // namespace ctx
