// The proxy of etcd has a goroutine that handles updates under a lock. Stopping
// the proxy closed the channel of updates, and waited for the goroutine to end,
// with the same lock held.
//
// If an update is still in the channel, or not yet handled, the goroutine waits
// for the lock, and the stop waits for the goroutine.
//
// The repair: the stop unlocks before it waits.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>
#include <memory>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct broadcasts {
    channel<int> updates{1};
    channel<int> ended;  // is closed when the goroutine ends
    mutex m;
    int newest = 0;  // guarded by m
};

void handle_updates(broadcasts& b) {
    for (const int update : b.updates) {
        const std::scoped_lock lock(b.m);
        b.newest = update;
    }
    b.ended.close();
}

void stop(broadcasts& b, version v) {
    std::unique_lock lock(b.m);
    b.updates.close();
    if (v == version::repaired) lock.unlock();
    (void)b.ended.receive();
}

void run(version v) {
    const auto b = std::make_shared<broadcasts>();
    go("handle", [=] { handle_updates(*b); });
    b->updates.send(1);
    go("stop", [=] { stop(*b, v); });
    sleep_for(1s);
}

}  // namespace

extern const kernel etcd_6873;
const kernel etcd_6873{"etcd/6873", run};

}  // namespace ctx_corpus
