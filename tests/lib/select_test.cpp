// select: which case is taken, and what becomes of the others.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace select_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::clock;
using ctx::default_case;
using ctx::go;
using ctx::recv;
using ctx::send;
using ctx::sleep_for;
using ctx::with_cancel;
using ctx_test::in_bubble;

TEST_CASE("a select takes the receive that is ready and gets its value") {
    const channel<int> ready(1), empty(1);
    ready.send(7);
    std::optional<int> got;

    CHECK(select(recv(empty), recv(ready, got)) == 1);
    CHECK(got == 7);
}

TEST_CASE("a select takes the send that is ready and sends its value") {
    const channel<int> full(1), room(1);
    full.send(0);

    CHECK(select(send(full, 1), send(room, 2)) == 1);
    CHECK(room.receive() == 2);
    CHECK(full.size() == 1);
}

TEST_CASE("a case that is not taken sends nothing and receives nothing") {
    const auto unsent = std::make_shared<int>(1);
    const channel<std::shared_ptr<int>> full(1), ready(1);
    full.send(nullptr);
    ready.send(nullptr);
    std::optional<std::shared_ptr<int>> got;

    CHECK(select(send(full, unsent), recv(ready, got)) == 1);

    CHECK(got.has_value());
    CHECK(unsent.use_count() == 1);
}

TEST_CASE("a receive from a closed channel is ready and gets no value") {
    const channel<int> closed;
    closed.close();
    std::optional<int> got = 7;

    CHECK(select(recv(closed, got)) == 0);
    CHECK(got == std::nullopt);
}

TEST_CASE("a send on a closed channel is ready and throws") {
    const channel<int> closed, empty;
    closed.close();

    CHECK_THROWS_AS((void)select(recv(empty), send(closed, 1)),
                    ctx::closed_channel);
    CHECK_THROWS_AS((void)select(send(closed, 1), default_case),
                    ctx::closed_channel);
}

TEST_CASE("a select that waits to send throws when the channel is closed") {
    in_bubble([] {
        const channel<int> ch, other;
        go([&] { ch.close(); });

        CHECK_THROWS_AS((void)select(recv(other), send(ch, 1)),
                        ctx::closed_channel);
    });
}

TEST_CASE("a select takes its default case only if no other case is ready") {
    const auto [c, cancel] = with_cancel(background());
    const channel<int> ch(1);

    CHECK(select(default_case) == 0);
    CHECK(select(recv(ch), recv(c.done()), default_case) == 2);
    ch.send(1);
    CHECK(select(recv(ch), recv(c.done()), default_case) == 0);
    cancel();
    CHECK(select(recv(ch), recv(c.done()), default_case) == 1);
}

TEST_CASE("a select waits and takes the case that becomes ready first") {
    in_bubble([] {
        const auto start = clock::now();
        const channel<int> slow, quick, never;
        go([&] {
            sleep_for(2s);
            quick.send(7);
        });
        std::optional<int> got;

        const auto taken = select(recv(slow), recv(quick, got), send(never, 1),
                                  recv(ctx::after(1h)));

        CHECK(taken == 1);
        CHECK(got == 7);
        CHECK(clock::now() - start == 2s);
    });
}

TEST_CASE("a receive takes the value of a select that waits to send") {
    in_bubble([] {
        const channel<int> a, b;
        go([&] { CHECK(b.receive() == 2); });

        CHECK(select(send(a, 1), send(b, 2)) == 1);
    });
}

TEST_CASE("a select waits until a context is done") {
    in_bubble([] {
        const auto start = clock::now();
        const auto [c, cancel] = with_timeout(background(), 50ms);
        const channel<int> never;

        CHECK(select(recv(never), recv(c.done())) == 1);
        CHECK(clock::now() - start == 50ms);
        CHECK(c.err() == ctx::errc::deadline_exceeded);
    });
}

TEST_CASE("one cancel wakes all selects that wait on the context") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        int woken = 0;
        for (int i = 0; i < 3; ++i) {
            go([&, &end = c] {
                const channel<int> never;
                woken += select(recv(end.done()), recv(never)) == 0;
            });
        }
        sleep_for(1ns);
        CHECK(ctx_test::observer_count(c) == 3);

        cancel();
        sleep_for(1ns);

        CHECK(woken == 3);
    });
}

TEST_CASE("a select leaves no waiter behind on the cases it did not take") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        const channel<int> taken, left;
        go([&] { taken.send(1); });

        CHECK(select(recv(left), recv(c.done()), recv(taken)) == 2);

        CHECK(ctx_test::observer_count(c) == 0);
        CHECK(select(send(left, 1), default_case) == 1);
    });
}

TEST_CASE(
    "a select inside a bubble takes the first listed of its ready cases") {
    in_bubble([] {
        const channel<int> a(10), b(10);
        for (int i = 0; i < 10; ++i) {
            a.send(i);
            b.send(i);
        }

        for (int i = 0; i < 10; ++i) CHECK(select(recv(b), recv(a)) == 0);
        CHECK(b.size() == 0);
        CHECK(select(recv(b), recv(a)) == 1);
    });
}

TEST_CASE(
    "a select outside a bubble takes each ready case about equally often") {
    const channel<int> closed;
    const auto [c, cancel] = with_cancel(background());
    closed.close();
    cancel();
    std::array<int, 3> taken{};

    for (int i = 0; i < 3000; ++i) {
        ++taken[select(recv(closed), recv(c.done()), recv(closed))];
    }

    // Each case is expected 1000 times, with a standard deviation of 26. The
    // bounds are 15 deviations away, so a fair select never fails here.
    for (const int times : taken) {
        CHECK(times > 600);
        CHECK(times < 1410);
    }
}

TEST_CASE(
    "a select outside a bubble takes each ready send about equally often") {
    constexpr int rounds = 2000;
    const channel<int> ch(rounds);
    for (int i = 0; i < rounds; ++i) {
        (void)select(send(ch, 0), send(ch, 1));
    }
    ch.close();

    int ones = 0;
    for (const int n : ch) ones += n;

    // Half of the rounds are expected, with a standard deviation of 22.
    CHECK(ones > rounds / 4);
    CHECK(ones < rounds * 3 / 4);
}

TEST_CASE("a channel may be in a select twice") {
    in_bubble([] {
        const channel<int> c, d, e;
        go([&] {
            CHECK(select(recv(c), recv(c), recv(d)) == 2);
            e.send(9);
        });
        sleep_for(1ns);  // now the select is in c's queue, twice
        go([&] { CHECK(c.receive() == 8); });
        sleep_for(1ns);  // now this receive is behind it

        d.send(7);
        CHECK(e.receive() == 9);
        c.send(8);
    });
}

TEST_CASE("a waiting select that has a channel twice receives once") {
    in_bubble([] {
        const channel<int> ch;
        std::optional<int> first, second;
        std::size_t taken = 9;
        go([&] { taken = select(recv(ch, first), recv(ch, second)); });
        sleep_for(1ns);

        ch.send(7);
        sleep_for(1ns);

        CHECK(taken == 0);
        CHECK(first == 7);
        CHECK(second == std::nullopt);
        CHECK(select(send(ch, 8), default_case) == 1);
    });
}

TEST_CASE("a select does not receive the value that it offers to send") {
    in_bubble([] {
        const channel<int> ch;
        std::optional<int> got;
        go([&] {
            sleep_for(1s);
            ch.send(7);
        });

        CHECK(select(send(ch, 1), recv(ch, got)) == 1);
        CHECK(got == 7);
    });
}

TEST_CASE("a select sends and receives values that can only be moved") {
    in_bubble([] {
        const channel<std::unique_ptr<int>> ch;
        go([&] { CHECK(select(send(ch, std::make_unique<int>(7))) == 0); });
        std::optional<std::unique_ptr<int>> got;

        CHECK(select(recv(ch, got)) == 0);
        REQUIRE(got.has_value());
        CHECK(**got == 7);
    });
}

TEST_CASE("a select ignores nil channels and takes one of its other cases") {
    in_bubble([] {
        const channel<int> nil(nullptr);
        const channel<int> ch(1);
        ch.send(7);

        CHECK(select(recv(nil), send(nil, 1), recv(ch)) == 2);
        CHECK(select(recv(nil), send(nil, 1), recv(ctx::after(1s))) == 2);
    });
}

TEST_CASE("a select does not count a receiver that another send has woken") {
    ctx::bubble_options options;
    int choices = 0;
    options.choose = [&](const ctx::choice& c) -> std::size_t {
        if (c.what == ctx::choice::kind::select) ++choices;
        return 0;
    };
    ctx_test::check_clean(ctx::bubble(
        [] {
            const channel<int> a, b, c(1);
            go([=] { (void)select(recv(a), recv(b)); });
            sleep_for(1ns);
            a.send(1);  // the goroutine is still in the queue of `b`
            CHECK(select(send(b, 2), send(c, 3)) == 1);
        },
        options));
    CHECK(choices == 0);
}

TEST_CASE("a select does not count a sender that another receive has woken") {
    ctx::bubble_options options;
    int choices = 0;
    options.choose = [&](const ctx::choice& c) -> std::size_t {
        if (c.what == ctx::choice::kind::select) ++choices;
        return 0;
    };
    ctx_test::check_clean(ctx::bubble(
        [] {
            const channel<int> a, b, c(1);
            c.send(3);
            go([=] { (void)select(send(a, 1), send(b, 2)); });
            sleep_for(1ns);
            (void)a.receive();
            CHECK(select(recv(b), recv(c)) == 1);
        },
        options));
    CHECK(choices == 0);
}

}  // namespace select_test
