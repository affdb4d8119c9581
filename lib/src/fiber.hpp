// Several stacks on one thread.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace ctx::detail {

/// A stack and the point that its code has reached. One fiber of a thread runs;
/// the others have called switch_to(). fiber.cpp says what goes with a fiber.
///
/// A default constructed fiber stands for the code that runs on the thread's
/// own stack.
///
/// Threads     all fibers that switch to each other are of one thread.
class fiber {
public:
    fiber() noexcept = default;
    fiber(const fiber&) = delete;
    fiber& operator=(const fiber&) = delete;

    /// True once the fiber has a stack.
    [[nodiscard]] bool has_stack() const noexcept { return stack_ != nullptr; }

    /// Gives the fiber a stack of `size` bytes from `stack` up. The first
    /// switch to it calls `entry(arg)`, which must end in leave_for().
    void prepare(std::byte* stack, std::size_t size, void (*entry)(void*),
                 void* arg) noexcept;

    /// Goes on with `next`. Returns when another fiber switches to this one,
    /// which is the running one.
    void switch_to(fiber& next) noexcept { jump(next, false); }

    /// The same, for the last time: this fiber never goes on. `next` then calls
    /// release().
    void leave_for(fiber& next) noexcept { jump(next, true); }

    /// Returns the stack of this fiber, which has left.
    [[nodiscard]] std::byte* release() noexcept;

    [[nodiscard]] std::size_t stack_size() const noexcept { return size_; }

    /// True if `address` is in the guard below the stack.
    [[nodiscard]] bool is_guard(const void* address) const noexcept;

private:
    // Begins as the C++ runtime's __cxa_eh_globals does.
    struct exception_state {
        void* caught = nullptr;
        unsigned int uncaught = 0;
    };

    static exception_state& of_thread() noexcept;
    void jump(fiber& next, bool for_ever) noexcept;
    void arrive(fiber& from, void* from_context) noexcept;

    void* context_ = nullptr;     // while another fiber runs
    fiber* next_ = nullptr;       // to which this has switched
    std::byte* stack_ = nullptr;  // null on the thread's own stack
    std::size_t size_ = 0;
    void (*entry_)(void*) = nullptr;
    void* arg_ = nullptr;
    exception_state exceptions_;         // while another fiber runs
    exception_state* thread_ = nullptr;  // of_thread(), once known

    // For the sanitizers:
    void* fake_stack_ = nullptr;
    const void* bottom_ = nullptr;
    std::size_t bottom_size_ = 0;
    void* shadow_ = nullptr;
};

}  // namespace ctx::detail
