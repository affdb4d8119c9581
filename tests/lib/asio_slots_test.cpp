// Cancellation slots, and coroutines under a context.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
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
#include <system_error>
#include <thread>
#include <utility>
#include <variant>

#include "tests/support/net.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/reports.hpp"

namespace asio_slots_test {

using namespace std::chrono_literals;
namespace net = ctx_test::net;
using ctx::async_done;
using ctx::async_receive;
using ctx::async_send;
using ctx::background;
using ctx::channel;
using ctx::default_case;
using ctx::errc;
using ctx::received;
using ctx::recv;
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

// Returns the code of `e`, which Asio threw; empty if there is no exception.
std::error_code code_of(const std::exception_ptr& e) {
    if (!e) return {};
    try {
        std::rethrow_exception(e);
    } catch (const net_system_error& thrown) {
        return thrown.code();
    }
}

// -- slots of single operations -----------------------------------------------

// Binds a handler that stores what it is called with to `io` and `slot`.
template <class... Out>
auto store(net::io_context& io, net::cancellation_slot slot, Out&... out) {
    return net::bind_cancellation_slot(
        slot, net::bind_executor(io.get_executor(), [&](auto... args) {
            ((out = std::move(args)), ...);
        }));
}

TEST_CASE("a signal ends a wait, but not inside emit") {
    net::io_context io;
    net::cancellation_signal signal;
    const channel<int> ch;
    const auto [c, cancel] = with_cancel(background());
    std::exception_ptr e;
    std::optional<int> value;
    received<int> got;
    std::error_code err;
    SUBCASE("async_done") { async_done(c, store(io, signal.slot(), e, err)); }
    SUBCASE("async_receive") {
        async_receive(ch, store(io, signal.slot(), e, value));
    }
    SUBCASE("async_receive with a context") {
        async_receive(c, ch, store(io, signal.slot(), e, got));
    }
    SUBCASE("async_send") { async_send(ch, 7, store(io, signal.slot(), e)); }
    SUBCASE("async_send with a context") {
        async_send(c, ch, 7, store(io, signal.slot(), e, err));
    }
    io.poll();
    CHECK_FALSE(io.stopped());
    signal.emit(net::cancellation_type::total);
    CHECK_FALSE(e);
    signal.emit(net::cancellation_type::total);  // has no effect
    io.run();
    CHECK(code_of(e) == aborted);
    CHECK(ctx_test::observer_count(c) == 0);
    CHECK(select(recv(ch), default_case) == 1);
    CHECK(select(ctx::send(ch, 8), default_case) == 1);
}

TEST_CASE("a signal after the value has come changes nothing") {
    net::io_context io;
    net::cancellation_signal signal;
    const channel<int> ch;
    std::exception_ptr e;
    std::optional<int> value;
    async_receive(ch, store(io, signal.slot(), e, value));
    ch.send(7);
    signal.emit(net::cancellation_type::all);
    io.run();
    CHECK_FALSE(e);
    CHECK(value == 7);
    signal.emit(net::cancellation_type::all);
}

TEST_CASE("a signal that races with a send loses no value") {
    for (int i = 0; i < 1000; ++i) {
        net::io_context io;
        net::cancellation_signal signal;
        const channel<int> ch(1);
        std::exception_ptr e;
        std::optional<int> value;
        async_receive(ch, store(io, signal.slot(), e, value));
        std::latch both(2);
        const std::jthread sender([&, i] {
            both.arrive_and_wait();
            ch.send(i);
        });
        both.arrive_and_wait();
        signal.emit(net::cancellation_type::all);
        io.run();
        REQUIRE(bool(e) != bool(value));
        REQUIRE((value || ch.receive() == i));
    }
}

TEST_CASE("a signal may outlive the execution context of its operation") {
    net::cancellation_signal signal;
    const channel<int> ch;
    std::exception_ptr e;
    std::optional<int> value;
    {
        net::io_context io;
        async_receive(ch, store(io, signal.slot(), e, value));
    }
    signal.emit(net::cancellation_type::all);
    CHECK_FALSE(e);
}

TEST_CASE("a deferred operation starts when it is called, with its value") {
    net::io_context io;
    const channel<std::string> ch;
    auto sends =
        async_send(ch, std::string("a text"), net::experimental::deferred);
    CHECK(select(recv(ch), default_case) == 1);
    std::exception_ptr e;
    std::move(sends)(net::bind_executor(io.get_executor(),
                                        [&](std::exception_ptr x) { e = x; }));
    CHECK(ch.receive() == "a text");
    io.run();
    CHECK_FALSE(e);
}

// -- signal_on_done -----------------------------------------------------------

TEST_CASE("a context cancels one operation through a slot") {
    net::io_context io;
    net::steady_timer never(io, 24h), other(io, 24h);
    const auto [c, cancel] = with_cancel(background());
    ctx::signal_on_done signal(c, io.get_executor());
    net_error_code seen;
    bool other_ended = false;
    never.async_wait(
        net::bind_cancellation_slot(signal.slot(), [&](net_error_code e) {
            seen = e;
            other.cancel();
        }));
    other.async_wait([&](net_error_code) { other_ended = bool(seen); });
    cancel();
    CHECK_FALSE(seen);
    io.run();
    CHECK(seen == aborted);
    CHECK(other_ended);
    CHECK(ctx::operation_error(c, seen) == errc::canceled);
}

TEST_CASE("a done context cancels an operation that is started at once") {
    net::io_context io;
    net::steady_timer never(io, 24h);
    const auto [c, cancel] = with_cancel(background());
    cancel();
    ctx::signal_on_done signal(c, io.get_executor());
    net_error_code seen;
    never.async_wait(net::bind_cancellation_slot(
        signal.slot(), [&](net_error_code e) { seen = e; }));
    io.run();
    CHECK(seen == aborted);
}

// -- under --------------------------------------------------------------------

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
    const auto [c, cancel] = with_timeout(background(), 1ms);
    bool cleaned = false;
    const auto body = [&]() -> awaitable<void> {
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
    CHECK(run(io, under(c, body())) == "context deadline exceeded");
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
    CHECK(code_of(end) == aborted);
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

}  // namespace asio_slots_test
