// How a scheduler learns of an exception before the stack is unwound.
//
// C++ throws in two phases. The first searches the stack for a handler and
// changes nothing. The second unwinds the stack up to that handler. In the
// first phase the runtime asks the "personality" of each function on its way,
// which is a part of the ABI that g++ and clang share. So a function whose
// personality is our own, between the code of a goroutine and the library's
// handler, is asked exactly if no handler in the goroutine's code fits the
// exception.
//
// Only assembly can give a function a personality of its own. It is here for
// x86-64 and 64-bit ARM with ELF. Elsewhere goroutines are ended only after the
// stack of the failed one has been unwound.
//
// Invariants:
// 1. The personality changes nothing in how the exception goes on: in both
//    phases it says "continue".
// 2. The library throws with none of its locks held (with_lock()), because the
//    goroutines that are ended then may need them. Only where memory runs out
//    under a lock this may fail, and goroutines are then ended late.
#include "unwinding.hpp"

#include <unwind.h>

#include "scheduler.hpp"

#if defined(__ELF__) && (defined(__x86_64__) || defined(__aarch64__))

extern "C" {

[[gnu::visibility("hidden")]] void ctx_detail_call_and_watch(void (*f)(void*),
                                                             void* arg);

[[gnu::visibility("hidden"), gnu::used]] _Unwind_Reason_Code
ctx_detail_personality(int version, _Unwind_Action actions,
                       _Unwind_Exception_Class, _Unwind_Exception*,
                       _Unwind_Context*) {
    if (version == 1 && (actions & _UA_SEARCH_PHASE)) {
        auto& self = ctx::detail::current();
        self.home.before_unwinding(self);
    }
    return _URC_CONTINUE_UNWIND;
}

}  // extern "C"

// 0x1b: the personality's address is relative and has four bytes.
#if defined(__x86_64__)
asm(R"(
    .pushsection .text.ctx_detail_call_and_watch, "ax", @progbits
    .p2align 4
    .globl ctx_detail_call_and_watch
    .hidden ctx_detail_call_and_watch
    .type ctx_detail_call_and_watch, @function
ctx_detail_call_and_watch:
    .cfi_startproc
    .cfi_personality 0x1b, ctx_detail_personality
    subq $8, %rsp
    .cfi_def_cfa_offset 16
    movq %rdi, %rax
    movq %rsi, %rdi
    callq *%rax
    addq $8, %rsp
    .cfi_def_cfa_offset 8
    retq
    .cfi_endproc
    .size ctx_detail_call_and_watch, .-ctx_detail_call_and_watch
    .popsection
)");
#else
asm(R"(
    .pushsection .text.ctx_detail_call_and_watch, "ax", %progbits
    .p2align 2
    .globl ctx_detail_call_and_watch
    .hidden ctx_detail_call_and_watch
    .type ctx_detail_call_and_watch, %function
ctx_detail_call_and_watch:
    .cfi_startproc
    .cfi_personality 0x1b, ctx_detail_personality
    stp x29, x30, [sp, #-16]!
    .cfi_def_cfa_offset 16
    .cfi_offset 29, -16
    .cfi_offset 30, -8
    mov x29, sp
    mov x2, x0
    mov x0, x1
    blr x2
    ldp x29, x30, [sp], #16
    .cfi_restore 30
    .cfi_restore 29
    .cfi_def_cfa_offset 0
    ret
    .cfi_endproc
    .size ctx_detail_call_and_watch, .-ctx_detail_call_and_watch
    .popsection
)");
#endif

namespace ctx::detail {

void call_and_watch(void (*f)(void*), void* arg) {
    ctx_detail_call_and_watch(f, arg);
}

}  // namespace ctx::detail

#else

namespace ctx::detail {

void call_and_watch(void (*f)(void*), void* arg) { f(arg); }

}  // namespace ctx::detail

#endif
