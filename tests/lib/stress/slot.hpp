// A place that threads share, to take what is in it or put something else in.
// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <utility>

namespace stress_test {

/// Guards the handles in it, and nothing that is done with them: copies are
/// used, and what was replaced is destroyed, with no lock held.
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
