// Counting the objects that are alive, when other code owns them.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace ctx_test {

/// Counts its tokens. A census should be static, because the thread that
/// destroys the last token still uses the census after others see no token
/// left.
class census {
public:
    /// A member of each object to be counted. Copies count as well.
    class token {
    public:
        explicit token(census& of) noexcept : of_(&of) { of_->add(); }
        token(const token& other) noexcept : token(*other.of_) {}
        token& operator=(const token& other) noexcept {
            token copy(other);
            std::swap(of_, copy.of_);
            return *this;
        }
        ~token() { of_->subtract(); }

    private:
        census* of_;
    };

    census() = default;
    census(const census&) = delete;
    census& operator=(const census&) = delete;

    [[nodiscard]] int count() const noexcept {
        return count_.load(std::memory_order_relaxed);
    }

    /// Waits until there is no token; false if that takes longer than `limit`.
    [[nodiscard]] bool await_none(std::chrono::seconds limit) {
        std::unique_lock lock(mutex_);
        return none_.wait_for(lock, limit, [&] { return count() == 0; });
    }

private:
    // Relaxed, so that the count does not order what is tested: that would hide
    // races from the thread sanitizer.
    void add() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
    void subtract() noexcept {
        if (count_.fetch_sub(1, std::memory_order_relaxed) != 1) return;
        const std::scoped_lock lock(mutex_);
        none_.notify_all();
    }

    std::atomic<int> count_{0};
    std::mutex mutex_;
    std::condition_variable none_;  // with mutex_: count_ is zero
};

}  // namespace ctx_test
