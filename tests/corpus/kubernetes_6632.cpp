// A connection of kubernetes watches for idleness: a writer of a frame resets a
// timer, through a channel, with the write lock held. A monitor receives the
// resets. When the connection closes, the monitor takes the write lock and
// closes the channel.
//
// The connection closes while a writer has the lock and waits for the monitor
// to receive. The monitor waits for the lock. In the repaired version the
// monitor first starts a goroutine that empties the channel.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;

class idle_aware_framer {
public:
    explicit idle_aware_framer(version v) : version_(v) {}

    void monitor(const channel<bool>& connection_closed) {
        while (select(recv(resets_), recv(connection_closed)) == 0) continue;
        if (version_ == version::repaired) {
            go("drain", [resets = resets_] {
                while (resets.receive()) continue;
            });
        }
        const std::scoped_lock lock(write_lock_);
        resets_.close();
        is_closed_ = true;
    }

    void write_frame() {
        const std::scoped_lock lock(write_lock_);
        if (!is_closed_) resets_.send(true);
    }

private:
    const version version_;
    const channel<bool> resets_;
    mutex write_lock_;
    bool is_closed_ = false;  // guarded by write_lock_
};

void run(version v) {
    idle_aware_framer framer(v);
    const channel<bool> connection_closed;
    wait_group both;
    both.go("monitor", [&] { framer.monitor(connection_closed); });
    both.go("writer", [&] { framer.write_frame(); });
    connection_closed.close();
    both.wait();
}

}  // namespace

extern const kernel kubernetes_6632;
const kernel kubernetes_6632{"kubernetes/6632", run};

}  // namespace ctx_corpus
