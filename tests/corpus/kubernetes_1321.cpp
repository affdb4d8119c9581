// A kubernetes watch sends each event to all watchers, with the list of
// watchers locked. A watcher that stops locks the list, removes itself, and
// closes its channel.
//
// The watch sends to a watcher that is about to stop. The watch keeps the lock
// until the watcher receives, and the watcher waits for the lock. In the
// repaired version each watcher has a second channel, which it closes before it
// locks. The watch selects on sending the event and on that channel.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <map>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;

struct watcher {
    channel<bool> events;
    channel<bool> stopped;  // is closed then, in the repaired version
};

class event_watch {
public:
    explicit event_watch(version v) : version_(v) {}

    watcher add(int id) {
        const std::scoped_lock lock(mutex_);
        return watchers_[id];
    }

    void stop(int id, const watcher& w) {
        if (version_ == version::repaired) w.stopped.close();
        const std::scoped_lock lock(mutex_);
        watchers_.erase(id);
        w.events.close();
    }

    void distribute() {
        const std::scoped_lock lock(mutex_);
        for (const auto& [id, w] : watchers_) {
            static_cast<void>(select(send(w.events, true), recv(w.stopped)));
        }
    }

private:
    const version version_;
    mutex mutex_;
    std::map<int, watcher> watchers_;  // guarded by mutex_
};

void run(version v) {
    event_watch watch(v);
    wait_group loop;
    loop.go("distribute", [&] { watch.distribute(); });
    const watcher w = watch.add(1);
    watch.stop(1, w);
    loop.wait();
}

}  // namespace

extern const kernel kubernetes_1321;
const kernel kubernetes_1321{"kubernetes/1321", run};

}  // namespace ctx_corpus
