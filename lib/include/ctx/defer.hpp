// Go's defer, as a scope guard.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <utility>

#include "ctx/location.hpp"

namespace ctx {

/// Calls a function when the enclosing scope ends, however it ends:
///
///     auto [child, cancel] = ctx::with_cancel(parent);
///     ctx::defer cleanup(cancel);
///
/// The function must not throw: it runs in a destructor. (It may block, and
/// be ended there by goroutine_exit.) One that takes a location, as cancel
/// functions do, is given this line.
///
/// Source      Go: the defer statement, but at the end of the block rather
///             than of the function.
template <std::invocable F>
class [[nodiscard]] defer {
public:
    explicit defer(F f, location at = location::current())
        : f_(std::move(f)), at_(at) {}
    defer(const defer&) = delete;
    defer& operator=(const defer&) = delete;
    ~defer() noexcept(false) {
        if constexpr (std::invocable<F&, location>) {
            f_(at_);
        } else {
            f_();
        }
    }

private:
    F f_;
    location at_;
};

}  // namespace ctx
