// etcd has a keeper of login tokens: a goroutine that receives new tokens, and
// drops old ones, under a lock, when a timer fires. A login sent its token
// to the keeper with the same lock held.
//
// If the keeper begins to drop tokens while the channel is full, the keeper
// waits for the lock, and the login that has the lock waits for the keeper.
//
// The repair: the lock guards the tokens, so that a login adds its token itself
// and there is no channel.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct keeper {
    channel<int> added{1};
    channel<int> stop;  // is closed at the end
    mutex m;
    int tokens = 0;  // guarded by m if repaired, else the keeper's own
};

void log_in(keeper& k, version v) {
    const std::scoped_lock lock(k.m);
    if (v == version::faulty) {
        k.added.send(1);
    } else {
        ++k.tokens;
    }
}

void drop_tokens(keeper& k, version v) {
    if (v == version::faulty && k.tokens == 0) return;
    const std::scoped_lock lock(k.m);
    k.tokens = 0;
}

void keep(keeper& k, version v) {
    const auto tick = after(1s);
    for (;;) {
        switch (select(recv(k.added), recv(tick), recv(k.stop))) {
            case 0:
                ++k.tokens;
                break;
            case 1:
                drop_tokens(k, v);
                break;
            case 2:
                return;
        }
    }
}

void run(version v) {
    keeper k;
    wait_group keeping;
    keeping.go("keep", [&] { keep(k, v); });
    log_in(k, v);
    wait_group users;
    for (int i = 0; i < 2; ++i) {
        users.go("user", [&] {
            sleep_for(1s);
            log_in(k, v);
        });
    }
    users.wait();
    k.stop.close();
    keeping.wait();
}

}  // namespace

extern const kernel etcd_7492;
const kernel etcd_7492{"etcd/7492", run};

}  // namespace ctx_corpus
