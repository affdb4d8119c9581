// The gossip of CockroachDB took a lock in each round of its loops, and left
// the loop without unlocking when it found the server closed.
//
// If the server is closed before the first loop ends, the lock in the second
// loop waits for ever.
//
// The repair: the loop unlocks before it is left.
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

struct gossip {
    mutex m;
    bool closed = false;  // guarded by m
};

// Makes the only round of a loop.
void loop(gossip& g, version v) {
    g.m.lock();
    if (g.closed) {
        if (v == version::repaired) g.m.unlock();
        return;
    }
    g.m.unlock();
}

void close(gossip& g) {
    const std::scoped_lock lock(g.m);
    g.closed = true;
}

void run(version v) {
    const auto g = std::make_shared<gossip>();
    go("gossip", [=] {
        loop(*g, v);  // finds the first other server
        loop(*g, v);  // keeps the connections
    });
    close(*g);
    sleep_for(1s);
}

}  // namespace

extern const kernel cockroach_584;
const kernel cockroach_584{"cockroach/584", run};

}  // namespace ctx_corpus
