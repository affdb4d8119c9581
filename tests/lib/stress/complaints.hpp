// The first broken property that the threads of a stress test find.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <utility>

namespace stress_test {

/// Keeps only the first complaint, because later ones may follow from it.
class complaints {
public:
    /// Keeps `what` as a complaint unless `property` holds. `what` is a
    /// sentence that states the property. Returns `property`.
    bool holds(bool property, std::string what) {
        if (!property && !any_.exchange(true)) {
            const std::scoped_lock lock(mutex_);
            first_ = std::move(what);
        }
        return property;
    }

    /// True once there is a complaint, so that the threads give up.
    [[nodiscard]] bool any() const noexcept {
        return any_.load(std::memory_order_relaxed);
    }

    /// The first complaint; "" if there is none.
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
