// A kubernetes election tells a service loop of each change. The loop holds the
// lock of a condition variable, and a helper goroutine waits for the condition,
// so that the loop can wait for the helper or for the end of the election.
//
// At the end of the election the loop signals the condition, to free the
// helper. If the helper has not begun to wait, the signal is lost: the helper
// waits for ever, and the loop waits for the helper. The repair replaces the
// condition variable by a channel with room for one change.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;

// Runs `f` in a goroutine, and returns a channel that is closed afterwards.
template <class F>
channel<bool> finished(const char* name, F f) {
    const channel<bool> over;
    go(name, [=] {
        f();
        over.close();
    });
    return over;
}

struct faulty_notifier {
    mutex lock;
    condition_variable changed;

    void notify() {
        const std::scoped_lock guard(lock);
        changed.notify_one();
    }

    // The service loop has locked on behalf of the goroutine that waits.
    void wait() {
        std::unique_lock guard(lock, std::adopt_lock);
        const defer keep_locked([&] { guard.release(); });
        changed.wait(guard);
    }

    void serve(const channel<bool>& election) {
        const std::scoped_lock guard(lock);
        while (select(recv(election), default_case) == 1) {
            const auto woken = finished("wait", [this] { wait(); });
            if (select(recv(election), recv(woken)) == 1) continue;
            changed.notify_one();
            static_cast<void>(woken.receive());
            return;
        }
    }
};

struct repaired_notifier {
    const channel<bool> changed{1};

    void notify() {
        static_cast<void>(select(send(changed, true), default_case));
    }

    void serve(const channel<bool>& election) {
        while (select(recv(election), recv(changed)) == 1) continue;
    }
};

template <class Notifier>
void elect_and_serve() {
    Notifier n;
    n.serve(finished("election", [&] { n.notify(); }));
}

void run(version v) {
    if (v == version::faulty) {
        elect_and_serve<faulty_notifier>();
    } else {
        elect_and_serve<repaired_notifier>();
    }
}

}  // namespace

extern const kernel kubernetes_11298;
const kernel kubernetes_11298{"kubernetes/11298", run};

}  // namespace ctx_corpus
