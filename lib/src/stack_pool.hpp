// The stacks of fibers.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

namespace ctx::detail {

/// A mapping that holds several stacks. stack_pool.cpp has its layout.
struct stack_slab {
    std::byte* base = nullptr;
    std::size_t bytes = 0;
    std::size_t stack_size = 0;
    std::size_t stacks = 0;
    bool guarded = false;  ///< each stack, not only the lowest, has a guard

    /// The lowest address of the stack at `place`.
    [[nodiscard]] std::byte* at(std::size_t place) const noexcept;
};

/// The stacks of one bubble. They come from the process in slabs, and go back
/// to it, or to the system, when the bubble has ended.
///
/// Threads     one at a time.
class stack_pool {
public:
    /// The bytes below a stack that no code may touch. A function with more
    /// local variables than this may leap over them.
    static constexpr std::size_t guard_size = 16 * 1024;

    /// `stack_size` is rounded up to whole pages, and to a small minimum. A
    /// sanitizer makes frames larger, so that stacks are then four times that.
    explicit stack_pool(std::size_t stack_size) noexcept;
    stack_pool(const stack_pool&) = delete;
    stack_pool& operator=(const stack_pool&) = delete;
    ~stack_pool();

    [[nodiscard]] std::size_t stack_size() const noexcept {
        return stack_size_;
    }

    /// Returns the lowest address of a stack that is free. The stack that was
    /// put back last comes first, because the processor's caches have it.
    /// Throws std::bad_alloc.
    [[nodiscard]] std::byte* take() {
        if (free_.empty()) add_slab();
        std::byte* const stack = free_.back();
        free_.pop_back();
        return stack;
    }

    /// Takes back a stack that take() has returned, and that no code is on.
    void put(std::byte* stack) noexcept {
        free_.push_back(stack);  // does not allocate: see add_slab()
    }

private:
    void add_slab();

    const std::size_t stack_size_;
    std::vector<stack_slab> slabs_;
    std::size_t stacks_ = 0;        // in slabs_
    std::vector<std::byte*> free_;  // has room for all of them
};

}  // namespace ctx::detail
