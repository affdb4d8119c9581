// A request of etcd's client holds the client's lock for reading. If the client
// was closed, the request failed without giving the lock up.
//
// Closing the client takes the lock for writing twice, with a pause in between.
// If a request begins in this pause, the second lock waits for ever.
//
// The repair: the request unlocks before it fails.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <mutex>
#include <shared_mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;

struct client {
    shared_mutex m;
    bool open = true;  // guarded by m
};

// Returns true with the lock held for reading, or false if `c` is closed.
bool acquire(client& c, version v) {
    c.m.lock_shared();
    if (c.open) return true;
    if (v == version::repaired) c.m.unlock_shared();
    return false;
}

void request(client& c, version v) {
    if (acquire(c, v)) c.m.unlock_shared();
}

void close(client& c) {
    std::unique_lock writing(c.m);
    c.open = false;
    // The goroutine that connects needs the lock to end.
    writing.unlock();
    writing.lock();
}

void run(version v) {
    client c;
    wait_group requests;
    requests.go("request", [&] { request(c, v); });
    close(c);
    requests.wait();
}

}  // namespace

extern const kernel etcd_5509;
const kernel etcd_5509{"etcd/5509", run};

}  // namespace ctx_corpus
