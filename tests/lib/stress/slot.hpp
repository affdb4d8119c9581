// A variable that threads share, guarded by a mutex.
// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <utility>

namespace stress_test {

/// Guards only the handles in it. Copies are used, and replaced handles are
/// destroyed, with no lock held.
template <class T>
class slot {
public:
    [[nodiscard]] T get() const {
        const std::scoped_lock lock(mutex_);
        return value_;
    }

    T exchange(T next) {
        const std::scoped_lock lock(mutex_);
        std::swap(value_, next);
        return next;
    }

private:
    mutable std::mutex mutex_;
    T value_;  // guarded by mutex_
};

}  // namespace stress_test
