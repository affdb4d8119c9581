// The functions of the C++ runtime call each other by their names, so that this
// program's __cxa_throw is called instead of the runtime's.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/thrown.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

#include <atomic>
#include <ctx/goroutine.hpp>
#include <typeinfo>

#include "apps/ctxdemo/judge/last_words.hpp"
#include "apps/ctxdemo/judge/sanitized.hpp"

namespace ctxdemo {

namespace {

constinit bool keeps = false;
constinit thrown last;

}  // namespace

void begin_to_keep_throws() noexcept { keeps = true; }

void forget_throw() noexcept { last.goroutine = 0; }

const thrown& last_throw() noexcept { return last; }

// No thread but that of the trial throws while this keeps throws.
void keep_throw(const std::type_info& type) noexcept {
    if (!keeps || type == typeid(ctx::goroutine_exit)) return;
    thrown t{.goroutine = ctx::this_goroutine()};
    const int depth =
        ::backtrace(t.stack.data(), static_cast<int>(t.stack.size()));
    t.depth = static_cast<std::size_t>(depth);
    // The library throws the exception again, with the goroutine's name.
    if (is_in_program({t.stack.data(), t.depth})) last = t;
}

}  // namespace ctxdemo

#if !CTXDEMO_HAS_ASAN

extern "C" void __cxxabiv1::__cxa_throw(void* object, std::type_info* type,
                                        void (*destroy)(void*)) {
    using function = void(void*, std::type_info*, void (*)(void*));
    static constinit std::atomic<function*> original{nullptr};
    // Relaxed: every thread finds the same one.
    function* f = original.load(std::memory_order_relaxed);
    if (!f) {
        f = reinterpret_cast<function*>(::dlsym(RTLD_NEXT, "__cxa_throw"));
        original.store(f, std::memory_order_relaxed);
    }
    ctxdemo::keep_throw(*type);
    f(object, type, destroy);
    __builtin_unreachable();
}

#endif
