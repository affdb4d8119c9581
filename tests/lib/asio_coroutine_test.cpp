// Coroutines of Asio that wait for contexts and channels. Compiled with
// Boost.Asio, and with standalone Asio.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctx/asio.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/coroutine.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/net.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/reports.hpp"

namespace asio_coroutine_test {

#ifndef CTX_ASIO_HAS_CO_AWAIT

TEST_CASE("this Asio has no co_await with this compiler") {
    std::puts("skipped: this Asio has no co_await with this compiler");
}

#else

namespace net = ctx_test::net;
using ctx::async_done;
using ctx::async_receive;
using ctx::async_send;
using ctx::background;
using ctx::channel;
using ctx::default_case;
using ctx::with_cancel;

using executor = net::io_context::executor_type;
template <class T>
using awaitable = net::awaitable<T, executor>;
constexpr net::use_awaitable_t<executor> use_awaitable;

struct pinned {  // neither copied nor assigned
    explicit pinned(int n) : value(std::make_unique<const int>(n)) {}
    pinned(pinned&&) noexcept = default;
    pinned& operator=(pinned&&) = delete;
    std::unique_ptr<const int> value;
};

TEST_CASE("values that only move are sent and received") {
    net::io_context io;
    const channel<pinned> ch;
    int got = 0;
    co_spawn(
        io.get_executor(),
        [&]() -> awaitable<void> {
            const auto value = co_await async_receive(ch, use_awaitable);
            got += *value->value;
            auto [second, err] =
                co_await async_receive(background(), ch, use_awaitable);
            got += *second->value;
        },
        net::detached);
    co_spawn(
        io.get_executor(),
        [&]() -> awaitable<void> {
            co_await async_send(ch, pinned(7), use_awaitable);
            (void)co_await async_send(background(), ch, pinned(30),
                                      use_awaitable);
        },
        net::detached);
    io.run();
    CHECK(got == 37);
}

TEST_CASE("co_await returns and throws as the calls that block") {
    net::io_context io;
    std::string log;
    const channel<int> ch(1);
    const auto [c, cancel] = with_cancel(background());
    co_spawn(
        io.get_executor(),
        [&, &stop = cancel, c = c]() -> awaitable<void> {
            co_await async_send(ch, 7, use_awaitable);
            log += std::to_string(*co_await async_receive(ch, use_awaitable));
            stop();
            const std::error_code e = co_await async_done(c, use_awaitable);
            log += ' ' + e.message();
            auto [job, err] = co_await async_receive(c, ch, use_awaitable);
            log += ' ' + err.message();
            ch.close();
            try {
                co_await async_send(ch, 7, use_awaitable);
            } catch (const ctx::closed_channel& closed) {
                log += std::string(" ") + closed.what();
            }
        },
        net::detached);
    io.run();
    CHECK(log == "7 context canceled context canceled send on closed channel");
}

TEST_CASE("a coroutine and a thread hand values to each other") {
    constexpr int rounds = 1000;
    net::io_context io;
    const channel<int> there, back;
    co_spawn(
        io.get_executor(),
        [&]() -> awaitable<void> {
            while (auto n = co_await async_receive(there, use_awaitable)) {
                co_await async_send(back, *n + 1, use_awaitable);
            }
            back.close();
        },
        net::detached);
    const std::jthread loop([&] { io.run(); });
    int n = 0;
    for (int i = 0; i < rounds; ++i) {
        there.send(n);
        n = *back.receive();
    }
    there.close();
    CHECK(n == rounds);
    CHECK_FALSE(back.receive());
}

TEST_CASE(
    "ten thousand coroutines wait for one context without a thread each") {
    constexpr int waiters = 10'000;
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    int ended = 0;
    for (int i = 0; i < waiters; ++i) {
        co_spawn(
            io.get_executor(),
            [&, c = c]() -> awaitable<void> {
                (void)co_await async_done(c, use_awaitable);
                ++ended;
            },
            net::detached);
    }
    io.poll();
    CHECK(ctx_test::observer_count(c) == waiters);
    CHECK(ended == 0);
    cancel();
    io.run();
    CHECK(ended == waiters);
}

TEST_CASE("an io_context destroys a coroutine that waits") {
    const auto held = std::make_shared<int>(0);
    const channel<int> ch;
    {
        net::io_context io;
        co_spawn(
            io.get_executor(),
            [](channel<int> from,
               std::shared_ptr<int> mine) -> awaitable<void> {
                *mine += *co_await async_receive(from, use_awaitable);
            }(ch, held),
            net::detached);
        io.poll();
    }
    CHECK(held.use_count() == 1);
    CHECK(select(ctx::send(ch, 8), default_case) == 1);
}

TEST_CASE("threads and handlers that share a channel lose no value") {
    constexpr int senders = 2, each = 2000, all = senders * each;
    net::thread_pool pool(2);
    const channel<int> ch, sums;
    const auto receiver = [&]() -> net::awaitable<void> {
        int sum = 0;
        while (auto n = co_await async_receive(ch, net::use_awaitable)) {
            sum += *n;
        }
        co_await async_send(sums, sum, net::use_awaitable);
    };
    for (int i = 0; i < 3; ++i) {
        co_spawn(net::make_strand(pool.get_executor()), receiver,
                 net::detached);
    }
    std::vector<std::jthread> threads;
    for (int i = 0; i < senders; ++i) {
        threads.emplace_back([&, i] {
            for (int n = i; n < all; n += senders) ch.send(n);
        });
    }
    threads.clear();
    ch.close();
    int sum = 0;
    for (int i = 0; i < 3; ++i) sum += *sums.receive();
    pool.join();
    CHECK(sum == all * (all - 1) / 2);
}

TEST_CASE("goroutines on fibers work with coroutines of an Asio loop") {
    net::io_context io;
    auto work = net::make_work_guard(io);
    const std::jthread loop([&] { io.run(); });
    int sum = 0;
    ctx_test::check_clean(ctx::run_on_fibers([&] {
        const channel<int> jobs, results;
        co_spawn(
            io.get_executor(),
            [](channel<int> in, channel<int> out) -> awaitable<void> {
                while (auto n = co_await async_receive(in, use_awaitable)) {
                    co_await async_send(out, *n * *n, use_awaitable);
                }
                out.close();
            }(jobs, results),
            net::detached);
        ctx::go([=] {
            for (int i = 1; i <= 10; ++i) jobs.send(i);
            jobs.close();
        });
        for (const int n : results) sum += n;
    }));
    work.reset();
    CHECK(sum == 385);
}

TEST_CASE("a coroutine of this library and one of Asio work together") {
    net::io_context io;
    const channel<int> there, back;
    co_spawn(
        io.get_executor(),
        [&]() -> awaitable<void> {
            while (auto n = co_await async_receive(there, use_awaitable)) {
                co_await async_send(back, *n + 1, use_awaitable);
            }
            back.close();
        },
        net::detached);
    const std::jthread loop([&] { io.run(); });
    const auto count = [](channel<int> out,
                          channel<int> in) -> ctx::coroutine<int> {
        int n = 0;
        for (int i = 0; i < 100; ++i) {
            co_await async_send(out, n);
            n = *co_await async_receive(in);
        }
        out.close();
        co_return n;
    };
    CHECK(sync_wait(count(there, back)) == 100);
}

#endif

}  // namespace asio_coroutine_test
