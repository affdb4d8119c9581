// The kubelet's status manager sends each change of a pod's status on a
// channel, with the statuses locked. A loop receives the changes. The loop also
// locks the statuses, to delete the status of a pod whose update failed.
//
// The loop receives the change of one goroutine. A second goroutine then takes
// the lock, and waits for the loop to receive, while the loop waits for the
// lock. The repair deletes the status in a goroutine of its own, so that the
// loop goes on.
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

class status_manager {
public:
    void set_pod_status() {
        const std::scoped_lock lock(statuses_);
        changes_.send(true);
    }

    void delete_pod_status() { const std::scoped_lock lock(statuses_); }

    void next_change() { static_cast<void>(changes_.receive()); }

private:
    shared_mutex statuses_;
    const channel<bool> changes_;
};

void run(version v) {
    const auto manager = std::make_shared<status_manager>();
    go("sync", [=] {
        for (int i = 0; i < 2; ++i) {
            manager->next_change();
            if (v == version::faulty) {
                manager->delete_pod_status();
            } else {
                go("delete", [=] { manager->delete_pod_status(); });
            }
        }
    });
    go("first pod", [=] { manager->set_pod_status(); });
    go("second pod", [=] { manager->set_pod_status(); });
    sleep_for(1s);
}

}  // namespace

extern const kernel kubernetes_10182;
const kernel kubernetes_10182{"kubernetes/10182", run};

}  // namespace ctx_corpus
