// The end of waits on contexts and channels with completion tokens: handlers
// that are destroyed, their memory, and executors of other kinds. Compiled with
// Boost.Asio, and with standalone Asio.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <ctx/asio.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/select.hpp>
#include <exception>
#include <latch>
#include <memory>
#include <new>
#include <optional>
#include <thread>
#include <utility>

#include "tests/support/net.hpp"
#include "tests/support/observers.hpp"

namespace asio_lifetime_test {

namespace net = ctx_test::net;
using ctx::async_done;
using ctx::async_receive;
using ctx::async_send;
using ctx::background;
using ctx::channel;
using ctx::default_case;
using ctx::with_cancel;

// -- execution contexts -------------------------------------------------------

TEST_CASE("an io_context destroys the handlers of pending operations") {
    const auto held = std::make_shared<int>(0);
    const channel<int> ch;
    const auto [c, cancel] = with_cancel(background());
    {
        net::io_context io;
        const auto count = [held](auto&&...) { ++*held; };
        async_done(c, net::bind_executor(io.get_executor(), count));
        async_receive(c, ch, net::bind_executor(io.get_executor(), count));
        async_send(ch, 7, net::bind_executor(io.get_executor(), count));
        io.poll();  // the send has met the receive
        async_receive(ch, net::bind_executor(io.get_executor(), count));
        CHECK(held.use_count() == 4);
    }
    CHECK(held.use_count() == 1);
    CHECK(*held == 2);
    CHECK(ctx_test::observer_count(c) == 0);
    CHECK(select(ctx::send(ch, 8), default_case) == 1);
    cancel();
}

TEST_CASE("an io_context destroys a handler whose value has come") {
    const auto held = std::make_shared<int>(0);
    const channel<int> ch;
    {
        net::io_context io;
        async_receive(ch, net::bind_executor(io.get_executor(),
                                             [held](auto&&...) { ++*held; }));
        ch.send(7);
    }
    CHECK(held.use_count() == 1);
    CHECK(*held == 0);
}

TEST_CASE("an io_context may be destroyed while another thread sends") {
    for (int i = 0; i < 1000; ++i) {
        const channel<int> ch(1);
        const auto made = with_cancel(background());
        const auto held = std::make_shared<int>(0);
        {
            std::latch both(2);
            std::jthread other;
            std::optional<net::io_context> io(std::in_place);
            async_receive(
                made.child, ch,
                net::bind_executor(io->get_executor(), [held](auto&&...) {}));
            other = std::jthread([&, i] {
                both.arrive_and_wait();
                i % 2 ? made.cancel() : ch.send(i);
            });
            both.arrive_and_wait();
            if (i % 4 < 2) io->poll();
            io.reset();
            other.join();
        }
        REQUIRE(held.use_count() == 1);
        REQUIRE(ctx_test::observer_count(made.child) == 0);
    }
}

// -- memory -------------------------------------------------------------------

// Owns memory, as the session of a server does, and is owned by the handler of
// its operation. Counts the sessions that went before their memory was free.
struct session {
    explicit session(int& n) : gone_too_early(n) {}
    session(const session&) = delete;
    session& operator=(const session&) = delete;
    ~session() { gone_too_early += blocks != 0; }

    int& gone_too_early;
    int blocks = 0;
};

template <class T>
struct session_memory {
    using value_type = T;

    explicit session_memory(session& s) : owner(&s) {}
    template <class U>
    session_memory(const session_memory<U>& other) : owner(other.owner) {}

    T* allocate(std::size_t n) {
        ++owner->blocks;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n) {
        --owner->blocks;
        std::allocator<T>().deallocate(p, n);
    }
    template <class U>
    bool operator==(const session_memory<U>& other) const {
        return owner == other.owner;
    }

    session* owner;
};

template <class Executor>
struct session_handler {
    using executor_type = Executor;
    using allocator_type = session_memory<char>;

    [[nodiscard]] executor_type get_executor() const noexcept { return on; }
    [[nodiscard]] allocator_type get_allocator() const noexcept {
        return allocator_type(*mine);
    }
    template <class T>
    void operator()(std::exception_ptr, std::optional<T>) const {}
    template <class T>
    void operator()(std::exception_ptr, ctx::received<T>) const {}

    Executor on;
    std::shared_ptr<session> mine;
};

template <class Executor>
session_handler<Executor> make_handler(const Executor& on, int& early) {
    return {on, std::make_shared<session>(early)};
}

TEST_CASE("a handler outlives the memory of its allocator") {
    int early = 0;
    const channel<int> ch(1);
    {
        net::io_context io;
        async_receive(ch, make_handler(io.get_executor(), early));
        SUBCASE("when it is called") {
            ch.send(7);
            io.run();
        }
        SUBCASE("when its io_context goes after the value has come") {
            ch.send(7);
        }
        SUBCASE("when its io_context goes while it waits") { io.poll(); }
    }
    CHECK(early == 0);
}

TEST_CASE("a handler that ends on another thread outlives its memory") {
    int early = 0;
    net::io_context io;
    auto work = net::make_work_guard(io);
    std::jthread loop([&] { io.run(); });
    const channel<int> ch(1), next;
    std::jthread sender([&] {
        while (auto n = next.receive()) ch.send(*n);
    });
    for (int i = 0; i < 2000; ++i) {
        next.send(i);
        async_receive(ch, make_handler(io.get_executor(), early));
    }
    next.close();
    sender.join();
    work.reset();
    loop.join();
    CHECK(early == 0);
}

// -- executors ----------------------------------------------------------------

// An executor of `io` that destroys what is posted to it, or runs it at once.
struct odd_executor {
    net::io_context* io;
    bool runs;

    [[nodiscard]] net::execution_context& query(
        net::execution::context_t) const noexcept {
        return *io;
    }
    static constexpr net::execution::blocking_t query(
        net::execution::blocking_t) noexcept {
        return net::execution::blocking.never;
    }
    template <class F>
    void execute(F f) const {
        if (runs) f();
    }
    bool operator==(const odd_executor&) const noexcept = default;
};

TEST_CASE("an executor that destroys what is posted ends the wait") {
    int early = 0;
    net::io_context io;
    const channel<int> ch;
    const auto [c, cancel] = with_cancel(background());
    async_receive(c, ch, make_handler(odd_executor{&io, false}, early));
    CHECK(ctx_test::observer_count(c) == 1);
    ch.send(7);
    CHECK(early == 0);
    CHECK(ctx_test::observer_count(c) == 0);
    cancel();
}

TEST_CASE("an executor may call a handler at once") {
    int early = 0;
    net::io_context io;
    const channel<int> ch;
    async_receive(ch, make_handler(odd_executor{&io, true}, early));
    ch.send(7);
    CHECK(early == 0);
    CHECK(select(ctx::send(ch, 8), default_case) == 1);
}

TEST_CASE("a guard may be reset by the function that its executor calls") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    int calls = 0;
    ctx::asio_guard guard;
    guard = ctx::asio_guard(c, odd_executor{&io, true}, [&] {
        ++calls;
        guard.reset();
    });
    cancel();
    CHECK(calls == 1);
}

TEST_CASE("a guard takes an execution context for its executor") {
    net::io_context io;
    const auto [c, cancel] = with_cancel(background());
    int calls = 0;
    const ctx::asio_guard guard(c, io, [&] { ++calls; });
    cancel();
    CHECK(calls == 0);
    io.run();
    CHECK(calls == 1);
}

// The handler that is destroyed with the context begins another wait.
TEST_CASE("a wait that begins as its context is destroyed is dropped") {
    const channel<int> ch;
    bool called = false;
    {
        net::io_context io;
        const auto begin = [&](void*) {
            async_receive(ch, net::bind_executor(
                                  io.get_executor(),
                                  [&](std::exception_ptr, std::optional<int>) {
                                      called = true;
                                  }));
        };
        SUBCASE("after another wait") { begin(nullptr); }
        SUBCASE("as the first wait") {}
        net::post(io, [late = std::shared_ptr<void>(&io, begin)] {});
    }
    CHECK(select(ctx::send(ch, 8), default_case) == 1);
    CHECK_FALSE(called);
}

#ifdef CTX_ASIO_HAS_SLOTS

// -- slots --------------------------------------------------------------------

TEST_CASE("a signal that outlives the handler keeps none of its memory") {
    int early = 0;
    net::cancellation_signal signal;
    const channel<int> ch(1);
    {
        net::io_context io;
        async_receive(
            ch, net::bind_cancellation_slot(
                    signal.slot(), make_handler(io.get_executor(), early)));
        SUBCASE("called") {
            ch.send(7);
            io.run();
        }
        SUBCASE("canceled") {
            signal.emit(net::cancellation_type::all);
            io.run();
        }
        SUBCASE("destroyed") {}
    }
    CHECK(early == 0);
    signal.emit(net::cancellation_type::all);
}

TEST_CASE("a signal may be destroyed before its operation ends") {
    const channel<int> ch;
    net::io_context io;
    std::optional<net::cancellation_signal> signal(std::in_place);
    std::optional<int> got;
    async_receive(
        ch, net::bind_cancellation_slot(
                signal->slot(),
                net::bind_executor(io.get_executor(),
                                   [&](std::exception_ptr,
                                       std::optional<int> n) { got = n; })));
    signal.reset();
    ch.send(7);
    io.run();
    CHECK(got == 7);
}

TEST_CASE("an executor may call a handler inside emit") {
    int early = 0;
    net::io_context io;
    net::cancellation_signal signal;
    const channel<int> ch;
    const auto start = [&](bool again) {
        async_receive(ch, net::bind_cancellation_slot(
                              signal.slot(),
                              make_handler(odd_executor{&io, !again}, early)));
    };
    start(false);
    signal.emit(net::cancellation_type::all);
    CHECK(select(ctx::send(ch, 8), default_case) == 1);
    start(true);
    signal.emit(net::cancellation_type::all);
    CHECK(select(ctx::send(ch, 8), default_case) == 1);
    CHECK(early == 0);
}

// A slot that has no memory for its function.
struct full_slot {
    [[nodiscard]] bool is_connected() const noexcept { return true; }
    [[nodiscard]] bool has_handler() const noexcept { return false; }
    template <class F>
    F& assign(F&&) {
        throw std::bad_alloc();
    }
    template <class F, class... Args>
    F& emplace(Args&&...) {
        throw std::bad_alloc();
    }
    void clear() {}
    bool operator==(const full_slot&) const noexcept = default;
};

struct full_slot_handler {
    using executor_type = net::io_context::executor_type;
    using cancellation_slot_type = full_slot;

    [[nodiscard]] executor_type get_executor() const noexcept { return on; }
    [[nodiscard]] full_slot get_cancellation_slot() const noexcept {
        return {};
    }
    void operator()(std::exception_ptr, std::optional<int>) const {}

    executor_type on;
    std::shared_ptr<int> held;
};

TEST_CASE("a slot without memory leaves nothing of its operation behind") {
    const auto held = std::make_shared<int>(0);
    net::io_context io;
    const channel<int> ch;
    CHECK_THROWS_AS(
        async_receive(ch, full_slot_handler{io.get_executor(), held}),
        std::bad_alloc);
    CHECK(held.use_count() == 1);
    io.poll();
    CHECK(io.stopped());
    CHECK(select(ctx::send(ch, 8), default_case) == 1);
}

#endif

}  // namespace asio_lifetime_test
