// Contexts that cancel pending Asio operations.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <ctx/asio.hpp>
#include <ctx/context.hpp>
#include <latch>
#include <memory>
#include <optional>
#include <thread>

namespace asio_test {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using asio::ip::tcp;
using boost::system::error_code;
using ctx::background;
using ctx::errc;
using ctx::with_cancel;

using timer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>,
                               asio::io_context::executor_type>;

TEST_CASE("a canceled context aborts a pending wait for an Asio timer") {
    asio::io_context io;
    timer never(io, 24h);
    const auto [c, cancel] = with_cancel(background());
    const auto guard = ctx::cancel_on_done(c, never);
    error_code seen;
    never.async_wait([&](error_code e) { seen = e; });

    cancel();
    CHECK_FALSE(seen);  // the wait is never aborted inside cancel
    io.run();

    CHECK(seen == asio::error::operation_aborted);
    CHECK(ctx::operation_error(c, seen) == errc::canceled);
}

TEST_CASE("a deadline on the timer thread aborts a pending receive") {
    asio::io_context io;
    using socket =
        asio::basic_stream_socket<tcp, asio::io_context::executor_type>;
    tcp::acceptor acceptor(io,
                           tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    socket client(io);
    client.connect(acceptor.local_endpoint());
    const auto [c, cancel] = with_timeout(background(), 1ms);
    const auto guard = ctx::cancel_on_done(c, client);
    char byte = 0;
    error_code seen;
    client.async_receive(asio::buffer(&byte, 1),
                         [&](error_code e, std::size_t) { seen = e; });

    io.run();  // returns only if the deadline aborts the receive

    CHECK(ctx::operation_error(c, seen) == errc::deadline_exceeded);
}

TEST_CASE("a guard on a done context runs its function later, not at once") {
    asio::io_context io;
    const auto [c, cancel] = with_cancel(background());
    cancel();
    bool ran = false;
    const ctx::asio_guard guard(c, io.get_executor(), [&] { ran = true; });
    CHECK_FALSE(ran);
    io.run();
    CHECK(ran);
}

TEST_CASE("a guard that is reset or replaced does not run its function") {
    asio::io_context io;
    const auto [c, cancel] = with_cancel(background());
    bool ran = false;
    ctx::asio_guard guard(c, io.get_executor(), [&] { ran = true; });
    SUBCASE("reset before the cancel") {
        guard.reset();
        cancel();
    }
    SUBCASE("reset after the cancel has posted the function") {
        cancel();
        guard.reset();
    }
    SUBCASE("replaced by an empty guard") {
        guard = {};
        cancel();
    }
    io.run();
    CHECK_FALSE(ran);
}

TEST_CASE("a moved guard still runs its function") {
    asio::io_context io;
    const auto [c, cancel] = with_cancel(background());
    int ran = 0;
    ctx::asio_guard kept;
    {
        ctx::asio_guard made(c, io.get_executor(), [&] { ++ran; });
        kept = std::move(made);
    }
    cancel();
    io.run();
    CHECK(ran == 1);
}

TEST_CASE("a guard's function may reset the guard") {
    asio::io_context io;
    const auto [c, cancel] = with_cancel(background());
    const auto held = std::make_shared<int>(0);
    std::optional<ctx::asio_guard> guard;
    guard.emplace(c, io.get_executor(), [&guard, held] {
        guard.reset();
        ++*held;  // the function's captures still exist
    });
    cancel();
    io.run();
    CHECK(*held == 1);
    CHECK(held.use_count() == 1);
}

TEST_CASE("a destroyed guard leaves nothing on a context that lives on") {
    const auto [c, cancel] = with_cancel(background());
    const auto held = std::make_shared<int>(0);
    asio::io_context io;
    {
        const ctx::asio_guard guard(c, io.get_executor(), [held] {});
    }
    CHECK(held.use_count() == 1);
}

TEST_CASE("a destroyed guard frees its function even during a cancel") {
    const auto [c, cancel] = with_cancel(background());
    const auto held = std::make_shared<int>(0);
    std::latch canceling(1);
    std::latch gone(1);
    // This function stops the cancel just before the cancel reaches the guard.
    after_func(
        c,
        [&] {
            canceling.count_down();
            gone.wait();
        },
        ctx::inline_executor());
    std::jthread canceler;
    {
        asio::io_context io;
        const ctx::asio_guard guard(c, asio::make_strand(io), [held] {});
        canceler = std::jthread([&, &stop = cancel] { stop(); });
        canceling.wait();
    }
    CHECK(held.use_count() == 1);
    gone.count_down();
}

TEST_CASE("a socket closed by its context fails later operations as well") {
    asio::io_context io;
    tcp::socket socket(io);
    socket.open(tcp::v4());
    const auto [c, cancel] = with_cancel(background());
    const auto guard = ctx::close_on_done(c, socket);
    cancel();
    CHECK(socket.is_open());  // the socket is never closed inside cancel
    io.run();
    CHECK_FALSE(socket.is_open());

    io.restart();
    char byte = 0;
    error_code seen;
    socket.async_receive(asio::buffer(&byte, 1),
                         [&](error_code e, std::size_t) { seen = e; });
    io.run();
    CHECK(ctx::operation_error(c, seen) == errc::canceled);
}

TEST_CASE("a stream of Beast is closed by its context") {
    asio::io_context io;
    boost::beast::tcp_stream stream(io);
    stream.socket().open(tcp::v4());
    const auto [c, cancel] = with_cancel(background());
    const auto guard = ctx::close_on_done(c, stream);
    cancel();
    io.run();
    CHECK_FALSE(stream.socket().is_open());
}

TEST_CASE("cancel_on_done does nothing to a closed socket") {
    asio::io_context io;
    tcp::socket closed(io);
    const auto [c, cancel] = with_cancel(background());
    const auto guard = ctx::cancel_on_done(c, closed);
    cancel();
    CHECK(io.run() == 1);
}

TEST_CASE("operation_error replaces only an error that the context caused") {
    const auto [c, cancel] = with_cancel(background());
    const error_code aborted = asio::error::operation_aborted;
    const error_code refused = asio::error::connection_refused;
    CHECK(ctx::operation_error(c, aborted) == std::error_code(aborted));
    cancel();
    CHECK(ctx::operation_error(c, refused) == std::errc::connection_refused);
    CHECK_FALSE(ctx::operation_error(c, error_code()));
    CHECK(ctx::operation_error(c, aborted) == errc::canceled);
    const error_code closed = asio::error::bad_descriptor;
    CHECK(ctx::operation_error(c, closed) == errc::canceled);
}

TEST_CASE("an executor may be destroyed after its guard during a cancel") {
    for (int i = 0; i < 300; ++i) {
        const auto made = with_cancel(background());
        std::latch both(2);
        std::jthread canceler([&] {
            both.arrive_and_wait();
            made.cancel();
        });
        auto io = std::make_unique<asio::io_context>();
        ctx::asio_guard guard(made.child, io->get_executor(),
                              [&io] { CHECK(io); });
        both.arrive_and_wait();
        if (i % 2 == 0) io->poll();
        guard.reset();
        io.reset();
    }
}

}  // namespace asio_test
