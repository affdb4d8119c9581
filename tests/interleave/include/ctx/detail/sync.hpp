// The substitute for the library's sync.hpp. Each operation of these types is a
// step that tests/interleave can put in any order.
//
// Outside a tested program the types do what the standard's do. Inside, only
// one thread runs at a time, and the execution decides which thread gets a
// mutex.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>
#include <type_traits>
#include <utility>

#include "tests/interleave/step.hpp"

namespace ctx::detail {

/// Shows that the compiler found this header, not the library's.
inline constexpr bool sync_is_substituted = true;

class mutex : public ctx_interleave::object {
public:
    void lock() {
        using ctx_interleave::step;
        if (!ctx_interleave::modeled()) return real_.lock();
        const step taking(*this, ctx_interleave::kind::lock,
                          step::order::acquire);
    }

    /// In a tested program, waits for the mutex as if the call had come later.
    [[nodiscard]] bool try_lock() {
        if (!ctx_interleave::modeled()) return real_.try_lock();
        lock();
        return true;
    }

    void unlock() {
        if (!ctx_interleave::modeled()) return real_.unlock();
        ctx_interleave::unlock(*this);
    }

private:
    std::mutex real_;
};

// The steps inside a small_mutex do not matter here; small_mutex_test.cpp
// explores them.
using small_mutex = mutex;

// A lock is handed to a goroutine that was woken in vain once.
inline constexpr int lock_spins = 0;
inline constexpr std::chrono::milliseconds lock_patience{0};

/// A tested program has no clock, so no wait in it may have a time limit.
class condition_variable : public ctx_interleave::object {
public:
    void notify_one() noexcept { notify(false); }
    void notify_all() noexcept { notify(true); }

    void wait(std::unique_lock<mutex>& lock) {
        if (!ctx_interleave::modeled()) return real_.wait(lock);
        ctx_interleave::wait(*this, *lock.mutex());
    }

    template <class Predicate>
    void wait(std::unique_lock<mutex>& lock, Predicate over) {
        while (!over()) wait(lock);
    }

    template <class Time, class Predicate>
    bool wait_until(std::unique_lock<mutex>& lock, const Time& until,
                    Predicate over) {
        ctx_interleave::claim(!ctx_interleave::modeled(),
                              "a wait has no time limit");
        return real_.wait_until(lock, until, over);
    }

    template <class Duration>
    std::cv_status wait_for(std::unique_lock<mutex>& lock, const Duration& d) {
        ctx_interleave::claim(!ctx_interleave::modeled(),
                              "a wait has no time limit");
        return real_.wait_for(lock, d);
    }

private:
    void notify(bool all) noexcept {
        if (ctx_interleave::modeled()) {
            ctx_interleave::notify(*this, all);
        } else if (all) {
            real_.notify_all();
        } else {
            real_.notify_one();
        }
    }

    std::condition_variable_any real_;
};

template <class T>
class atomic : public ctx_interleave::object {
    using step = ctx_interleave::step;
    using kind = ctx_interleave::kind;

public:
    /// The result of fetch_sub. It can be compared only with 1, with 1 and
    /// flags, or with the top flag, so that two subtractions commute unless one
    /// is the last.
    class before_sub {
    public:
        explicit before_sub(T value) noexcept : value_(value) {}
        friend bool operator==(before_sub b, T one) noexcept {
            ctx_interleave::claim(is_last(one), "a count is compared with 1");
            return b.value_ == one;
        }
        /// Tests the top flag, which no subtraction changes.
        friend bool operator>=(before_sub b, T flag) noexcept {
            constexpr T top = T{1} << (std::numeric_limits<T>::digits - 1);
            ctx_interleave::claim(flag == top, "a count is compared with 1");
            return b.value_ >= flag;
        }

    private:
        T value_;
    };

    /// Returns true for a count of one. The two top bits of `value` are flags.
    static bool is_last(T value) noexcept {
        using bits = std::make_unsigned_t<T>;
        constexpr auto flags = static_cast<bits>(~(~bits{0} >> 2U));
        return (static_cast<bits>(value) & static_cast<bits>(~flags)) == 1;
    }

    constexpr atomic() noexcept = default;
    constexpr atomic(T value) noexcept : value_(value) {}

    T load(std::memory_order how = std::memory_order_seq_cst) const noexcept {
        step taking(const_cast<atomic&>(*this), kind::load, order_of(how));
        return shown(taking, value_.load());
    }

    void store(T value,
               std::memory_order how = std::memory_order_seq_cst) noexcept {
        step taking(*this, kind::store, order_of(how));
        value_.store(shown(taking, value));
    }

    T exchange(T value,
               std::memory_order how = std::memory_order_seq_cst) noexcept {
        step taking(*this, kind::change, order_of(how));
        return shown(taking, value_.exchange(value));
    }

    bool compare_exchange_strong(
        T& expected, T desired,
        std::memory_order how = std::memory_order_seq_cst) noexcept {
        return compare_exchange_strong(expected, desired, how, of_failed(how));
    }

    bool compare_exchange_strong(T& expected, T desired, std::memory_order how,
                                 std::memory_order failed) noexcept {
        step taking(*this, kind::change, order_of(how));
        const bool done = value_.compare_exchange_strong(expected, desired);
        if (!done) {
            taking.became(kind::load);
            taking.orders(order_of(failed));
        }
        shown(taking, done ? desired : expected);
        return done;
    }

    /// Never fails spuriously, because its caller would only repeat the call.
    bool compare_exchange_weak(
        T& expected, T desired,
        std::memory_order how = std::memory_order_seq_cst) noexcept {
        return compare_exchange_strong(expected, desired, how);
    }

    bool compare_exchange_weak(T& expected, T desired, std::memory_order how,
                               std::memory_order failed) noexcept {
        return compare_exchange_strong(expected, desired, how, failed);
    }

    /// Returns nothing, so that two additions commute.
    void fetch_add(T n,
                   std::memory_order how = std::memory_order_seq_cst) noexcept {
        step taking(*this, kind::add, order_of(how));
        shown(taking, static_cast<T>(value_.fetch_add(n) + n));
    }

    before_sub fetch_sub(
        T n, std::memory_order how = std::memory_order_seq_cst) noexcept {
        ctx_interleave::claim(n == T{1}, "a count is lowered by one");
        step taking(*this, kind::sub, order_of(how));
        const T before = value_.fetch_sub(n);
        const T after = static_cast<T>(before - n);
        if (is_last(before)) taking.became(kind::sub_last);
        if (is_last(after)) taking.became(kind::sub_last_but_one);
        shown(taking, after);
        return before_sub(before);
    }

private:
    static step::order order_of(std::memory_order how) noexcept {
        switch (how) {
            case std::memory_order_relaxed:
                return step::order::relaxed;
            case std::memory_order_consume:
            case std::memory_order_acquire:
                return step::order::acquire;
            case std::memory_order_release:
                return step::order::release;
            default:
                return step::order::both;
        }
    }

    static std::memory_order of_failed(std::memory_order how) noexcept {
        if (how == std::memory_order_acq_rel) return std::memory_order_acquire;
        if (how == std::memory_order_release) return std::memory_order_relaxed;
        return how;
    }

    static T shown(step& taken, T value) noexcept {
        if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            taken.saw(static_cast<std::int64_t>(value));
        }
        return value;
    }

    std::atomic<T> value_{};
};

/// A variable whose uses the execution checks. Of two uses by different
/// threads, one of them a write, the memory orders must let the second thread
/// know of the first use.
template <class T>
class plain {
public:
    constexpr plain() noexcept = default;
    constexpr plain(T value) noexcept : value_(value) {}
    plain(const plain& other) noexcept : value_(other) {}
    ~plain() { uses_.writes(); }
    plain& operator=(const plain& other) noexcept {
        return *this = static_cast<T>(other);
    }
    plain& operator=(T value) noexcept {
        uses_.writes();
        value_ = value;
        return *this;
    }
    operator T() const noexcept {
        uses_.reads();
        return value_;
    }
    T operator->() const noexcept { return *this; }

private:
    T value_{};
    ctx_interleave::uses uses_;
};

}  // namespace ctx::detail
