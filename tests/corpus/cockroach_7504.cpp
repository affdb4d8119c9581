// CockroachDB leases the descriptions of tables, and finds a lease by the name
// of the table in a cache. The lease and the cache have a lock each.
//
// A goroutine that finds a lease locks the cache and then the lease. A
// goroutine that releases the lease locks the lease and then the cache. If each
// has its first lock, both wait for ever.
//
// The repair: the cache is unlocked before the lease is locked.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;

struct lease {
    mutex m;
    int users = 0;  // guarded by m
};

struct name_cache {
    mutex m;
    lease* found = nullptr;  // guarded by m
};

void acquire(name_cache& names, version v) {
    std::unique_lock cache_lock(names.m);
    lease* const found = names.found;
    if (!found) return;
    if (v == version::repaired) cache_lock.unlock();
    const std::scoped_lock lease_lock(found->m);
    ++found->users;
}

void release(name_cache& names, lease& old) {
    const std::scoped_lock lease_lock(old.m);
    const std::scoped_lock cache_lock(names.m);
    if (names.found == &old) names.found = nullptr;
}

void run(version v) {
    lease only;
    name_cache names;
    names.found = &only;
    wait_group both;
    both.go("acquire", [&] { acquire(names, v); });
    both.go("release", [&] { release(names, only); });
    both.wait();
}

}  // namespace

extern const kernel cockroach_7504;
const kernel cockroach_7504{"cockroach/7504", run};

}  // namespace ctx_corpus
