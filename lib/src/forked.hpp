// What the child of a fork finds of an object that threads share.
// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>

#include <memory>

namespace ctx::detail {

/// Lets `T::instance()` take part in each fork of the process: its
/// before_fork() locks it, so that the child finds no change half done, and
/// after_fork(is_child) unlocks it.
///
/// A fork locks the object first that was registered last. So an object whose
/// mutex is locked under that of another is registered before the other.
template <class T>
void take_part_in_forks() noexcept {
    // Without memory to register them, the process goes on, and only a fork of
    // it is unsafe.
    (void)::pthread_atfork([] { T::instance().before_fork(); },
                           [] { T::instance().after_fork(false); },
                           [] { T::instance().after_fork(true); });
}

/// Makes `t` as new in the child of a fork. `t` may stand for threads that the
/// child does not have, so that it must not be destroyed.
template <class T>
void renew(T& t) {
    std::construct_at(&t);
}

}  // namespace ctx::detail
