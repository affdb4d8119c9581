// kubernetes waits for a condition: a poller sends on a channel at each tick,
// until its time is out or a done channel is closed. The condition is checked
// at each tick.
//
// The done channel stays open when the condition has become true. So the poller
// goes on until its time is out, and a goroutine that waits for the done
// channel waits for ever, on every schedule. Main is such a goroutine here. In
// the repaired version wait_for makes the done channel, and closes it when it
// returns.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/ctx.hpp>
#include <functional>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

using wait_func = std::function<channel<bool>(const channel<bool>& done)>;

void poll(const channel<bool>& polls, const channel<bool>& done) {
    const defer close([&] { polls.close(); });
    const ticker tick(2ms);
    const defer stop([&] { tick.stop(); });
    const auto timeout = after(3ms);
    while (select(recv(tick.c()), recv(timeout), recv(done)) == 0) {
        static_cast<void>(select(send(polls, true), default_case));
    }
}

channel<bool> start_poller(const channel<bool>& done) {
    const channel<bool> polls;
    go("poller", [=] { poll(polls, done); });
    return polls;
}

void wait_for(const wait_func& wait, const std::function<bool()>& condition,
              const channel<bool>& stopped, version v) {
    const channel<bool> done =
        v == version::repaired ? channel<bool>() : stopped;
    const defer close([&] {
        if (v == version::repaired) done.close();
    });
    const auto polls = wait(done);
    for (;;) {
        const bool is_open = polls.receive().has_value();
        if (condition() || !is_open) return;
    }
}

void run(version v) {
    const channel<bool> stopped;
    channel<bool> done = nullptr;
    const auto wait = [&](const channel<bool>& d) {
        done = d;
        return start_poller(d);
    };
    wait_for(
        wait, [] { return true; }, stopped, v);
    static_cast<void>(done.receive());
}

}  // namespace

extern const kernel kubernetes_70277;
const kernel kubernetes_70277{"kubernetes/70277", run};

}  // namespace ctx_corpus
