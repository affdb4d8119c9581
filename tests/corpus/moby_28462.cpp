// moby's monitor probes the health of a container, with the container locked,
// until the monitor is stopped. A change of the container's state stops the
// monitor, with the container locked as well.
//
// The stop is a send on a channel, which blocks until the monitor receives. If
// the monitor is about to probe, it waits for the lock, and the goroutine with
// the lock waits for the monitor. The repair closes the channel, which does not
// block.
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

struct container {
    mutex lock;
    const channel<bool> stop;
};

void handle_probe_result(container& c) { const std::scoped_lock lock(c.lock); }

void monitor(container& c) {
    if (select(recv(c.stop), default_case) == 0) return;
    handle_probe_result(c);
    // One probe is enough here.
    static_cast<void>(c.stop.receive());
}

void change_state(container& c, version v) {
    const std::scoped_lock lock(c.lock);
    if (v == version::faulty) {
        c.stop.send(true);
    } else {
        c.stop.close();
    }
}

void run(version v) {
    const auto c = std::make_shared<container>();
    go("monitor", [=] { monitor(*c); });
    go("change", [=] { change_state(*c, v); });
    sleep_for(1s);
}

}  // namespace

extern const kernel moby_28462;
const kernel moby_28462{"moby/28462", run};

}  // namespace ctx_corpus
