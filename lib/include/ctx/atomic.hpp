// An atomic that a bubble understands.
//
//     ctx::atomic<int> running = 0;
//     ++running;
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "ctx/detail/chosen.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// A value that goroutines may use at the same time: std::atomic<T>, but for
/// two things. On fibers each operation counts as a call, so that a goroutine
/// of a bubble that spins on an atomic ends the bubble with a livelock
/// (run_options::calls_per_instant) instead of hanging. And there is no wait()
/// and no notify: they would block the thread, and with it all goroutines on
/// it. Wait for a condition_variable or a channel instead.
///
/// `explore` (explore.hpp) runs all orders of the operations. It does not try
/// weaker memory orders: all goroutines agree on one order.
///
/// The operations are those of std::atomic, with the same meanings and memory
/// orders. The last parameter of a named one is its line for a report. An
/// operator and a conversion have no line: a report then has the line of the
/// goroutine's last call before.
///
/// Order       as std::atomic: an operation that writes a value happens before
///             an operation that reads it, unless the caller gives a weaker
///             order than the default, std::memory_order_seq_cst.
/// Throws      goroutine_exit in a bubble that ends with a livelock.
/// Threads     all members are safe from any thread.
/// Complexity  that of std::atomic, and one look at a thread_local variable.
/// Source      Go: sync/atomic, whose orders are all std::memory_order_seq_cst.
template <class T>
class atomic {
    using order = std::memory_order;
    using access = detail::atomic_access;
    static constexpr order seq_cst = std::memory_order_seq_cst;
    // What is added: for a pointer, a number of elements.
    using difference =
        std::conditional_t<std::is_pointer_v<T>, std::ptrdiff_t, T>;
    static constexpr bool has_bits = std::integral<T> && !std::same_as<T, bool>;
    static constexpr bool counts =
        has_bits || std::floating_point<T> ||
        (std::is_pointer_v<T> && std::is_object_v<std::remove_pointer_t<T>>);
    static constexpr bool steps = counts && !std::floating_point<T>;

public:
    using value_type = T;
    static constexpr bool is_always_lock_free =
        std::atomic<T>::is_always_lock_free;

    constexpr atomic() noexcept(
        std::is_nothrow_default_constructible_v<T>) requires
        std::default_initializable<T> {
        detail::note_made(this);
    }
    constexpr atomic(T value) noexcept : value_(value) {
        detail::note_made(this);
    }
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    [[nodiscard]] bool is_lock_free() const noexcept {
        return value_.is_lock_free();
    }

    [[nodiscard]] T load(order o = seq_cst,
                         location at = location::current()) const {
        begin(access::load, o, at);
        return value_.load(o);
    }
    void store(T value, order o = seq_cst, location at = location::current()) {
        begin(access::store, o, at);
        value_.store(value, o);
    }
    T exchange(T value, order o = seq_cst, location at = location::current()) {
        begin(access::exchange, o, at);
        return value_.exchange(value, o);
    }
    bool compare_exchange_weak(T& expected, T value, order o = seq_cst,
                               location at = location::current()) {
        count(detail::use::store, at);
        return ended(value_.compare_exchange_weak(expected, value, o), o,
                     when_failed(o));
    }
    bool compare_exchange_weak(T& expected, T value, order o, order failed,
                               location at = location::current()) {
        count(detail::use::store, at);
        return ended(value_.compare_exchange_weak(expected, value, o, failed),
                     o, failed);
    }
    bool compare_exchange_strong(T& expected, T value, order o = seq_cst,
                                 location at = location::current()) {
        count(detail::use::store, at);
        return ended(value_.compare_exchange_strong(expected, value, o), o,
                     when_failed(o));
    }
    bool compare_exchange_strong(T& expected, T value, order o, order failed,
                                 location at = location::current()) {
        count(detail::use::store, at);
        return ended(value_.compare_exchange_strong(expected, value, o, failed),
                     o, failed);
    }

    T fetch_add(difference d, order o = seq_cst,
                location at = location::current()) requires counts {
        begin(access::exchange, o, at);
        return value_.fetch_add(d, o);
    }
    T fetch_sub(difference d, order o = seq_cst,
                location at = location::current()) requires counts {
        begin(access::exchange, o, at);
        return value_.fetch_sub(d, o);
    }
    T fetch_and(T bits, order o = seq_cst,
                location at = location::current()) requires has_bits {
        begin(access::exchange, o, at);
        return value_.fetch_and(bits, o);
    }
    T fetch_or(T bits, order o = seq_cst,
               location at = location::current()) requires has_bits {
        begin(access::exchange, o, at);
        return value_.fetch_or(bits, o);
    }
    T fetch_xor(T bits, order o = seq_cst,
                location at = location::current()) requires has_bits {
        begin(access::exchange, o, at);
        return value_.fetch_xor(bits, o);
    }

    operator T() const { return load(seq_cst, location()); }
    T operator=(T value) {
        store(value, seq_cst, location());
        return value;
    }
    T operator++() requires steps { return counted() += 1; }
    T operator--() requires steps { return counted() -= 1; }
    T operator++(int) requires steps { return counted()++; }
    T operator--(int) requires steps { return counted()--; }
    T operator+=(difference d) requires counts { return counted() += d; }
    T operator-=(difference d) requires counts { return counted() -= d; }
    T operator&=(T bits) requires has_bits { return counted() &= bits; }
    T operator|=(T bits) requires has_bits { return counted() |= bits; }
    T operator^=(T bits) requires has_bits { return counted() ^= bits; }

private:
    void count(detail::use how, const location& at) const {
        if (!detail::on_fiber()) return;
        detail::count_call_here(at);
        detail::before_use(this, how, at);
    }
    // Begins an operation that does not fail.
    void begin(access what, order o, const location& at) const {
        count(what == access::load ? detail::use::load : detail::use::store,
              at);
        if (detail::maybe_chosen()) detail::note_atomic(this, what, o);
    }
    // Ends a compare_exchange, and returns `done`.
    bool ended(bool done, order o, order failed) const noexcept {
        if (detail::maybe_chosen()) {
            detail::note_atomic(this, done ? access::exchange : access::load,
                                done ? o : failed);
        }
        return done;
    }
    static constexpr order when_failed(order o) noexcept {
        if (o == std::memory_order_acq_rel) return std::memory_order_acquire;
        return o == std::memory_order_release ? std::memory_order_relaxed : o;
    }
    std::atomic<T>& counted() {
        begin(access::exchange, seq_cst, location());
        return value_;
    }

    std::atomic<T> value_;
};

template <class T>
atomic(T) -> atomic<T>;

}  // namespace ctx
