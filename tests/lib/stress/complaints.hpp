// What the threads of a stress test find broken.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <utility>

namespace stress_test {

/// Keeps the first complaint: later ones may be due to what was first.
class complaints {
public:
    /// Complains unless `property` holds; `what` says in a sentence that should
    /// be true what that means. Returns `property`.
    bool holds(bool property, std::string what) {
        if (!property && !any_.exchange(true)) {
            const std::scoped_lock lock(mutex_);
            first_ = std::move(what);
        }
        return property;
    }

    /// Tells the threads to give up.
    [[nodiscard]] bool any() const noexcept {
        return any_.load(std::memory_order_relaxed);
    }

    /// The first; empty if there is none.
    [[nodiscard]] std::string first() {
        const std::scoped_lock lock(mutex_);
        return first_;
    }

private:
    std::atomic<bool> any_{false};
    std::mutex mutex_;
    std::string first_;  // guarded by mutex_
};

}  // namespace stress_test
