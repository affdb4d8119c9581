// moby cleans up the devices that were deleted, with the set of devices locked.
//
// If there are no such devices, the cleanup returns without unlocking. Another
// goroutine that needs the lock waits for ever, on every schedule. The repair
// unlocks first.
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

struct device_set {
    mutex lock;
    int deleted = 0;  // guarded by lock
};

void clean_up(device_set& devices, version v) {
    devices.lock.lock();
    if (devices.deleted == 0) {
        if (v == version::repaired) devices.lock.unlock();
        return;
    }
    devices.deleted = 0;
    devices.lock.unlock();
}

void run(version v) {
    const auto devices = std::make_shared<device_set>();
    clean_up(*devices, v);
    const channel<bool> done(1);
    go("user", [=] {
        const std::scoped_lock lock(devices->lock);
        done.send(true);
    });
    static_cast<void>(select(recv(done), recv(after(1ms))));
}

}  // namespace

extern const kernel moby_17176;
const kernel moby_17176{"moby/17176", run};

}  // namespace ctx_corpus
