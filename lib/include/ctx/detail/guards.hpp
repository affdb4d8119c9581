// What std::lock_guard, std::scoped_lock, std::unique_lock and std::shared_lock
// are for the mutexes of this library: the standard's own, but each call that
// locks takes a location, so that reports name the line of the caller, not one
// in <mutex>. The standard allows such specializations for a program's types.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <system_error>
#include <utility>

#include "ctx/location.hpp"

namespace ctx::detail {

/// std::lock_guard, or std::scoped_lock with one mutex.
template <class Mutex>
class block_guard {
public:
    using mutex_type = Mutex;

    explicit block_guard(Mutex& locked, location at = location::current())
        : m_(locked) {
        m_.lock(at);
    }
    block_guard(Mutex& locked, std::adopt_lock_t) noexcept : m_(locked) {}
    block_guard(std::adopt_lock_t, Mutex& locked) noexcept : m_(locked) {}
    block_guard(const block_guard&) = delete;
    block_guard& operator=(const block_guard&) = delete;
    ~block_guard() { m_.unlock(); }

private:
    Mutex& m_;
};

/// How std::unique_lock locks.
template <class Mutex>
struct exclusively {
    static void lock(Mutex& locked, const location& at) { locked.lock(at); }
    static bool try_lock(Mutex& locked, const location& at) {
        return locked.try_lock(at);
    }
    static void unlock(Mutex& locked) { locked.unlock(); }
};

/// How std::shared_lock locks.
template <class Mutex>
struct with_others {
    static void lock(Mutex& locked, const location& at) {
        locked.lock_shared(at);
    }
    static bool try_lock(Mutex& locked, const location& at) {
        return locked.try_lock_shared(at);
    }
    static void unlock(Mutex& locked) { locked.unlock_shared(); }
};

/// std::unique_lock, or std::shared_lock.
template <class Mutex, class How>
class movable_guard {
public:
    using mutex_type = Mutex;

    movable_guard() noexcept = default;
    explicit movable_guard(Mutex& locked, location at = location::current())
        : m_(std::addressof(locked)) {
        lock(at);
    }
    movable_guard(Mutex& locked, std::defer_lock_t) noexcept
        : m_(std::addressof(locked)) {}
    movable_guard(Mutex& locked, std::try_to_lock_t,
                  location at = location::current())
        : m_(std::addressof(locked)), owns_(How::try_lock(locked, at)) {}
    movable_guard(Mutex& locked, std::adopt_lock_t) noexcept
        : m_(std::addressof(locked)), owns_(true) {}
    movable_guard(movable_guard&& other) noexcept
        : m_(std::exchange(other.m_, nullptr)),
          owns_(std::exchange(other.owns_, false)) {}
    movable_guard& operator=(movable_guard&& other) noexcept {
        movable_guard(std::move(other)).swap(*this);
        return *this;
    }
    ~movable_guard() {
        if (owns_) How::unlock(*m_);
    }

    void lock(location at = location::current()) {
        check_may_lock();
        How::lock(*m_, at);
        owns_ = true;
    }
    bool try_lock(location at = location::current()) {
        check_may_lock();
        return owns_ = How::try_lock(*m_, at);
    }
    void unlock() {
        check(owns_, std::errc::operation_not_permitted);
        How::unlock(*m_);
        owns_ = false;
    }

    void swap(movable_guard& other) noexcept {
        std::swap(m_, other.m_);
        std::swap(owns_, other.owns_);
    }
    Mutex* release() noexcept {
        owns_ = false;
        return std::exchange(m_, nullptr);
    }

    [[nodiscard]] Mutex* mutex() const noexcept { return m_; }
    [[nodiscard]] bool owns_lock() const noexcept { return owns_; }
    explicit operator bool() const noexcept { return owns_; }

private:
    static void check(bool right, std::errc otherwise) {
        if (!right) throw std::system_error(std::make_error_code(otherwise));
    }
    void check_may_lock() const {
        check(m_ != nullptr, std::errc::operation_not_permitted);
        check(!owns_, std::errc::resource_deadlock_would_occur);
    }

    Mutex* m_ = nullptr;
    bool owns_ = false;
};

}  // namespace ctx::detail
