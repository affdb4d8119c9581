// Go's defer statement, as a scope guard.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <utility>

#include "ctx/location.hpp"

namespace ctx {

/// Calls a function when the enclosing block ends, by return or by exception:
///
///     auto [child, cancel] = ctx::with_cancel(parent);
///     const ctx::defer cleanup(cancel);
///
/// Several guards of one block run in reverse order, as in Go.
///
/// `f`         is called once, in the destructor, so it must not throw. It may
///             block, and goroutine_exit may then leave the destructor
///             (goroutine.hpp). A function that takes a location, as a cancel
///             function does, gets the line of the guard.
/// Source      Go: the defer statement, which runs at the end of the function
///             rather than of the block.
template <std::invocable F>
class [[nodiscard]] defer {
public:
    /// Takes the function to call.
    explicit defer(F f, location at = location::current())
        : f_(std::move(f)), at_(at) {}
    defer(const defer&) = delete;
    defer& operator=(const defer&) = delete;
    ~defer() noexcept(false) {
        if constexpr (std::invocable<F, location>) {
            std::move(f_)(at_);
        } else {
            std::move(f_)();
        }
    }

private:
    F f_;
    location at_;
};

}  // namespace ctx
