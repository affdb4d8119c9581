// istio's agent restarts a proxy as a new epoch while the old epoch runs. Each
// epoch reports its exit on a channel. The agent's loop receives the reports,
// and ends when no epoch is active.
//
// The first epoch may exit before the restart has the lock. No epoch is active
// then, so the loop ends, and the second epoch waits for ever to report its
// exit. In the repaired version a report also ends with the agent's context.
// The project's change is there too: a restart counts its epoch first and waits
// without the lock. That change alone does not cure this program.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct agent {
    explicit agent(version made) : v(made) {}

    const version v;
    const channel<int> exits;
    mutex lock;
    int epoch = 0;         // guarded by lock
    std::set<int> active;  // guarded by lock
};

using shared_agent = std::shared_ptr<agent>;

// The agent's loop.
void watch(const context& c, const shared_agent& a) {
    for (;;) {
        std::optional<int> exited;
        if (select(recv(a->exits, exited), recv(c.done())) == 1) return;
        const std::scoped_lock lock(a->lock);
        a->active.erase(*exited);
        if (a->active.empty()) return;
    }
}

void report_exit(const context& c, const shared_agent& a, int epoch) {
    if (a->v == version::faulty) {
        a->exits.send(epoch);
    } else {
        static_cast<void>(select(send(a->exits, epoch), recv(c.done())));
    }
}

// The proxy does not become live, and the restart gives up.
void wait_until_live() { yield(); }

void restart(const context& c, const shared_agent& a) {
    std::unique_lock lock(a->lock);
    const bool others_run = !a->active.empty();
    const int epoch = ++a->epoch;
    if (a->v == version::faulty) {
        if (others_run) wait_until_live();
        a->active.insert(epoch);
    } else {
        a->active.insert(epoch);
        lock.unlock();
        if (others_run) wait_until_live();
    }
    go("epoch", [=] { report_exit(c, a, epoch); });
}

void run(version v) {
    auto [c, cancel] = with_cancel(background());
    const auto a = std::make_shared<agent>(v);
    go("watch", [=] { watch(c, a); });
    restart(c, a);
    go("restart", [=] { restart(c, a); });
    sleep_for(200ns);
    cancel();
    sleep_for(1s);
}

}  // namespace

extern const kernel istio_17860;
const kernel istio_17860{"istio/17860", run};

}  // namespace ctx_corpus
