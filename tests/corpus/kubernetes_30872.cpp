// The federation controller of kubernetes has an informer with a lock, and the
// informer's controller has a queue with a lock.
//
// The controller pops from the queue and calls the informer: it locks the
// queue, then the informer. A goroutine that asks the informer whether the
// clusters are synced locks the informer, then the queue. If each of the two
// goroutines has its first lock, they wait for each other. The repair asks the
// queue without locking the informer.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <functional>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;

class cluster_queue {
public:
    void pop(const std::function<void()>& process) {
        const std::scoped_lock lock(mutex_);
        process();
    }

    void has_synced() { const std::scoped_lock lock(mutex_); }

private:
    shared_mutex mutex_;
};

class federated_informer {
public:
    explicit federated_informer(version v) : version_(v) {}

    void start(wait_group& running) {
        const std::scoped_lock lock(mutex_);
        running.go("controller", [this] {
            if (select(recv(stopped_), default_case) == 0) return;
            queue_.pop([this] { add_cluster(); });
        });
    }

    void stop() {
        const std::scoped_lock lock(mutex_);
        stopped_.close();
    }

    void are_clusters_synced() {
        std::unique_lock lock(mutex_, std::defer_lock);
        if (version_ == version::faulty) lock.lock();
        queue_.has_synced();
    }

private:
    void add_cluster() { const std::scoped_lock lock(mutex_); }

    const version version_;
    mutex mutex_;
    const channel<bool> stopped_;
    cluster_queue queue_;
};

void run(version v) {
    federated_informer informer(v);
    wait_group running;
    informer.start(running);
    running.go("reconcile", [&] { informer.are_clusters_synced(); });
    informer.stop();
    running.wait();
}

}  // namespace

extern const kernel kubernetes_30872;
const kernel kubernetes_30872{"kubernetes/30872", run};

}  // namespace ctx_corpus
