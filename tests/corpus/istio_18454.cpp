// istio delays a snapshot while changes come in: each change restarts a timer.
// A loop owns the timer, and receives the changes from a channel.
//
// The loop stops the timer before it starts it again. If the timer has fired
// already, the loop receives the time that the timer has sent. But if the timer
// fired before the change came, the loop has received that time before. The
// loop then waits for ever, and does not see that its context is canceled. The
// repair receives the time only if the time is there.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>
#include <mutex>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

constexpr auto quiet_time = 1ms;

class strategy {
public:
    strategy(const context& lifetime, version v)
        : lifetime_(lifetime), version_(v) {}

    void on_change() {
        std::unique_lock lock(mutex_);
        if (has_timer_) {
            lock.unlock();
            changes_.send(true);
            return;
        }
        has_timer_ = true;
        go("loop", [changes = changes_, lifetime = lifetime_, v = version_] {
            loop(changes, lifetime, v);
        });
    }

private:
    static void loop(const channel<bool>& changes, const context& lifetime,
                     version v) {
        const timer quiet(quiet_time);
        for (;;) {
            switch (
                select(recv(quiet.c()), recv(changes), recv(lifetime.done()))) {
                case 0:
                    break;  // a snapshot is made here
                case 1:
                    if (!quiet.stop()) drain(quiet, v);
                    quiet.reset(quiet_time);
                    break;
                case 2:
                    quiet.stop();
                    return;
            }
        }
    }

    static void drain(const timer& t, version v) {
        if (v == version::faulty) {
            static_cast<void>(t.c().receive());
        } else {
            static_cast<void>(select(recv(t.c()), default_case));
        }
    }

    const context lifetime_;
    const version version_;
    const channel<bool> changes_{1};
    mutex mutex_;
    bool has_timer_ = false;  // guarded by mutex_
};

void run(version v) {
    auto [lifetime, cancel] = with_cancel(background());
    strategy s(lifetime, v);
    s.on_change();
    sleep_for(quiet_time);
    s.on_change();
    cancel();
    sleep_for(1s);
}

}  // namespace

extern const kernel istio_18454;
const kernel istio_18454{"istio/18454", run};

}  // namespace ctx_corpus
