// The promise of a ctx::coroutine, and how one awaits another.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <coroutine>
#include <optional>
#include <utility>

#include "ctx/detail/coroutine_loop.hpp"
#include "ctx/goroutine.hpp"

namespace ctx::detail {

/// The part that the promises of all types have in common.
class coroutine_promise : public coroutine_promise_base {
public:
    [[nodiscard]] std::suspend_always initial_suspend() const noexcept {
        return {};
    }

    struct at_end {
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class Promise>
        [[nodiscard]] std::coroutine_handle<> await_suspend(
            std::coroutine_handle<Promise> h) const noexcept {
            return h.promise().end();
        }
        void await_resume() const noexcept {}
    };
    [[nodiscard]] at_end final_suspend() const noexcept { return {}; }
};

/// A promise, with the value that the coroutine returns.
template <class T>
class coroutine_result : public coroutine_promise {
public:
    template <std::convertible_to<T> U = T>
    void return_value(U&& value) {
        value_.emplace(std::forward<U>(value));
    }

    /// Returns the value. Throws the exception that left the coroutine, and
    /// goroutine_exit if the coroutine has not ended.
    [[nodiscard]] T result() {
        rethrow();
        if (!value_) throw goroutine_exit();
        return std::move(*value_);
    }

private:
    std::optional<T> value_;
};

template <>
class coroutine_result<void> : public coroutine_promise {
public:
    void return_void() const noexcept {}
    void result() const { rethrow(); }
};

/// The wait for a coroutine that has not begun. Owns it.
template <class Promise>
class wait_for_coroutine {
public:
    explicit wait_for_coroutine(Promise& awaited) noexcept
        : awaited_(std::coroutine_handle<Promise>::from_promise(awaited)) {}
    wait_for_coroutine(const wait_for_coroutine&) = delete;
    wait_for_coroutine& operator=(const wait_for_coroutine&) = delete;
    ~wait_for_coroutine() { awaited_.destroy(); }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    [[nodiscard]] std::coroutine_handle<> await_suspend(
        std::coroutine_handle<> h) const noexcept {
        return awaited_.promise().begin(h);
    }
    auto await_resume() const { return awaited_.promise().result(); }

private:
    const std::coroutine_handle<Promise> awaited_;
};

}  // namespace ctx::detail
