// CockroachDB ran a statement with a lock held for reading, and the statement
// took the same lock for reading again, to look up a database.
//
// If the configuration is updated in between, the writer waits for the first
// reader to unlock, and the second read lock waits for the writer.
//
// The repair: the cache of databases is an atomic value, which needs no lock.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <mutex>
#include <shared_mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;

struct executor {
    shared_mutex config;
    atomic<int> databases = 0;
};

int find_databases(executor& e, version v) {
    if (v == version::repaired) return e.databases.load();
    const std::shared_lock reading(e.config);
    return e.databases.load();
}

void execute(executor& e, version v) {
    const std::shared_lock reading(e.config);
    (void)find_databases(e, v);
}

void update(executor& e) {
    const std::scoped_lock writing(e.config);
    e.databases.store(1);
}

void run(version v) {
    executor e;
    wait_group updates;
    updates.go("update", [&] { update(e); });
    execute(e, v);
    updates.wait();
}

}  // namespace

extern const kernel cockroach_16167;
const kernel cockroach_16167{"cockroach/16167", run};

}  // namespace ctx_corpus
