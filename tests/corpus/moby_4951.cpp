// moby deletes a device: it locks the set of devices, then the device. While
// the kernel removes the device, moby unlocks the set, and locks the set again
// afterwards. The device stays locked all the time.
//
// A second goroutine deletes the same device meanwhile: it locks the set, and
// waits for the device. The first goroutine then waits for the set. The repair
// always locks the device before the set.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;

struct device {
    mutex lock;
};

class device_set {
public:
    void delete_device(version v) {
        if (v == version::faulty) {
            const std::scoped_lock set_lock(lock_);
            device& found = look_up();
            const std::scoped_lock device_lock(found.lock);
            remove_and_wait();
        } else {
            device& found = look_up_alone();
            const std::scoped_lock device_lock(found.lock);
            const std::scoped_lock set_lock(lock_);
            remove_and_wait();
        }
    }

private:
    // With lock_ held.
    device& look_up() { return only_; }

    device& look_up_alone() {
        const std::scoped_lock lock(lock_);
        return look_up();
    }

    // With lock_ held.
    void remove_and_wait() {
        lock_.unlock();
        yield();  // the kernel takes its time
        lock_.lock();
    }

    mutex lock_;
    device only_;
};

void run(version v) {
    device_set devices;
    wait_group both;
    both.go("first", [&] { devices.delete_device(v); });
    both.go("second", [&] { devices.delete_device(v); });
    both.wait();
}

}  // namespace

extern const kernel moby_4951;
const kernel moby_4951{"moby/4951", run};

}  // namespace ctx_corpus
