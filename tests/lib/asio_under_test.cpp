// Coroutines of Asio under a context. Compiled with an Asio that has
// cancellation slots.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <ctx/asio.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <exception>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "tests/support/net.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/reports.hpp"

namespace asio_under_test {

#ifndef CTX_ASIO_HAS_CO_AWAIT

TEST_CASE("this Asio has no co_await with this compiler") {
    std::puts("skipped: this Asio has no co_await with this compiler");
}

#else

using namespace std::chrono_literals;
namespace net = ctx_test::net;
using ctx::async_done;
using ctx::async_receive;
using ctx::background;
using ctx::channel;
using ctx::default_case;
using ctx::under;
using ctx::with_cancel;
using ctx::with_timeout;
using ctx_test::net_error_code;
using ctx_test::net_system_error;
using ctx_test::text_of;
using net::use_awaitable;
template <class T>
using awaitable = net::awaitable<T>;

const net_error_code aborted = net::error::operation_aborted;

// Runs `a`, and returns how it ended.
template <class T>
std::string run(net::io_context& io, awaitable<T> a) {
    std::string end;
    co_spawn(io, std::move(a), [&](std::exception_ptr e, auto... result) {
        if (e) {
            end = text_of(e);
        } else {
            end = ("well" + ... + (" " + result));
        }
    });
    io.run();
    return end;
}

awaitable<void> wait_for(ctx::duration d) {
    net::steady_timer timer(co_await net::this_coro::executor, d);
    co_await timer.async_wait(use_awaitable);
}

TEST_CASE("a deadline ends what a coroutine under the context awaits") {
    net::io_context io;
    const auto [c, cancel] = with_timeout(background(), 1ms);
    CHECK(run(io, under(c, wait_for(24h))) == "context deadline exceeded");
}

TEST_CASE("a cancel on another thread ends a coroutine under the context") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    std::jthread canceler;
    const auto body = [&, &stop = cancel]() -> awaitable<void> {
        canceler = std::jthread([&] { stop(); });
        co_await wait_for(24h);
    };
    CHECK(run(io, under(c, body())) == "context canceled");
}

TEST_CASE("a done context does not let a coroutine under it begin") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    cancel();
    bool began = false;
    const auto body = [&]() -> awaitable<void> {
        began = true;
        co_return;
    };
    CHECK(run(io, under(c, body())) == "context canceled");
    CHECK_FALSE(began);
}

TEST_CASE("a coroutine under a context returns its value, and its exception") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    const auto good = []() -> awaitable<std::string> { co_return "a text"; };
    const auto bad = []() -> awaitable<std::string> {
        throw std::runtime_error("disk full");
        co_return "";
    };
    CHECK(run(io, under(c, good())) == "well a text");
    io.restart();
    CHECK(run(io, under(c, bad())) == "disk full");
    CHECK(ctx_test::observer_count(c) == 0);
}

TEST_CASE("an aborted operation of a live context stays an aborted operation") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    const auto body = [&]() -> awaitable<void> {
        net::steady_timer timer(io, 24h);
        net::post(io, [&] { timer.cancel(); });
        co_await timer.async_wait(use_awaitable);
    };
    CHECK(run(io, under(c, body())).starts_with(aborted.message()));
}

TEST_CASE("operations that are awaited after the end are canceled, too") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    std::string log;
    const auto body = [&, &stop = cancel]() -> awaitable<void> {
        stop();
        for (int i = 0; i < 3; ++i) {
            try {
                co_await wait_for(24h);
                log += "waited ";
            } catch (const net_system_error& e) {
                log += e.code() == aborted ? "aborted " : "failed ";
            }
        }
    };
    CHECK(run(io, under(c, body())) == "well");
    CHECK(log == "aborted aborted aborted ");
}

TEST_CASE("a coroutine under a context may await in its cleanup") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    bool cleaned = false;
    const auto body = [&, &stop = cancel]() -> awaitable<void> {
        stop();
        std::exception_ptr e;
        try {
            co_await wait_for(24h);
        } catch (const net_system_error&) {
            e = std::current_exception();
        }
        co_await net::this_coro::reset_cancellation_state();
        co_await wait_for(1ms);
        cleaned = true;
        std::rethrow_exception(e);
    };
    CHECK(run(io, under(c, body())) == "context canceled");
    CHECK(cleaned);
}

TEST_CASE("a context cancels the coroutines that a coroutine under it awaits") {
    net::io_context io;
    const auto [c, cancel] = with_timeout(background(), 1ms);
    const auto inner = []() -> awaitable<void> { co_await wait_for(24h); };
    const auto body = [&]() -> awaitable<void> { co_await inner(); };
    CHECK(run(io, under(c, body())) == "context deadline exceeded");
}

TEST_CASE("of two contexts the one that is done ends the coroutine") {
    net::io_context io;
    const auto outer = with_cancel(background());
    const auto inner = with_timeout(background(), 1ms);
    SUBCASE("the inner one") {
        CHECK(run(io, under(outer.child, under(inner.child, wait_for(24h)))) ==
              "context deadline exceeded");
    }
    SUBCASE("the outer one") {
        net::post(io, [&] { outer.cancel(); });
        CHECK(run(io, under(outer.child, under(with_cancel(background()).child,
                                               wait_for(24h)))) ==
              "context canceled");
    }
}

TEST_CASE(
    "a signal to the outer coroutine ends the coroutine under a context") {
    net::io_context io;
    net::cancellation_signal signal;
    const auto [c, cancel] = with_cancel(background());
    std::exception_ptr end;
    co_spawn(io, under(c, wait_for(24h)),
             net::bind_cancellation_slot(
                 signal.slot(), [&](std::exception_ptr e) { end = e; }));
    net::post(io, [&] { signal.emit(net::cancellation_type::terminal); });
    io.run();
    CHECK(text_of(end).starts_with(aborted.message()));
}

TEST_CASE(
    "a context ends a receive of a coroutine under it, without its help") {
    net::io_context io;
    const auto [c, cancel] = with_timeout(background(), 1ms);
    const channel<int> ch;
    const auto body = [&]() -> awaitable<void> {
        (void)co_await async_receive(ch, use_awaitable);
    };
    CHECK(run(io, under(c, body())) == "context deadline exceeded");
    CHECK(select(ctx::send(ch, 8), default_case) == 1);
}

TEST_CASE("a context ends a read from a socket") {
    using net::ip::tcp;
    net::io_context io;
    tcp::acceptor acceptor(io,
                           tcp::endpoint(net::ip::address_v4::loopback(), 0));
    tcp::socket client(io);
    client.connect(acceptor.local_endpoint());
    const auto [c, cancel] = with_timeout(background(), 1ms);
    const auto body = [&]() -> awaitable<void> {
        char byte = 0;
        (void)co_await client.async_read_some(net::buffer(&byte, 1),
                                              use_awaitable);
    };
    CHECK(run(io, under(c, body())) == "context deadline exceeded");
    CHECK(client.is_open());
}

TEST_CASE("the first of two waits ends the other") {
    using namespace net::experimental::awaitable_operators;
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    const channel<int> ch(1);
    ch.send(7);
    const auto body = [&, c = c]() -> awaitable<std::string> {
        const auto first = co_await (async_done(c, use_awaitable) ||
                                     async_receive(ch, use_awaitable));
        co_return first.index() == 1 ? "received" : "done";
    };
    CHECK(run(io, body()) == "well received");
    CHECK(ctx_test::observer_count(c) == 0);
}

TEST_CASE("an io_context destroys a coroutine that waits under a context") {
    const auto held = std::make_shared<int>(0);
    const auto [c, cancel] = with_cancel(background());
    {
        net::io_context io;
        const auto body = [](std::shared_ptr<int> mine) -> awaitable<void> {
            co_await wait_for(24h);
            ++*mine;
        };
        co_spawn(io, under(c, body(held)), net::detached);
        io.poll();
        CHECK(held.use_count() == 2);
    }
    CHECK(held.use_count() == 1);
    CHECK(ctx_test::observer_count(c) == 0);
}

TEST_CASE("a signal may be destroyed before a coroutine that never goes on") {
    net::io_context io;
    std::optional<net::cancellation_signal> signal(std::in_place);
    const auto [c, cancel] = with_cancel(background());
    co_spawn(io, under(c, wait_for(24h)),
             net::bind_cancellation_slot(signal->slot(), net::detached));
    io.poll();
    signal.reset();
    CHECK(ctx_test::observer_count(c) == 1);
}

TEST_CASE("a body that returns after the end of its context has its value") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    const auto body = [&, &stop = cancel]() -> awaitable<std::string> {
        stop();
        co_return "a text";
    };
    CHECK(run(io, under(c, body())) == "well a text");
}

TEST_CASE(
    "a total cancellation reaches a body through a coroutine that lets it") {
    net::io_context io;
    net::cancellation_signal signal;
    const auto [c, cancel] = with_cancel(background());
    std::exception_ptr end;
    const auto outer = [&, c = c](bool lets) -> awaitable<void> {
        if (lets) {
            co_await net::this_coro::reset_cancellation_state(
                net::enable_total_cancellation());
        }
        const auto body = []() -> awaitable<void> {
            co_await net::this_coro::reset_cancellation_state(
                net::enable_total_cancellation());
            co_await wait_for(24h);
        };
        co_await under(c, body());
    };
    const auto start = [&](bool lets) {
        co_spawn(io, outer(lets),
                 net::bind_cancellation_slot(
                     signal.slot(), [&](std::exception_ptr e) { end = e; }));
        io.poll();
        signal.emit(net::cancellation_type::total);
        io.poll();
    };
    SUBCASE("it lets it") {
        start(true);
        CHECK(text_of(end).starts_with(aborted.message()));
    }
    SUBCASE("it does not, by default") {
        start(false);
        CHECK_FALSE(end);
    }
}

TEST_CASE("a cancel that races with the end of a body is harmless") {
    for (int i = 0; i < 500; ++i) {
        net::io_context io;
        const auto made = with_cancel(background());
        const channel<int> ch;
        std::latch both(2);
        const std::jthread canceler([&] {
            both.arrive_and_wait();
            made.cancel();
        });
        const auto body = [&]() -> awaitable<void> {
            both.arrive_and_wait();
            co_await net::post(use_awaitable);
            (void)co_await async_receive(made.child, ch, use_awaitable);
        };
        const auto end = run(io, under(made.child, body()));
        REQUIRE((end == "well" || end == "context canceled"));
    }
}

TEST_CASE("a goroutine on a fiber cancels a coroutine of an Asio loop") {
    net::io_context io;
    auto work = net::make_work_guard(io);
    const std::jthread loop([&] { io.run(); });
    std::string end;
    ctx_test::check_clean(ctx::run_on_fibers([&] {
        const auto [c, cancel] = with_cancel(background());
        const channel<std::string> ended;
        co_spawn(io, under(c, wait_for(24h)), [=](std::exception_ptr e) {
            ctx::async_send(ended, text_of(e), net::detached);
        });
        ctx::go([stop = cancel] { stop(); });
        end = *ended.receive();
    }));
    work.reset();
    CHECK(end == "context canceled");
}

#endif

}  // namespace asio_under_test
