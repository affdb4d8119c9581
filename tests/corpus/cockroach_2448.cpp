// In CockroachDB, Raft's goroutine sent each committed change to the store. The
// store applied the change, and sent a callback to Raft.
//
// Both channels are unbuffered. If Raft takes the next write instead of the
// callback, Raft waits for the store to take the next change, and the store
// waits for Raft to take the callback.
//
// The repair: Raft keeps the changes in a list, and sends them where it also
// receives callbacks.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <deque>
#include <optional>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;

constexpr int changes = 2;

struct node {
    channel<int> written{changes};  // changes that are on the disk
    channel<int> committed;         // from Raft to the store
    channel<int> applied;           // from the store to Raft
    channel<int> stop;              // is closed at the end
};

void run_raft(const node& n, version v) {
    std::deque<int> pending;
    for (;;) {
        const auto out = pending.empty() ? channel<int>(nullptr) : n.committed;
        const int next = pending.empty() ? 0 : pending.front();
        std::optional<int> change;
        switch (select(recv(n.stop), recv(n.applied), recv(n.written, change),
                       send(out, next))) {
            case 0:
                return;
            case 2:
                if (v == version::faulty) {
                    n.committed.send(*change);
                } else {
                    pending.push_back(*change);
                }
                break;
            case 3:
                pending.pop_front();
        }
    }
}

void run_store(const node& n) {
    for (int i = 0; i < changes; ++i) {
        const auto change = n.committed.receive();
        n.applied.send(*change);
    }
}

void run(version v) {
    const node n;
    for (int i = 0; i < changes; ++i) n.written.send(i);
    wait_group raft;
    raft.go("raft", [=] { run_raft(n, v); });
    wait_group store;
    store.go("store", [=] { run_store(n); });
    store.wait();
    n.stop.close();
    raft.wait();
}

}  // namespace

extern const kernel cockroach_2448;
const kernel cockroach_2448{"cockroach/2448", run};

}  // namespace ctx_corpus
