// Reports a goroutine that overflows its stack.
// SPDX-License-Identifier: MIT
#pragma once

#include <signal.h>

#include <cstddef>

#include "stack_pool.hpp"

namespace ctx::detail {

/// While this lives, a goroutine of this thread that runs into the guard below
/// its stack is named on stderr. What happens then is up to the handler of
/// SIGSEGV from before, which by default ends the process.
///
/// The handler of SIGSEGV is changed while at least one overflow_watch lives.
/// Code that sets one of its own meanwhile takes the place of this one.
class overflow_watch {
public:
    /// The handler cannot run on the stack that has no room left, so it gets a
    /// stack from `stacks`, unless the thread has one for handlers already.
    explicit overflow_watch(stack_pool& stacks) noexcept;
    overflow_watch(const overflow_watch&) = delete;
    overflow_watch& operator=(const overflow_watch&) = delete;
    ~overflow_watch();

private:
    stack_pool& stacks_;
    std::byte* own_ = nullptr;  // the stack for the handler, if it is ours
};

}  // namespace ctx::detail
