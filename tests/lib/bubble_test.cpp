// bubble: virtual time, and the same schedule in every run.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/context.hpp>
#include <ctx/event.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <ctx/wait_group.hpp>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace bubble_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::bubble;
using ctx::clock;
using ctx::go;
using ctx::sleep_for;
using ctx_test::in_bubble;

TEST_CASE("virtual time stands still while a goroutine runs") {
    in_bubble([] {
        const auto start = clock::now();
        const auto wall = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - wall < 2ms) {
        }
        CHECK(clock::now() == start);
    });
}

TEST_CASE("virtual time jumps ahead when every goroutine sleeps") {
    in_bubble([] {
        const auto start = clock::now();

        sleep_for(1000h);

        CHECK(clock::now() - start == 1000h);
    });
}

TEST_CASE("a sleep of zero or less returns at once") {
    in_bubble([] {
        const auto start = clock::now();
        bool other_ran = false;
        go([&] { other_ran = true; });

        sleep_for(0s);
        sleep_for(-1h);
        sleep_for(ctx::duration::min());

        CHECK(clock::now() == start);
        CHECK_FALSE(other_ran);
        sleep_for(1ns);
        CHECK(other_ran);
    });
}

TEST_CASE("a bubble reports how much virtual time it took") {
    CHECK(bubble([] {}).elapsed == 0s);
    CHECK(bubble([] { sleep_for(90s); }).elapsed == 90s);
}

TEST_CASE("a bubble that runs to its end reports no interruption") {
    const auto report = bubble([] { sleep_for(1s); });

    CHECK_FALSE(report.interrupted);
    CHECK(report.leaks.empty());
}

TEST_CASE("every bubble starts at the same virtual time") {
    clock::time_point first, second;
    in_bubble([&] {
        first = clock::now();
        sleep_for(1h);
    });
    in_bubble([&] { second = clock::now(); });

    CHECK(first == second);
}

TEST_CASE("bubbles on different threads have clocks of their own") {
    std::jthread other([] {
        for (int i = 0; i < 50; ++i) {
            CHECK(bubble([] { sleep_for(1h); }).elapsed == 1h);
        }
    });
    for (int i = 0; i < 50; ++i) {
        CHECK(bubble([] { sleep_for(1s); }).elapsed == 1s);
    }
}

TEST_CASE("a goroutine runs until it blocks, then the next goroutine runs") {
    in_bubble([] {
        std::string order;
        ctx::wait_group all;
        for (const char name : {'a', 'b', 'c'}) {
            all.go([&order, name] {
                order += name;
                order += name;
                sleep_for(1ns);
                order += name;
            });
        }
        order += 'm';

        all.wait();

        CHECK(order == "maabbccabc");
    });
}

TEST_CASE("goroutines run in the order in which they became runnable") {
    in_bubble([] {
        const ctx::channel<int> ch(3);
        std::string order;
        go([&] {
            (void)ch.receive();
            order += 'a';
        });
        go([&] {
            (void)ch.receive();
            order += 'b';
        });
        sleep_for(1ns);
        go([&] { order += 'c'; });

        ch.send(1);
        ch.send(2);
        sleep_for(1ns);

        CHECK(order == "cab");
    });
}

TEST_CASE("timers due at one instant fire in the order they were armed") {
    in_bubble([] {
        std::string order;
        const auto sleeper = [&](char name, auto first, auto then) {
            return [&order, name, first, then] {
                sleep_for(first);
                sleep_for(then);
                order += name;
            };
        };
        ctx::wait_group all;
        all.go(sleeper('a', 2s, 1s));  // arms its last timer at 2 s
        all.go(sleeper('b', 1s, 2s));  // arms its last timer at 1 s
        all.go(sleeper('c', 0s, 3s));  // arms its only timer at 0 s
        all.go(sleeper('d', 0s, 3s));  // arms its only timer after c's

        all.wait();

        CHECK(order == "cdba");
    });
}

TEST_CASE("main wakes before a worker due at the same time but armed later") {
    in_bubble([] {
        int worked = 0;
        const auto [request, cancel] = with_cancel(background());
        go([&, request = request] {
            while (!request.err()) {
                ++worked;
                sleep_for(1s);
            }
        });

        sleep_for(3s);

        CHECK(worked == 3);
        cancel();
        sleep_for(1s);
        CHECK(worked == 3);
    });
}

TEST_CASE("timers due at one instant all fire before any goroutine goes on") {
    in_bubble([] {
        const auto soon = with_timeout(background(), 1s).child;
        const auto c = ctx::after(1s);
        sleep_for(1s);  // armed last, after both timers above
        const auto late = with_timeout(background(), 0s).child;

        CHECK(soon.err() == ctx::errc::deadline_exceeded);
        CHECK(select(ctx::recv(c), ctx::default_case) == 0);
        CHECK(late.err() == ctx::errc::deadline_exceeded);
    });
    in_bubble([] {
        bool over = false;
        go([&] {
            const auto [timed, cancel] = with_timeout(background(), 1s);
            sleep_for(2s);
        });
        go([&] {
            sleep_for(1s);
            over = true;
        });
        const auto armed_last = ctx::after(1s);
        sleep_for(1s);
        CHECK(select(ctx::recv(armed_last), ctx::default_case) == 0);
        CHECK_FALSE(over);
        sleep_for(1s);
    });
}

std::string transcript() {
    std::string lines;
    (void)bubble([&] {
        const ctx::channel<int> ch(1);
        const auto [request, cancel] = with_timeout(background(), 10ms);
        for (int worker = 0; worker < 5; ++worker) {
            go([ch, worker, request = request] {
                for (int i = 0;; ++i) {
                    if (select(ctx::recv(request.done()),
                               ctx::send(ch, 100 * worker + i)) == 0) {
                        return;
                    }
                    sleep_for(1ms * (1 + (worker + i) % 3));
                }
            });
        }
        for (;;) {
            std::optional<int> got;
            if (select(ctx::recv(request.done()), ctx::recv(ch, got)) == 0) {
                return;
            }
            lines += std::to_string(*got) + ' ';
        }
    });
    return lines;
}

TEST_CASE("a program has the same transcript in every bubble") {
    const auto first = transcript();
    CHECK(first.size() > 50);

    for (int round = 0; round < 20; ++round) CHECK(transcript() == first);
}

TEST_CASE("a bubble or a run inside a bubble throws logic_error") {
    in_bubble([] {
        CHECK_THROWS_AS(bubble([] {}), std::logic_error);
        CHECK_THROWS_AS(ctx::run([] {}), std::logic_error);

        ctx::wait_group one;
        one.go([] { CHECK_THROWS_AS(bubble([] {}), std::logic_error); });
        one.wait();
    });
}

TEST_CASE("a thread is outside any bubble again once bubble returns") {
    in_bubble([] { sleep_for(1000h); });
    CHECK_THROWS_AS(bubble([] { throw 42; }), int);

    const auto before = clock::now();
    CHECK(bubble([] {}).elapsed == 0s);
    CHECK(clock::now() >= before);
}

TEST_CASE("a context made in a bubble may outlive the bubble") {
    ctx::cancelable timed, plain;
    in_bubble([&] {
        plain = with_cancel(background());
        timed = with_timeout(plain.child, 1h);
        sleep_for(1s);
    });

    CHECK_FALSE(timed.child.err());
    REQUIRE(timed.child.deadline().has_value());
    CHECK_FALSE(ctx::to_string(timed.child).empty());
    const auto below = with_cancel(timed.child);
    plain.cancel();
    CHECK(timed.child.err() == ctx::errc::canceled);
    CHECK(below.child.err() == ctx::errc::canceled);
}

TEST_CASE("a channel and a timer made in a bubble may outlive the bubble") {
    std::optional<ctx::timer> t;
    std::optional<ctx::channel<int>> ch;
    in_bubble([&] {
        t.emplace(1h);
        ch.emplace(1);
    });

    ch->send(7);
    CHECK(ch->receive() == 7);
    CHECK(select(ctx::recv(t->c()), ctx::default_case) == 1);
    t->stop();
}

TEST_CASE("a thread outside a bubble may cancel the bubble's context") {
    ctx_test::check_clean(bubble([] {
        const auto [c, cancel] = with_cancel(background());
        std::jthread outside([&] { cancel(); });
        outside.join();

        c.done().wait();

        CHECK(c.err() == ctx::errc::canceled);
    }));
}

TEST_CASE("a hundred goroutines of a bubble need no lock for a counter") {
    in_bubble([] {
        ctx::wait_group all;
        int done = 0;
        for (int i = 0; i < 100; ++i) {
            all.go([&, i] {
                sleep_for(1ms * (i % 7));
                ++done;  // needs no lock, because goroutines take turns
            });
        }

        all.wait();

        CHECK(done == 100);
    });
}

}  // namespace bubble_test
