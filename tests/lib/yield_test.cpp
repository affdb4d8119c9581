// yield: letting others go first.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/defer.hpp>
#include <ctx/event.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/wait_group.hpp>
#include <set>
#include <string>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace yield_test {

using namespace std::chrono_literals;
using ctx::go;
using ctx::yield;
using ctx_test::in_bubble;

TEST_CASE("a yield returns at once if no other goroutine can go on") {
    yield();
    in_bubble([] {
        const auto start = ctx::clock::now();
        yield();
        CHECK(ctx::clock::now() == start);
    });
}

TEST_CASE("a goroutine that yields goes to the end of the line") {
    std::string order;
    const auto main = [&] {
        order.clear();
        ctx::wait_group all;
        for (const char c : {'a', 'b', 'c'}) {
            all.go([&, c] {
                order += c;
                yield();
                order += c;
            });
        }
        all.wait();
    };
    in_bubble(main);
    CHECK(order == "abcabc");
    ctx_test::check_clean(ctx::run_on_fibers(main));
    CHECK(order == "abcabc");
}

TEST_CASE("a goroutine that yields for ever ends its bubble") {
    ctx::bubble_options options;
    options.calls_per_instant = 1000;
    CHECK_THROWS_AS(ctx::bubble(
                        [] {
                            go([] {
                                for (;;) yield();
                            });
                            ctx::sleep_for(1h);
                        },
                        options),
                    ctx::livelock);
}

TEST_CASE("a wake that comes during a yield is not lost") {
    in_bubble([] {
        const ctx::channel<int> c;
        go([=] { c.send(1); });
        yield();
        CHECK(c.receive() == 1);
    });
}

TEST_CASE("a timer that is due fires during a yield") {
    in_bubble([] {
        bool slept = false;
        go([&] {
            ctx::sleep_for(1ns);
            slept = true;
        });
        ctx::sleep_for(1ns);
        yield();
        CHECK(slept);
    });
}

TEST_CASE("explore runs both orders at a yield") {
    std::set<std::string> orders;
    std::string order;
    ctx::explore_options options;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print) order += e.text;
    };
    const auto result = ctx::explore(
        [&] {
            order.clear();
            ctx::wait_group all;
            for (const char c : {'a', 'b'}) {
                all.go([c] {
                    ctx::note_print({&c, 1});
                    yield();
                    ctx::note_print({&c, 1});
                });
            }
            all.wait();
        },
        [&](const ctx::explored& run) {
            CHECK_FALSE(run.failure);
            orders.insert(order);
        },
        options);
    CHECK(result.complete);
    CHECK(orders == std::set<std::string>{"aabb", "abab", "abba", "baab",
                                          "baba", "bbaa"});
}

TEST_CASE("a goroutine that yields is ended with its run") {
    for (const bool on_fibers : {true, false}) {
        CAPTURE(on_fibers);
        std::atomic<bool> unwound{false};
        const auto main = [&] {
            const ctx::channel<int> begun(1);
            go("spinner", [&, begun] {
                const ctx::defer note([&] { unwound = true; });
                begun.send(1);
                for (;;) yield();
            });
            (void)begun.receive();
        };
        const auto report = on_fibers
                                ? ctx::bubble(main,
                                              [] {
                                                  ctx::bubble_options o;
                                                  o.calls_per_instant = 1000;
                                                  return o;
                                              }())
                                : ctx::run(main);
        REQUIRE(report.leaks.size() == 1);
        CHECK(report.leaks[0].name == "spinner");
        CHECK(unwound);
    }
}

TEST_CASE("a yield is logged as a block and a wake") {
    std::string log;
    ctx::bubble_options options;
    options.observer = [&](const ctx::event& e) {
        log += std::string(to_string(e.what)) + ' ' + e.text + '\n';
    };
    ctx_test::check_clean(ctx::bubble([] { yield(); }, options));
    CHECK(log == "block yield\nwake yield\n");
}

}  // namespace yield_test
