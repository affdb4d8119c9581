// The test program of etcd's elections runs rounds. At the end of a round a
// follower waits until the leader closes a channel. Leader and followers ended
// the round with one lock held.
//
// If a follower gets the lock first, it waits for the leader, and the leader
// waits for the lock.
//
// The repair: no lock is held at the end of a round.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;

struct election {
    mutex m;
    int votes = 0;       // guarded by m
    channel<int> ended;  // the leader closes it
};

void end_round(election& e, bool is_leader) {
    if (is_leader) e.ended.close();
    (void)e.ended.receive();
}

void run_round(election& e, bool is_leader, version v) {
    {
        const std::scoped_lock lock(e.m);
        ++e.votes;
    }
    if (v == version::faulty) {
        const std::scoped_lock lock(e.m);
        end_round(e, is_leader);
    } else {
        end_round(e, is_leader);
    }
}

void run(version v) {
    election e;
    wait_group all;
    all.go("leader", [&] { run_round(e, true, v); });
    all.go("follower", [&] { run_round(e, false, v); });
    all.wait();
}

}  // namespace

extern const kernel etcd_7902;
const kernel etcd_7902{"etcd/7902", run};

}  // namespace ctx_corpus
