// The functions that the standard library's locks call in place of those of
// pthread, in sources that are compiled with the flags of ctx::watch. In a
// watched program such a lock is one of this library, so that a goroutine that
// waits for it does not block the thread, and that its operations are steps.
#include "watched_lock.hpp"

#include <pthread.h>

#include <cerrno>

#include "entry_point.hpp"
#include "scheduler.hpp"
#include "watched_memory.hpp"

namespace {

using ctx::location;
using ctx::detail::watched_lock;
using ctx::detail::watched_memory;

// The lock in place of the one at `address`; null if that is to do its own
// work.
watched_lock* find(const void* address, const void* pc) {
    auto* const w = watched_memory::here();
    return w && w->is_of_program(pc) ? &w->lock_at(address) : nullptr;
}

std::uint32_t self() { return ctx::detail::current().id; }

bool is_recursive(const pthread_mutex_t* m) noexcept {
    constexpr int kind = 3;  // the rest are flags
    return (m->__data.__kind & kind) == PTHREAD_MUTEX_RECURSIVE;
}

// Locks a recursive mutex once more if the calling goroutine has it.
bool is_locked_again(watched_lock& l, const pthread_mutex_t* m) {
    if (!is_recursive(m) || l.owner != self()) return false;
    ++l.depth;
    return true;
}

void note_owner(watched_lock& l, const pthread_mutex_t* m) {
    if (!is_recursive(m)) return;
    l.owner = self();
    l.depth = 1;
}

void unlock_mutex(watched_lock& l) {
    if (l.depth > 0 && --l.depth > 0) return;
    l.owner = 0;
    l.state.unlock("unlock of an unlocked mutex");
}

void unlock_any(watched_lock& l) {
    if (l.has_writer) {
        l.has_writer = false;
        l.state.unlock("unlock of an unlocked shared_mutex");
    } else {
        l.state.unlock_shared("unlock_shared of an unlocked shared_mutex");
    }
}

}  // namespace

CTX_ENTRY int ctx_watched_mutex_lock(pthread_mutex_t* m) {
    watched_lock* const l = find(m, CTX_PC);
    if (!l) return pthread_mutex_lock(m);
    if (is_locked_again(*l, m)) return 0;
    // While this goroutine unwinds, nobody may be left to unlock.
    if (l->state.lock("mutex lock", location())) note_owner(*l, m);
    return 0;
}

CTX_ENTRY int ctx_watched_mutex_trylock(pthread_mutex_t* m) {
    watched_lock* const l = find(m, CTX_PC);
    if (!l) return pthread_mutex_trylock(m);
    if (is_locked_again(*l, m)) return 0;
    if (!l->state.try_lock(location())) return EBUSY;
    note_owner(*l, m);
    return 0;
}

CTX_ENTRY int ctx_watched_mutex_unlock(pthread_mutex_t* m) {
    watched_lock* const l = find(m, CTX_PC);
    if (!l) return pthread_mutex_unlock(m);
    unlock_mutex(*l);
    return 0;
}

CTX_ENTRY int ctx_watched_rwlock_wrlock(pthread_rwlock_t* m) {
    watched_lock* const l = find(m, CTX_PC);
    if (!l) return pthread_rwlock_wrlock(m);
    if (l->state.lock("shared_mutex lock", location())) l->has_writer = true;
    return 0;
}

CTX_ENTRY int ctx_watched_rwlock_trywrlock(pthread_rwlock_t* m) {
    watched_lock* const l = find(m, CTX_PC);
    if (!l) return pthread_rwlock_trywrlock(m);
    if (!l->state.try_lock(location())) return EBUSY;
    l->has_writer = true;
    return 0;
}

CTX_ENTRY int ctx_watched_rwlock_rdlock(pthread_rwlock_t* m) {
    watched_lock* const l = find(m, CTX_PC);
    if (!l) return pthread_rwlock_rdlock(m);
    l->state.lock_shared(location());
    return 0;
}

CTX_ENTRY int ctx_watched_rwlock_tryrdlock(pthread_rwlock_t* m) {
    watched_lock* const l = find(m, CTX_PC);
    if (!l) return pthread_rwlock_tryrdlock(m);
    return l->state.try_lock_shared(location()) ? 0 : EBUSY;
}

CTX_ENTRY int ctx_watched_rwlock_unlock(pthread_rwlock_t* m) {
    watched_lock* const l = find(m, CTX_PC);
    if (!l) return pthread_rwlock_unlock(m);
    unlock_any(*l);
    return 0;
}
