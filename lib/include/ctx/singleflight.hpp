// One call for all that want the same at the same time.
//
//     ctx::singleflight<std::string, page> loads;
//     const auto got = loads.run(request, url, [&] { return load(url); });
//     if (got.err) return got.err;
//     show(*got.value);
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>

#include "ctx/context.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// What a caller gets from a singleflight.
template <class T>
struct flight_result {
    std::shared_ptr<const T> value;  ///< null if there is an error
    error err;            ///< the exception of the function, or c.err()
    bool shared = false;  ///< true if several callers get this result
};

/// Runs a function for a key at most once at a time: a caller that comes while
/// it runs waits for its result instead of running it again.
///
/// `Key`       has a hash and `==`, as for std::unordered_map.
/// Threads     all members are safe from any thread.
/// Lifetime    the destructor waits for the functions that run.
/// Source      Go: golang.org/x/sync/singleflight.Group.
template <class Key, class T>
class singleflight {
public:
    /// Runs `f` in a new goroutine, unless one runs for `key` already, and
    /// blocks until it has returned, or `c` is done. If `c` is done first, the
    /// function goes on for the other callers.
    ///
    /// Errors      the result has the exception that left the function, or
    ///             c.err().
    /// Throws      goroutine_exit, as any blocking call; as ctx::go.
    /// Source      Go: Group.DoChan with a select; Group.Do is
    ///             run(background(), key, f).
    template <std::invocable F>
        requires std::convertible_to<std::invoke_result_t<F>, T>
    [[nodiscard]] flight_result<T> run(const context& c, const Key& key, F f,
                                       location at = location::current());

    /// Forgets that a function runs for `key`: the next caller runs its own.
    ///
    /// Source      Go: Group.Forget.
    void forget(const Key& key);
};

}  // namespace ctx
