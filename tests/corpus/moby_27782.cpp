// moby follows a log file: a reader passes on the events that inotify has for
// the file. When the log is closed, the follower removes the file from inotify,
// and waits until the reader has seen inotify's last event.
//
// The log is closed while the reader has an older event to pass on. The
// follower receives no more events, so the reader never gets to the last event,
// and both wait for ever. In the repaired version another goroutine removes the
// file, and the follower goes on receiving events until the file is removed.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <memory>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;

struct file_watcher {
    const channel<bool> events;
    const channel<bool> unwatched;  // closed: inotify sends its last event
    const channel<bool> done;       // closed: the reader is to end
    mutex lock;
    condition_variable removed;
    bool is_watched = true;  // guarded by lock

    void read_events() {
        // The file was written.
        if (select(send(events, true), recv(done)) == 1) return;
        if (select(recv(unwatched), recv(done)) == 1) return;
        const std::scoped_lock guard(lock);
        is_watched = false;
        removed.notify_all();
    }

    void remove() {
        unwatched.close();
        std::unique_lock guard(lock);
        removed.wait(guard, [this] { return !is_watched; });
    }
};

void follow_faulty(file_watcher& watcher, const channel<bool>& closed) {
    while (select(recv(watcher.events), recv(closed)) == 0) continue;
    watcher.remove();
}

void follow_repaired(file_watcher& watcher, const channel<bool>& closed) {
    const channel<bool> is_removed;
    go("remove", [&watcher, closed, is_removed] {
        static_cast<void>(closed.receive());
        watcher.remove();
        is_removed.close();
    });
    while (select(recv(watcher.events), recv(is_removed)) == 0) continue;
}

void follow_log(const channel<bool>& closed, version v) {
    const auto watcher = std::make_shared<file_watcher>();
    go("reader", [=] { watcher->read_events(); });
    if (v == version::faulty) {
        follow_faulty(*watcher, closed);
    } else {
        follow_repaired(*watcher, closed);
    }
    watcher->done.close();
}

void run(version v) {
    const channel<bool> closed;
    wait_group following;
    following.go("follower", [=] { follow_log(closed, v); });
    closed.close();
    following.wait();
}

}  // namespace

extern const kernel moby_27782;
const kernel moby_27782{"moby/27782", run};

}  // namespace ctx_corpus
