// Cancellation slots of operations. Compiled with an Asio that has them.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/asio.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <exception>
#include <latch>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "tests/support/net.hpp"
#include "tests/support/observers.hpp"

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
using ctx::with_cancel;
using ctx_test::net_error_code;
using ctx_test::net_system_error;

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
    CHECK(io.run() == 1);
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

}  // namespace asio_slots_test
