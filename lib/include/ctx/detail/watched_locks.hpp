// Has the standard library's locks call functions of ctx::watch, which make a
// step of each call in a watched program (watch.hpp), and call pthread's
// elsewhere. The flags of ctx::watch include this first in each source.
//
// pthread.h declares its functions as noexcept. But a goroutine that is ended
// leaves the lock that it waits for by an exception.
// SPDX-License-Identifier: MIT
#pragma once

#ifdef _PTHREAD_H
#error "ctx/detail/watched_locks.hpp must be the first header of a source"
#endif

#define pthread_mutex_lock ctx_watched_mutex_lock
#define pthread_mutex_trylock ctx_watched_mutex_trylock
#define pthread_mutex_unlock ctx_watched_mutex_unlock
#define pthread_rwlock_rdlock ctx_watched_rwlock_rdlock
#define pthread_rwlock_tryrdlock ctx_watched_rwlock_tryrdlock
#define pthread_rwlock_wrlock ctx_watched_rwlock_wrlock
#define pthread_rwlock_trywrlock ctx_watched_rwlock_trywrlock
#define pthread_rwlock_unlock ctx_watched_rwlock_unlock

#include <sys/cdefs.h>

#pragma push_macro("__THROWNL")
#undef __THROWNL
#define __THROWNL
#include <pthread.h>
#pragma pop_macro("__THROWNL")
