// Waits on contexts and channels with completion tokens. Compiled with
// Boost.Asio, and with standalone Asio.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <ctx/asio.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/error.hpp>
#include <ctx/group.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "tests/support/net.hpp"
#include "tests/support/observers.hpp"

namespace asio_async_test {

using namespace std::chrono_literals;
namespace net = ctx_test::net;
using ctx::async_done;
using ctx::async_receive;
using ctx::async_send;
using ctx::async_wait;
using ctx::background;
using ctx::channel;
using ctx::default_case;
using ctx::errc;
using ctx::received;
using ctx::recv;
using ctx::with_cancel;
using ctx_test::net_error_code;
using ctx_test::text_of;

using executor = net::io_context::executor_type;

// Puts a result, and the text of the exception, into variables of a test.
auto store(net::io_context& io, std::optional<std::error_code>& out) {
    return net::bind_executor(
        io.get_executor(),
        [&out](std::exception_ptr, std::error_code e) { out = e; });
}

template <class T>
auto store(net::io_context& io, std::optional<T>& out, int& calls) {
    return net::bind_executor(io.get_executor(),
                              [&](std::exception_ptr, std::optional<T> value) {
                                  out = std::move(value);
                                  ++calls;
                              });
}

template <class T>
auto store(net::io_context& io, received<T>& out, int& calls) {
    return net::bind_executor(io.get_executor(),
                              [&](std::exception_ptr, received<T> got) {
                                  out = std::move(got);
                                  ++calls;
                              });
}

auto store(net::io_context& io, std::optional<std::string>& out) {
    return net::bind_executor(
        io.get_executor(), [&out](std::exception_ptr e) { out = text_of(e); });
}

// -- results ------------------------------------------------------------------

TEST_CASE("async_done completes with the error of its context") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    std::optional<std::error_code> seen;
    async_done(c, store(io, seen));
    io.poll();
    CHECK_FALSE(seen);

    cancel();
    CHECK_FALSE(seen);  // the handler never runs inside cancel
    io.run();
    CHECK(seen == errc::canceled);
}

TEST_CASE("async_done on a done context runs its handler later, not at once") {
    net::io_context io;
    const auto [c, cancel] = with_timeout(background(), 0s);
    std::optional<std::error_code> seen;
    async_done(c, store(io, seen));
    CHECK_FALSE(seen);
    io.run();
    CHECK(seen == errc::deadline_exceeded);
}

TEST_CASE("async_receive gets a value that is sent later") {
    net::io_context io;
    const channel<int> ch;
    std::optional<int> got;
    int calls = 0;
    async_receive(ch, store(io, got, calls));
    io.poll();
    CHECK(calls == 0);

    ch.send(7);  // does not block, because a receiver waits
    CHECK(calls == 0);
    io.run();
    CHECK(got == 7);
    CHECK(calls == 1);
}

TEST_CASE("async_receive gets a value of the buffer, and then nothing") {
    net::io_context io;
    const channel<int> ch(1);
    ch.send(7);
    ch.close();
    std::optional<int> first, second = 1;
    int calls = 0;
    async_receive(ch, store(io, first, calls));
    CHECK(calls == 0);  // the handler never runs inside async_receive
    async_receive(ch, store(io, second, calls));
    io.run();
    CHECK(calls == 2);
    CHECK(first == 7);
    CHECK_FALSE(second);
}

TEST_CASE("a close ends a pending async_receive") {
    net::io_context io;
    const channel<int> ch;
    std::optional<int> got = 1;
    int calls = 0;
    async_receive(ch, store(io, got, calls));
    ch.close();
    CHECK(calls == 0);
    io.run();
    CHECK(calls == 1);
    CHECK_FALSE(got);
}

TEST_CASE("async_receive with a context returns what receive returns") {
    net::io_context io;
    const channel<int> ch(1);
    const auto [c, cancel] = with_cancel(background());
    received<int> got{1, errc::canceled};
    int calls = 0;
    SUBCASE("a value") {
        async_receive(c, ch, store(io, got, calls));
        ch.send(7);
        io.run();
        CHECK(got.value == 7);
        CHECK_FALSE(got.err);
    }
    SUBCASE("a closed channel") {
        async_receive(c, ch, store(io, got, calls));
        ch.close();
        io.run();
        CHECK_FALSE(got.value);
        CHECK_FALSE(got.err);
    }
    SUBCASE("a context that is done while it waits") {
        async_receive(c, ch, store(io, got, calls));
        cancel();
        ch.send(7);
        io.run();
        CHECK_FALSE(got.value);
        CHECK(got.err == errc::canceled);
        CHECK(ch.receive() == 7);
    }
    SUBCASE("a context that is done already, although there is a value") {
        cancel();
        ch.send(7);
        async_receive(c, ch, store(io, got, calls));
        io.run();
        CHECK_FALSE(got.value);
        CHECK(got.err == errc::canceled);
        CHECK(ch.receive() == 7);
    }
    CHECK(calls == 1);
    CHECK(ctx_test::observer_count(c) == 0);
}

TEST_CASE("async_send hands its value to a later receive") {
    net::io_context io;
    const channel<std::string> ch;
    std::optional<std::string> seen;
    async_send(ch, "a text", store(io, seen));
    io.poll();
    CHECK_FALSE(seen);
    CHECK(ch.receive() == "a text");
    CHECK_FALSE(seen);
    io.run();
    CHECK(seen == "");
}

TEST_CASE("async_send on a closed channel completes with closed_channel") {
    net::io_context io;
    const channel<int> ch;
    std::optional<std::string> seen;
    SUBCASE("closed before") {
        ch.close();
        async_send(ch, 7, store(io, seen));
    }
    SUBCASE("closed while it waits") {
        async_send(ch, 7, store(io, seen));
        ch.close();
    }
    io.run();
    CHECK(seen == "send on closed channel");
}

TEST_CASE("a context ends async_send, and nothing is sent") {
    net::io_context io;
    const channel<int> ch;
    const auto [c, cancel] = with_cancel(background());
    std::optional<std::error_code> first, second;
    async_send(c, ch, 7, store(io, first));
    cancel();
    async_send(c, ch, 8, store(io, second));
    io.run();
    CHECK(first == errc::canceled);
    CHECK(second == errc::canceled);
    CHECK(select(recv(ch), default_case) == 1);
}

TEST_CASE("async_send with a context completes without an error") {
    net::io_context io;
    const channel<int> ch(1);
    const auto [c, cancel] = with_cancel(background());
    std::optional<std::error_code> seen;
    async_send(c, ch, 7, store(io, seen));
    io.run();
    CHECK(seen == std::error_code());
    CHECK(ch.receive() == 7);
}

TEST_CASE("async_receive on the nil channel waits until its context is done") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    received<int> got;
    int calls = 0;
    async_receive(c, channel<int>(nullptr), store(io, got, calls));
    io.poll();
    CHECK(calls == 0);
    cancel();
    io.run();
    CHECK(got.err == errc::canceled);
}

// -- tokens -------------------------------------------------------------------

TEST_CASE("use_future gives the results of the calls that block") {
    const channel<int> ch;
    const auto [c, cancel] = with_cancel(background());
    auto sent = async_send(ch, 7, net::use_future);
    auto got = async_receive(ch, net::use_future);
    CHECK(got.get() == 7);
    CHECK_NOTHROW(sent.get());

    auto waiting = async_receive(c, ch, net::use_future);
    auto done = async_done(c, net::use_future);
    cancel();
    CHECK(waiting.get().err == errc::canceled);
    CHECK(done.get() == errc::canceled);

    // The exception itself stays on its thread, because the thread sanitizer
    // does not see the order of its owners.
    ch.close();
    CHECK(async_send(ch, 7, net::use_future(text_of)).get() ==
          "send on closed channel");
}

template <class... Args>
constexpr bool can_receive = requires(Args... args) {
    async_receive(args..., net::detached);
};

TEST_CASE("a context after its channel is not taken for a token") {
    CHECK(can_receive<ctx::context, channel<int>>);
    CHECK_FALSE(can_receive<channel<int>, ctx::context>);
}

struct counting_handler {
    using executor_type = executor;

    [[nodiscard]] executor_type get_executor() const noexcept { return on; }
    void operator()(std::exception_ptr, std::optional<int>) const { ++*calls; }

    executor on;
    std::shared_ptr<int> calls;
};

TEST_CASE("a token that is an lvalue is copied") {
    net::io_context io;
    const channel<int> ch(3);
    for (int i = 0; i < 3; ++i) ch.send(i);
    const auto calls = std::make_shared<int>(0);
    counting_handler handler{io.get_executor(), calls};
    async_receive(ch, handler);
    async_receive(ch, handler);
    REQUIRE(handler.calls == calls);
    async_receive(ch, std::as_const(handler));
    io.run();
    CHECK(*calls == 3);
}

// -- handlers -----------------------------------------------------------------

TEST_CASE("a handler runs on its associated executor") {
    net::thread_pool pool(2);
    auto strand = net::make_strand(pool.get_executor());
    const channel<int> ch;
    std::atomic<int> on_strand = 0;
    for (int i = 0; i < 100; ++i) {
        async_receive(ch, net::bind_executor(strand, [&](std::exception_ptr,
                                                         std::optional<int>) {
                          on_strand += strand.running_in_this_thread();
                      }));
    }
    for (int i = 0; i < 100; ++i) ch.send(i);
    pool.join();
    CHECK(on_strand == 100);
}

TEST_CASE("a callback without an executor runs on a thread of Asio's own") {
    const channel<int> ch, ran;
    const auto here = std::this_thread::get_id();
    async_receive(ch, [&](std::exception_ptr, std::optional<int> n) {
        ran.send(std::this_thread::get_id() == here ? -1 : *n);
    });
    ch.send(7);
    CHECK(ran.receive() == 7);
}

TEST_CASE("a pending operation keeps run from returning") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    std::optional<std::error_code> seen;
    async_done(c, store(io, seen));
    io.poll();
    CHECK_FALSE(io.stopped());  // it would be, if there were no work
    std::jthread canceler([&, &stop = cancel] { stop(); });
    io.run();
    CHECK(seen == errc::canceled);
    CHECK(io.stopped());
}

// Counts the bytes that are allocated with it.
template <class T>
struct counting {
    using value_type = T;

    explicit counting(std::ptrdiff_t& n) : bytes(&n) {}
    template <class U>
    counting(const counting<U>& other) : bytes(other.bytes) {}

    T* allocate(std::size_t n) {
        *bytes += static_cast<std::ptrdiff_t>(n * sizeof(T));
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n) {
        *bytes -= static_cast<std::ptrdiff_t>(n * sizeof(T));
        std::allocator<T>().deallocate(p, n);
    }
    template <class U>
    bool operator==(const counting<U>& other) const {
        return bytes == other.bytes;
    }

    std::ptrdiff_t* bytes;
};

struct allocating_handler {
    using executor_type = executor;
    using allocator_type = counting<char>;

    [[nodiscard]] executor_type get_executor() const noexcept { return on; }
    [[nodiscard]] allocator_type get_allocator() const noexcept {
        return allocator_type(*bytes);
    }
    void operator()(std::exception_ptr, std::optional<int>) const {
        *bytes_in_call = *bytes;
    }

    executor on;
    std::ptrdiff_t* bytes;
    std::ptrdiff_t* bytes_in_call;
};

TEST_CASE("an operation's memory is its handler's, and free when that runs") {
    net::io_context io;
    const channel<int> ch;
    std::ptrdiff_t bytes = 0, in_call = -1;
    async_receive(ch, allocating_handler{io.get_executor(), &bytes, &in_call});
    const auto of_wait = bytes;
    CHECK(of_wait > 0);
    ch.send(7);
    CHECK(bytes > of_wait);  // the posted call, too
    io.run();
    CHECK(in_call == 0);
    CHECK(bytes == 0);
}

TEST_CASE("a handler may start the next operation") {
    net::io_context io;
    const channel<int> ch(3);
    for (int i = 1; i <= 3; ++i) ch.send(i);
    ch.close();
    struct adder {
        net::io_context& io;
        channel<int> ch;
        int& sum;

        void next() {
            async_receive(ch, net::bind_executor(io.get_executor(), *this));
        }
        void operator()(std::exception_ptr, std::optional<int> n) {
            if (!n) return;
            sum += *n;
            next();
        }
    };
    int sum = 0;
    adder{io, ch, sum}.next();
    io.run();
    CHECK(sum == 6);
}

// -- groups -------------------------------------------------------------------

TEST_CASE("async_wait completes when the counter of a wait_group is zero") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    auto g = std::make_optional<ctx::wait_group>();
    g->add(1);
    std::optional<std::string> seen;
    std::optional<std::error_code> first, second;
    async_wait(*g, store(io, seen));
    async_wait(c, *g, store(io, first));
    async_wait(background(), *g, store(io, second));
    io.poll();
    CHECK_FALSE(seen);
    cancel();
    io.poll();
    CHECK(first == errc::canceled);
    g->done();
    g.reset();  // a pending wait does not use the group
    io.run();
    CHECK(seen == "");
    CHECK(second == std::error_code());
}

TEST_CASE("async_wait completes with the error of a group") {
    ctx::group g;
    const channel<int> go_on;
    const auto [c, cancel] = with_cancel(background());
    g.go([&] {
        (void)go_on.receive();
        return make_error_code(std::errc::no_space_on_device);
    });
    auto given_up = async_wait(c, g, net::use_future);
    auto ended = async_wait(g, net::use_future);
    cancel();
    CHECK(given_up.get() == ctx::error(errc::canceled));
    go_on.close();
    CHECK(ended.get().code() == std::errc::no_space_on_device);
}

// -- guards -------------------------------------------------------------------

TEST_CASE("a guard cancels a timer, and closes a socket, of this Asio") {
    using net::ip::tcp;
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    net::steady_timer never(io, 24h);
    tcp::socket socket(io, tcp::v4());
    const auto first = ctx::cancel_on_done(c, never);
    const auto second = ctx::close_on_done(c, socket);
    net_error_code seen;
    never.async_wait([&](net_error_code e) { seen = e; });
    cancel();
    io.run();
    CHECK(ctx::operation_error(c, seen) == errc::canceled);
    CHECK_FALSE(socket.is_open());
}

// -- threads ------------------------------------------------------------------

TEST_CASE("a cancel that races with a send leaves the value to one of two") {
    net::io_context io;
    const auto work = net::make_work_guard(io);
    const std::jthread loop([&] { io.run(); });
    for (int i = 0; i < 1000; ++i) {
        const channel<int> ch(1);
        const auto made = with_cancel(background());
        const channel<received<int>> results(1);
        async_receive(
            made.child, ch,
            net::bind_executor(io.get_executor(),
                               [=](std::exception_ptr, received<int> got) {
                                   results.send(got);
                               }));
        std::jthread canceler([&] { made.cancel(); });
        ch.send(i);
        const auto got = *results.receive();
        REQUIRE(bool(got.value) != bool(got.err));
        REQUIRE(ch.size() == (got.value ? 0U : 1U));
    }
    io.stop();
}

}  // namespace asio_async_test
