// Reference counting inside the object: a handle is one word, there is no
// second allocation, and code that does not own an object can ask to share it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>

#include "ctx/detail/sync.hpp"

namespace ctx::detail {

/// A base for objects that `ref` owns. A new object has one owner.
class ref_counted {
public:
    ref_counted() noexcept = default;
    ref_counted(const ref_counted&) = delete;
    ref_counted& operator=(const ref_counted&) = delete;

    void retain() noexcept {
        // Relaxed: an existing owner keeps the object alive meanwhile.
        refs_.fetch_add(1, std::memory_order_relaxed);
    }

    /// Adds an owner and returns true, unless the last owner has gone.
    [[nodiscard]] bool try_retain() noexcept {
        // Relaxed, twice: the caller holds the lock that keeps the object's
        // memory valid, and that lock orders what the object contains.
        auto n = refs_.load(std::memory_order_relaxed);
        while (n != 0 && !refs_.compare_exchange_weak(
                             n, n + 1, std::memory_order_relaxed)) {
        }
        return n != 0;
    }

    void release() noexcept {
        // Release, and acquire for the last owner; the two pair with each
        // other: everything the owners did to the object happens before it is
        // destroyed.
        if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
    }

protected:
    virtual ~ref_counted() = default;

private:
    atomic<std::uint32_t> refs_{1};
};

/// A handle that owns a share of a T, or nothing.
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

    /// Makes a new share of an object that has another owner.
    [[nodiscard]] static ref share(T* p) noexcept {
        if (p) p->retain();
        return ref(p);
    }

    [[nodiscard]] T* get() const noexcept { return p_; }
    T* operator->() const noexcept { return p_; }
    T& operator*() const noexcept { return *p_; }
    explicit operator bool() const noexcept { return p_ != nullptr; }

    /// Gives the share to the caller.
    [[nodiscard]] T* take() noexcept { return std::exchange(p_, nullptr); }

private:
    T* p_ = nullptr;
};

}  // namespace ctx::detail
