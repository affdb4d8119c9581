// run: goroutines on the OS's clock and scheduler, joined at the end.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/event.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <exception>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace run_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::clock;
using ctx::go;
using ctx::run;
using ctx::run_options;
using ctx::sleep_for;

void compute_for(std::chrono::milliseconds d) {
    const auto end = std::chrono::steady_clock::now() + d;
    while (std::chrono::steady_clock::now() < end) continue;
}

TEST_CASE("a run whose main leaves nothing behind reports no leak") {
    int ran = 0;

    const auto report = run([&] { ++ran; });

    CHECK(ran == 1);
    CHECK(report.leaks.empty());
    CHECK_FALSE(report.interrupted);
}

TEST_CASE("a sleep in a run goes by the steady clock") {
    const auto report = run([] {
        const auto start = clock::now();
        sleep_for(2ms);
        CHECK(clock::now() - start >= 2ms);
        sleep_for(0s);
        sleep_for(-1h);
    });

    CHECK(report.elapsed >= 2ms);
}

TEST_CASE("goroutines of a run run at the same time") {
    ctx_test::check_clean(run([] {
        std::latch both(2);
        ctx::wait_group pair;
        for (int i = 0; i < 2; ++i) {
            pair.go([&] { both.arrive_and_wait(); });
        }
        pair.wait();
        CHECK(both.try_wait());
    }));
}

TEST_CASE(
    "goroutines of a run use channels and stop when a context is canceled") {
    const auto report = run([] {
        const auto [request, cancel] = with_cancel(background());
        const channel<int> numbers;
        ctx::wait_group generating;
        generating.go([=, request = request] {
            for (int n = 1;; ++n) {
                if (select(ctx::recv(request.done()), ctx::send(numbers, n)) ==
                    0) {
                    return;
                }
            }
        });
        int sum = 0;
        for (const int n : numbers) {
            if ((sum += n) >= 15) break;
        }
        cancel();
        generating.wait();
        CHECK(sum == 15);
    });

    CHECK(report.leaks.empty());
}

TEST_CASE("a run returns after all its goroutines have ended") {
    std::atomic<int> begun{0}, ended{0};
    (void)run([&] {
        for (int i = 0; i < 10; ++i) {
            go([&] {
                ++begun;
                const ctx::defer note([&] { ++ended; });
                (void)channel<int>().receive();
            });
        }
    });

    CHECK(begun == ended);
}

TEST_CASE(
    "a run reports a goroutine that is blocked when main returns as a leak") {
    // A goroutine that is only about to block is no leak, so the test repeats
    // until the goroutine has blocked in time.
    std::vector<ctx::goroutine_status> leaks;
    for (int round = 0; round < 1000 && leaks.empty(); ++round) {
        const auto [c, cancel] = with_cancel(background());
        leaks = run([&, &never = c] {
                    go("waiter", [&] { never.done().wait(); });
                    while (ctx_test::observer_count(never) == 0) {
                        std::this_thread::yield();
                    }
                }).leaks;
    }

    REQUIRE(leaks.size() == 1);
    CHECK(leaks[0].id == 2);
    CHECK(leaks[0].name == "waiter");
    CHECK(leaks[0].waits_on == "done");
}

TEST_CASE("goroutines that main wakes right before it returns are no leaks") {
    const auto report = run([] {
        const auto [c, cancel] = with_cancel(background());
        constexpr int count = 8;
        for (int i = 0; i < count; ++i) go([c = c] { c.done().wait(); });
        while (ctx_test::observer_count(c) < count) std::this_thread::yield();
        cancel();
    });
    CHECK(report.leaks.empty());
}

TEST_CASE("a run unwinds a leaked goroutine") {
    bool unwound = false, went_on = false;
    (void)run([&] {
        const channel<int> started;
        go([&, started] {
            const ctx::defer note([&] { unwound = true; });
            started.close();
            sleep_for(1000h);
            went_on = true;
        });
        (void)started.receive();
    });

    CHECK(unwound);
    CHECK_FALSE(went_on);
}

TEST_CASE("a run unwinds leaked goroutines, the newest first") {
    std::string unwound;
    (void)run([&] {
        for (const char name : {'a', 'b', 'c'}) {
            const channel<int> started;
            go([&, name, started] {
                const ctx::defer note([&, name] {
                    // An older goroutine has time to be first.
                    compute_for((name - 'a') * 5ms);
                    unwound += name;
                });
                started.close();
                (void)channel<int>(nullptr).receive();
            });
            (void)started.receive();
        }
    });

    CHECK(unwound == "cba");
}

TEST_CASE(
    "a run ends on a goroutine's exception and rethrows it with the name") {
    std::string what, original;
    bool went_on = false;
    try {
        ctx_test::check_clean(run([&] {
            go("worker", [] { throw std::out_of_range("page 7"); });
            sleep_for(1000h);
            went_on = true;
        }));
    } catch (const ctx::goroutine_error& e) {
        what = e.what();
        try {
            std::rethrow_if_nested(e);
        } catch (const std::out_of_range& nested) {
            original = nested.what();
        }
    }

    CHECK(what.find("\"worker\"") != std::string::npos);
    CHECK(original == "page 7");
    CHECK_FALSE(went_on);
}

TEST_CASE("a run rethrows the first of two exceptions in its goroutines") {
    const auto two = [] {
        const channel<int> started;
        go("second", [started] {
            try {
                started.close();
                sleep_for(1000h);
            } catch (const ctx::goroutine_exit&) {
                throw std::runtime_error("two");
            }
        });
        (void)started.receive();
        go("first", [] { throw std::runtime_error("one"); });
        sleep_for(1000h);
    };

    try {
        ctx_test::check_clean(run(two));
        FAIL("no exception came through");
    } catch (const ctx::goroutine_error& e) {
        CHECK(std::string(e.what()).find("first") != std::string::npos);
    }
}

TEST_CASE("an exception in a wait_group's goroutine ends a run") {
    const auto main = [] {
        ctx::wait_group group;
        group.go([] { throw std::runtime_error("disk full"); });
        sleep_for(1000h);
    };

    CHECK_THROWS_AS(run(main), ctx::goroutine_error);
}

TEST_CASE("a run rethrows an exception from main unchanged") {
    CHECK_THROWS_WITH_AS(run([] { throw std::range_error("mine"); }), "mine",
                         std::range_error);
}

TEST_CASE("an interrupt ends a run while main sleeps") {
    const auto [until, interrupt] = with_cancel(background());
    run_options options;
    options.until = until;
    std::latch sleeping(1);
    std::jthread user([&, &press = interrupt] {
        sleeping.wait();
        press();
    });
    bool unwound = false, went_on = false;

    const auto report = run(
        [&] {
            const ctx::defer note([&] { unwound = true; });
            sleeping.count_down();
            sleep_for(1000h);
            went_on = true;
        },
        options);

    CHECK(report.interrupted);
    CHECK(unwound);
    CHECK_FALSE(went_on);
}

TEST_CASE("an interrupted run ends its goroutines before main") {
    const auto [until, interrupt] = with_cancel(background());
    run_options options;
    options.until = until;
    std::string unwound;

    const auto report = run(
        [&, &press = interrupt] {
            const ctx::defer note([&] { unwound += "main"; });
            const channel<int> started;
            go([&, started] {
                const ctx::defer first([&] { unwound += "goroutine "; });
                started.close();
                sleep_for(1000h);
            });
            (void)started.receive();
            press();
            sleep_for(1000h);
        },
        options);

    CHECK(report.interrupted);
    CHECK(report.leaks.empty());
    CHECK(unwound == "goroutine main");
}

TEST_CASE("a run that was interrupted before it starts ends when main blocks") {
    const auto [until, interrupt] = with_cancel(background());
    interrupt();
    run_options options;
    options.until = until;

    CHECK(run([] { (void)channel<int>().receive(); }, options).interrupted);
}

TEST_CASE("a limit ends a run after that much time") {
    run_options options;
    options.limit = 2ms;

    const auto report = run([] { sleep_for(1000h); }, options);

    CHECK(report.interrupted);
    CHECK(report.elapsed >= 2ms);
    CHECK(report.elapsed < 1000h);
}

TEST_CASE("a run shows its observer printed lines, one at a time") {
    std::vector<std::string> lines;
    run_options options;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print) lines.push_back(e.text);
    };
    ctx_test::check_clean(run(
        [] {
            ctx::wait_group all;
            for (int g = 0; g < 4; ++g) {
                all.go([] {
                    for (int i = 0; i < 50; ++i) ctx::note_print("line");
                });
            }
            all.wait();
            ctx::note_print("over");
        },
        options));

    CHECK(lines.size() == 201);
    CHECK(std::count(lines.begin(), lines.end(), "line") == 200);
    CHECK(lines.back() == "over");
}

TEST_CASE("a run drops lines that are printed after main has returned") {
    std::vector<std::string> lines;
    run_options options;
    options.observer = [&](const ctx::event& e) { lines.push_back(e.text); };
    (void)run(
        [] {
            const channel<int> started;
            go([started] {
                const ctx::defer late([] { ctx::note_print("late"); });
                ctx::note_print("in time");
                started.close();
                sleep_for(1000h);
            });
            (void)started.receive();
        },
        options);

    CHECK(lines == std::vector<std::string>{"in time"});
}

TEST_CASE(
    "a run waits for a destructor that goes on when the others are gone") {
    bool has_ended = false;
    (void)run([&] {
        const channel<int> older_ends;
        go([=] {
            const ctx::defer tell([=] { older_ends.close(); });
            sleep_for(1000h);
        });
        go([&, older_ends] {
            const ctx::defer wait([&] {
                (void)older_ends.receive();
                compute_for(10ms);  // the run looks more often
                has_ended = true;
            });
            sleep_for(1000h);
        });
    });
    CHECK(has_ended);
}

TEST_CASE("a destructor that would wait forever gives up at the end of a run") {
    const auto [until, interrupt] = with_cancel(background());
    interrupt();
    run_options options;
    options.until = until;
    bool gave_up = false, slept = false;

    const auto report = run(
        [&] {
            const channel<int> never;
            const ctx::defer wait([&] { gave_up = !never.receive(); });
            const ctx::defer sleep([&] {
                sleep_for(1000h);
                slept = true;
            });
            sleep_for(1000h);
        },
        options);

    CHECK(report.interrupted);
    CHECK(gave_up);
    CHECK(slept);
}

TEST_CASE(
    "an observer's exception for a print reaches the printing goroutine") {
    run_options options;
    options.observer = [](const ctx::event&) {
        throw std::runtime_error("disk full");
    };
    bool reached = false;
    ctx_test::check_clean(run(
        [&] {
            try {
                ctx::note_print("line");
            } catch (const std::runtime_error&) {
                reached = true;
            }
        },
        options));

    CHECK(reached);
}

TEST_CASE("a goroutine may be started outside of any run") {
    const channel<int> ch;

    go([=] { ch.send(7); });

    CHECK(ch.receive() == 7);
}

}  // namespace run_test
