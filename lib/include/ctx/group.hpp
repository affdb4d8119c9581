// A group of goroutines that work on parts of one task: the first error ends
// the others.
//
//     ctx::group fetches(request);
//     fetches.set_limit(8);
//     for (const auto& url : urls) {
//         fetches.go([&url, c = fetches.child()] { return fetch(c, url); });
//     }
//     if (const ctx::error e = fetches.wait()) return e;
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
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

/// A function that a group runs: one that returns an error, a std::error_code,
/// or nothing.
template <class F>
concept group_function =
    std::invocable<F> &&
    (std::is_void_v<std::invoke_result_t<F>> ||
     std::convertible_to<std::invoke_result_t<F>, error>);

/// Goroutines that work on parts of one task. The error of the group is the
/// first that a function returns, or the first exception that leaves one.
///
/// A group that is made with a context has a child context, which is canceled
/// by the first error, with that error as its cause, or by the end of the first
/// wait(). A group without a context lets all its functions run to their end.
///
/// Order       the end of a function happens before the end of a wait() that
///             waited for it.
/// Threads     all members are safe from any thread, but set_limit().
/// Lifetime    the destructor cancels the child context and waits for the
///             goroutines, so functions may capture by reference what is older
///             than the group.
/// Source      Go: golang.org/x/sync/errgroup.Group.
class group {
public:
    /// Makes a group without a context.
    ///
    /// Throws      std::bad_alloc.
    /// Source      Go: a zero Group.
    CTX_EXPORT group();

    /// Makes a group whose child() is derived from `parent`.
    ///
    /// Throws      std::bad_alloc.
    /// Source      Go: errgroup.WithContext.
    CTX_EXPORT explicit group(const context& parent,
                              location at = location::current());

    group(const group&) = delete;
    group& operator=(const group&) = delete;

    /// Cancels the child context, and blocks until all goroutines of the group
    /// have returned.
    ///
    /// Throws      goroutine_exit, as any blocking call.
    CTX_EXPORT ~group() noexcept(false);

    /// Returns the context for the functions of the group: the child context,
    /// or background() for a group without one.
    [[nodiscard]] const context& child() const noexcept;

    /// Lets at most `n` goroutines of the group run at a time. Without a limit
    /// any number may. Zero lets none run: go() then blocks for ever.
    ///
    /// Throws      std::logic_error if a goroutine of the group is running,
    ///             where Go panics.
    /// Threads     before the first go(), or after a wait().
    /// Source      Go: Group.SetLimit.
    CTX_EXPORT void set_limit(std::optional<std::size_t> n);

    /// Runs `f` in a new goroutine. Blocks while as many run as the limit
    /// allows.
    ///
    /// `f`         an error that it returns, or an exception that leaves it, is
    ///             the error of the group if it is the first.
    /// Throws      as ctx::go; goroutine_exit, as any blocking call.
    /// Source      Go: Group.Go.
    template <group_function F>
    void go(F f, location at = location::current());

    /// Does the same with a goroutine that has a name. The text of an exception
    /// that leaves `f` then begins with the name.
    ///
    /// Source      beyond Go, where goroutines have no names.
    template <group_function F>
    void go(std::string name, F f, location at = location::current());

    /// Does the same as go() if fewer goroutines run than the limit allows.
    /// Otherwise destroys `f`. Never blocks. Returns true if `f` runs.
    ///
    /// Source      Go: Group.TryGo.
    template <group_function F>
    [[nodiscard]] bool try_go(F f, location at = location::current());

    /// Blocks until all goroutines of the group have returned. Then cancels the
    /// child context, and returns the first error, or no error. The group may
    /// be used again; its error and its context stay as they are.
    ///
    /// Throws      goroutine_exit, as any blocking call.
    /// Source      Go: Group.Wait.
    [[nodiscard]] CTX_EXPORT error wait(location at = location::current());
};

}  // namespace ctx
