// Switching between the stacks of a thread.
//
// The switch itself is Boost.Context's jump_fcontext, which saves the registers
// that a function must preserve, and nothing else. Measured on an AMD EPYC, one
// way: jump_fcontext 5.6 ns, boost::context::fiber 5.5 ns,
// swapcontext 226 ns, because that sets the signal mask with a
// system call. boost::context::fiber would own the stacks and unwind them by an
// exception of its own; a bubble does both by its own rules (bubble_end.cpp).
//
// What goes with a fiber:
// 1. The exceptions that are being handled and that are in flight, which the
//    C++ runtime keeps for each thread: std::current_exception(), `throw;` and
//    std::uncaught_exceptions().
// 2. The sanitizers' notion of the stack.
// Everything else that a thread has stays with the thread: thread_local
// variables, errno, the signal mask, the floating point environment, and the
// ownership of a std::mutex.
#include "fiber.hpp"

#include <cxxabi.h>

#include <boost/context/detail/fcontext.hpp>

#include "sanitizers.hpp"
#include "stack_pool.hpp"

#ifdef CTX_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef CTX_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

// The ABI's, which not every <cxxabi.h> declares.
namespace __cxxabiv1 {
struct __cxa_eh_globals;
extern "C" __cxa_eh_globals* __cxa_get_globals() noexcept;
}  // namespace __cxxabiv1

namespace ctx::detail {

namespace context = boost::context::detail;

fiber::exception_state& fiber::of_thread() noexcept {
    return *reinterpret_cast<exception_state*>(__cxxabiv1::__cxa_get_globals());
}

void fiber::prepare(std::byte* stack, std::size_t size, void (*entry)(void*),
                    void* arg) noexcept {
    stack_ = stack;
    size_ = size;
    entry_ = entry;
    arg_ = arg;
    bottom_ = stack;
    bottom_size_ = size;
#ifdef CTX_THREAD_SANITIZER
    shadow_ = __tsan_create_fiber(0);
#endif
    context_ =
        context::make_fcontext(stack + size, size, [](context::transfer_t t) {
            fiber& from = *static_cast<fiber*>(t.data);
            fiber& self = *from.next_;
            self.arrive(from, t.fctx);
            self.entry_(self.arg_);
        });
}

void fiber::jump(fiber& next, [[maybe_unused]] bool for_ever) noexcept {
    if (!thread_) thread_ = &of_thread();
    next.thread_ = thread_;
    exception_state& now = *thread_;
    exceptions_ = now;
    now = next.exceptions_;
    next_ = &next;
#ifdef CTX_ADDRESS_SANITIZER
    __sanitizer_start_switch_fiber(for_ever ? nullptr : &fake_stack_,
                                   next.bottom_, next.bottom_size_);
#endif
#ifdef CTX_THREAD_SANITIZER
    if (!shadow_) shadow_ = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(next.shadow_, 0);
#endif
    // Nothing on this stack is passed on, because the address sanitizer takes
    // the variables of a fiber that leaves away at once.
    const context::transfer_t back =
        context::jump_fcontext(next.context_, this);
    arrive(*static_cast<fiber*>(back.data), back.fctx);
}

// Is the first thing that this fiber does when `from` has switched to it.
void fiber::arrive(fiber& from, void* from_context) noexcept {
    from.context_ = from_context;
#ifdef CTX_ADDRESS_SANITIZER
    // Tells the bounds of the thread's own stack, too.
    __sanitizer_finish_switch_fiber(fake_stack_, &from.bottom_,
                                    &from.bottom_size_);
#endif
}

std::byte* fiber::release() noexcept {
#ifdef CTX_ADDRESS_SANITIZER
    // The frames that were left without a return have marks.
    __asan_unpoison_memory_region(stack_, size_);
#endif
#ifdef CTX_THREAD_SANITIZER
    __tsan_destroy_fiber(shadow_);
#endif
    return stack_;
}

bool fiber::is_guard(const void* address) const noexcept {
    const auto* const a = static_cast<const std::byte*>(address);
    return stack_ && stack_ - stack_pool::guard_size <= a && a < stack_;
}

}  // namespace ctx::detail
