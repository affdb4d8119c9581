// Reference counting inside the object: one word per handle, no second
// allocation, and observers can ask for an owner's share.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>

#include "ctx/detail/sync.hpp"

namespace ctx::detail {

/// A base for objects that `ref` owns. Starts with one owner.
class ref_counted {
public:
    ref_counted() noexcept = default;
    ref_counted(const ref_counted&) = delete;
    ref_counted& operator=(const ref_counted&) = delete;

    void retain() noexcept {
        // Relaxed: a new owner is made from an existing one.
        refs_.fetch_add(1, std::memory_order_relaxed);
    }

    /// Adds an owner unless the last one has gone.
    [[nodiscard]] bool try_retain() noexcept {
        auto n = refs_.load(std::memory_order_relaxed);
        // Relaxed: whoever calls this holds the lock that keeps the object's
        // memory valid, and that lock orders what the object contains.
        while (n != 0 && !refs_.compare_exchange_weak(
                             n, n + 1, std::memory_order_relaxed)) {
        }
        return n != 0;
    }

    void release() noexcept {
        // Release, and acquire for the last: everything the owners did to the
        // object happens before it is destroyed.
        if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
    }

protected:
    virtual ~ref_counted() = default;

private:
    atomic<std::uint32_t> refs_{1};
};

/// Owns a share of a T.
template <class T>
class ref {
public:
    ref() noexcept = default;
    /// Takes over the caller's share.
    explicit ref(T* owned) noexcept : p_(owned) {}
    ref(const ref& other) noexcept : p_(other.p_) {
        if (p_) p_->retain();
    }
    ref(ref&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
    ref& operator=(ref other) noexcept {
        std::swap(p_, other.p_);
        return *this;
    }
    ~ref() {
        if (p_) p_->release();
    }

    /// Makes a new share of an object that is owned elsewhere.
    [[nodiscard]] static ref share(T* p) noexcept {
        if (p) p->retain();
        return ref(p);
    }

    [[nodiscard]] T* get() const noexcept { return p_; }
    T* operator->() const noexcept { return p_; }
    T& operator*() const noexcept { return *p_; }
    explicit operator bool() const noexcept { return p_ != nullptr; }

    /// Gives the share up to the caller.
    [[nodiscard]] T* take() noexcept { return std::exchange(p_, nullptr); }

private:
    T* p_ = nullptr;
};

}  // namespace ctx::detail
