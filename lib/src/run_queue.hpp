// The goroutines of a bubble that can go on.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "ctx/detail/list.hpp"
#include "scheduler.hpp"

namespace ctx::detail {

/// Goroutines in line, counted from 0, each at most once. Nothing here
/// allocates, because a wake must not fail.
class run_queue {
public:
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// O(place).
    [[nodiscard]] goroutine& at(std::size_t place) const noexcept {
        hook* h = line_.first();
        while (place-- > 0) h = line_.after(*h);
        return static_cast<goroutine&>(*h);
    }

    /// Calls `f` for each goroutine in line.
    template <class F>
    void for_each(F f) const {
        for (hook* h = line_.first(); h; h = line_.after(*h)) {
            f(static_cast<goroutine&>(*h));
        }
    }

    void push_back(goroutine& g) noexcept {
        line_.push_back(g);
        ++size_;
    }

    void push_front(goroutine& g) noexcept {
        line_.push_front(g);
        ++size_;
    }

    void remove(goroutine& g) noexcept {
        g.unlink();
        --size_;
    }

    /// Removes and returns the goroutine at `place`. O(place).
    [[nodiscard]] goroutine& take(std::size_t place) noexcept {
        goroutine& g = at(place);
        remove(g);
        return g;
    }

private:
    list line_;
    std::size_t size_ = 0;
};

}  // namespace ctx::detail
