// Channels, select, timers and goroutines outside of bubbles. Go's side is
// ../go/outside_test.go.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/channel.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <ctx/wait_group.hpp>

#include "tests/bench/rows/row.hpp"

namespace ctx_bench {
namespace {

using namespace std::chrono_literals;
using ctx::channel;

void send_and_receive(benchmark::State& state) {
    const channel<int> c(1);
    repeat(state, 1, [&] {
        c.send(1);
        benchmark::DoNotOptimize(c.receive());
    });
}

void ready_select(benchmark::State& state) {
    const channel<int> a(1), b(1);
    a.send(1);
    b.send(1);
    repeat(state, 1, [&] {
        if (ctx::select(ctx::recv(a), ctx::recv(b)) == 0) {
            a.send(1);
        } else {
            b.send(1);
        }
    });
}

void reset_timer(benchmark::State& state) {
    const ctx::timer t(1h);
    repeat(state, 1, [&] { (void)t.reset(1h); });
}

void spawn_and_join(benchmark::State& state) {
    repeat(state, 1, [] {
        ctx::wait_group wg;
        wg.go([] {});
        wg.wait();
    });
}

}  // namespace

void add_outside_rows() {
    row("Outside/SendAndReceive", send_and_receive);
    row("Outside/ReadySelect/cases=2", ready_select);
    row("Outside/TimerReset", reset_timer);
    row("Outside/SpawnAndJoin", spawn_and_join);
}

}  // namespace ctx_bench
