// Goroutines in a bubble. Go's side is ../go/bubble_test.go, whose bubbles are
// those of testing/synctest. Boost.Fiber does the same with fibers that take
// turns in a schedule of its own.
// SPDX-License-Identifier: MIT
#include <boost/fiber/buffered_channel.hpp>
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/unbuffered_channel.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/rows/row.hpp"

namespace ctx_bench {
namespace {

using ctx::channel;
using ctx::go;

// Runs `f` in a bubble whose clock may stand still for any number of calls.
template <class F>
void in_bubble(F f) {
    ctx::bubble_options options;
    options.calls_per_instant = std::numeric_limits<std::uint64_t>::max();
    (void)ctx::bubble(f, options);
}

void spawn_and_join(benchmark::State& state, int many) {
    in_bubble([&] {
        repeat(state, 1, [&] {
            ctx::wait_group wg;
            for (int i = 0; i < many; ++i) wg.go([] {});
            wg.wait();
        });
    });
}

void send_to_receiver(benchmark::State& state, std::size_t capacity) {
    in_bubble([&] {
        const channel<int> c(capacity);
        go([c] {
            for (const int i : c) benchmark::DoNotOptimize(i);
        });
        repeat(state, 1, [&] { c.send(1); });
        c.close();
    });
}

void ping_pong(benchmark::State& state) {
    in_bubble([&] {
        const channel<int> there, back;
        go([=] {
            for (const int i : there) back.send(i);
        });
        repeat(state, 1, [&] {
            there.send(1);
            (void)back.receive();
        });
        there.close();
    });
}

template <std::size_t... Case>
void blocked_select(benchmark::State& state, std::index_sequence<Case...>) {
    in_bubble([&] {
        const std::vector<channel<int>> all{((void)Case, channel<int>())...};
        go([all] {
            for (std::size_t i = 0;; ++i) all[i % sizeof...(Case)].send(1);
        });
        repeat(state, 1, [&] { (void)ctx::select(ctx::recv(all[Case])...); });
    });
}

void start_after_func(benchmark::State& state) {
    in_bubble([&] {
        repeat(state, 1, [] {
            const auto [c, cancel] = with_cancel(ctx::background());
            const channel<int> ran;
            (void)after_func(c, [ran] { ran.send(1); });
            cancel();
            (void)ran.receive();
        });
    });
}

void woken_by_cancel(benchmark::State& state, int many) {
    in_bubble([&] {
        repeat(state, 1, [&] {
            const auto made = with_cancel(ctx::background());
            ctx::wait_group wg;
            for (int i = 0; i < many; ++i) {
                wg.go([&] { made.child.done().wait(); });
            }
            // Until all of them are blocked.
            ctx::sleep_for(std::chrono::milliseconds(1));
            made.cancel();
            wg.wait();
        });
    });
}

// -- Boost.Fiber ------------------------------------------------------------

void boost_spawn_and_join(benchmark::State& state, int many) {
    std::vector<boost::fibers::fiber> all;
    repeat(state, 1, [&] {
        for (int i = 0; i < many; ++i) all.emplace_back([] {});
        for (auto& f : all) f.join();
        all.clear();
    });
}

template <class Channel>
void boost_send_to_receiver(benchmark::State& state, Channel& c) {
    boost::fibers::fiber receiver([&] {
        for (const int i : c) benchmark::DoNotOptimize(i);
    });
    repeat(state, 1, [&] { c.push(1); });
    c.close();
    receiver.join();
}

void boost_ping_pong(benchmark::State& state) {
    boost::fibers::unbuffered_channel<int> there, back;
    boost::fibers::fiber partner([&] {
        for (const int i : there) back.push(i);
    });
    repeat(state, 1, [&] {
        there.push(1);
        benchmark::DoNotOptimize(back.value_pop());
    });
    there.close();
    partner.join();
}

}  // namespace

void add_bubble_rows() {
    using state = benchmark::State;
    const std::string spawn = "Bubble/SpawnAndJoin";
    const std::string many = "Bubble/Spawn/goroutines=1000";
    const std::string unbuffered = "Bubble/UnbufferedSend";
    const std::string buffered = "Bubble/Channel/capacity=128";
    const std::string ping = "Bubble/PingPong";
    row(spawn, [](state& s) { spawn_and_join(s, 1); });
    row(spawn + "@Boost.Fiber", [](state& s) { boost_spawn_and_join(s, 1); });
    row(many, [](state& s) { spawn_and_join(s, 1000); });
    row(many + "@Boost.Fiber", [](state& s) { boost_spawn_and_join(s, 1000); });
    row(unbuffered, [](state& s) { send_to_receiver(s, 0); });
    row(unbuffered + "@Boost.Fiber", [](state& s) {
        boost::fibers::unbuffered_channel<int> c;
        boost_send_to_receiver(s, c);
    });
    row(buffered, [](state& s) { send_to_receiver(s, 128); });
    row(buffered + "@Boost.Fiber", [](state& s) {
        boost::fibers::buffered_channel<int> c(128);
        boost_send_to_receiver(s, c);
    });
    row(ping, ping_pong);
    row(ping + "@Boost.Fiber", boost_ping_pong);
    row("Bubble/BlockedSelect/cases=2",
        [](state& s) { blocked_select(s, std::make_index_sequence<2>()); });
    row("Bubble/BlockedSelect/cases=8",
        [](state& s) { blocked_select(s, std::make_index_sequence<8>()); });
    row("Bubble/AfterFunc", start_after_func);
    for (const int n : {10'000, 100'000}) {
        row("Bubble/WokenByCancel/goroutines=" + std::to_string(n),
            [n](state& s) { woken_by_cancel(s, n); });
    }
}

}  // namespace ctx_bench
