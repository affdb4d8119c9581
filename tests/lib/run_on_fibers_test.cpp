// Goroutines on fibers in real time, which other threads may wake.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace run_on_fibers_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::go;
using ctx::run_on_fibers;
using ctx::sleep_for;
using ctx::with_cancel;
using ctx::with_timeout;
using wall = std::chrono::steady_clock;

TEST_CASE("goroutines wait for what another thread sends") {
    const channel<int> requests, answers;
    std::jthread client([=] {
        for (int i = 1; i <= 100; ++i) {
            requests.send(i);
            CHECK(answers.receive() == 2 * i);
        }
        requests.close();
    });
    int served = 0;
    const auto report = run_on_fibers([&] {
        for (const int n : requests) {
            ctx::wait_group wg;
            wg.go([&] { answers.send(2 * n); });
            wg.wait();
            ++served;
        }
    });
    CHECK(served == 100);
    CHECK(report.leaks.empty());
}

TEST_CASE("goroutines wait for an Asio loop on a thread of its own") {
    namespace asio = boost::asio;
    asio::io_context io;
    auto work = asio::make_work_guard(io);
    std::jthread loop([&] { io.run(); });
    int sum = 0;
    ctx_test::check_clean(run_on_fibers([&] {
        ctx::wait_group wg;
        for (int i = 1; i <= 10; ++i) {
            wg.go([&, i] {
                const channel<int> result(1);
                asio::post(io, [=] { result.send(i); });
                sum += *result.receive();
            });
        }
        wg.wait();
    }));
    work.reset();
    CHECK(sum == 55);
}

TEST_CASE("the clock of run_on_fibers is the system's") {
    const auto before = ctx::clock::now();
    ctx::clock::time_point inside;
    const auto start = wall::now();
    const auto report = run_on_fibers([&] {
        inside = ctx::clock::now();
        sleep_for(20ms);
    });
    CHECK(wall::now() - start >= 20ms);
    CHECK(report.elapsed >= 20ms);
    CHECK(inside >= before);
    CHECK(inside <= ctx::clock::now());
}

TEST_CASE("sleepers of run_on_fibers wake in the order of their times") {
    std::string order;
    ctx_test::check_clean(run_on_fibers([&] {
        for (const int ms : {30, 10, 20}) {
            go([&, ms] {
                sleep_for(std::chrono::milliseconds(ms));
                order += std::to_string(ms) + ' ';
            });
        }
        while (order.size() < 9) sleep_for(1ms);
    }));
    CHECK(order == "10 20 30 ");
}

TEST_CASE("a deadline passes, and a timer fires, in run_on_fibers") {
    ctx_test::check_clean(run_on_fibers([] {
        const auto [c, cancel] = with_timeout(background(), 1ms);
        c.done().wait();
        CHECK(c.err() == ctx::errc::deadline_exceeded);
        CHECK(ctx::after(1ms).receive());
    }));
}

TEST_CASE("a deadline made in run_on_fibers passes after its end") {
    ctx::context kept;
    ctx_test::check_clean(
        run_on_fibers([&] { kept = with_timeout(background(), 10ms).child; }));
    kept.done().wait();
    CHECK(kept.err() == ctx::errc::deadline_exceeded);
}

TEST_CASE("a context of outside cancels goroutines of run_on_fibers") {
    const auto c = with_cancel(background());
    std::latch blocked(1);
    std::jthread other([&] {
        blocked.wait();
        c.cancel();
    });
    int woken = 0;
    ctx_test::check_clean(run_on_fibers([&] {
        ctx::wait_group wg;
        const channel<int> called(1);
        (void)after_func(c.child, [&] { called.send(1); });
        for (int i = 0; i < 10; ++i) {
            wg.go([&] {
                c.child.done().wait();
                ++woken;
            });
        }
        sleep_for(1ms);
        blocked.count_down();
        wg.wait();
        CHECK(called.receive() == 1);
    }));
    CHECK(woken == 10);
}

TEST_CASE("until and limit cut run_on_fibers short") {
    const auto main = [] { (void)channel<int>(nullptr).receive(); };
    SUBCASE("limit") {
        ctx::fiber_options options;
        options.limit = 10ms;
        const auto report = run_on_fibers(main, options);
        CHECK(report.interrupted);
        CHECK(report.elapsed >= 10ms);
    }
    SUBCASE("until") {
        ctx::fiber_options options;
        const auto c = with_cancel(background());
        options.until = c.child;
        std::jthread other([&] { c.cancel(); });
        CHECK(run_on_fibers(main, options).interrupted);
    }
}

TEST_CASE("a goroutine blocked when main returns is a leak of run_on_fibers") {
    const auto report = run_on_fibers([] {
        go("left", [] { sleep_for(1h); });
        sleep_for(1ms);
    });
    REQUIRE(report.leaks.size() == 1);
    CHECK(report.leaks[0].name == "left");
    CHECK_FALSE(report.interrupted);
}

TEST_CASE("an exception of a goroutine leaves run_on_fibers") {
    const auto main = [] {
        go("bad", [] { throw std::runtime_error("no"); });
        (void)channel<int>(nullptr).receive();
    };
    CHECK_THROWS_AS(run_on_fibers(main), ctx::goroutine_error);
}

TEST_CASE("run_on_fibers, bubbles and runs do not nest") {
    ctx_test::check_clean(run_on_fibers([] {
        CHECK_THROWS_AS(run_on_fibers([] {}), std::logic_error);
        CHECK_THROWS_AS(ctx::bubble([] {}), std::logic_error);
        CHECK_THROWS_AS(ctx::run([] {}), std::logic_error);
        CHECK_THROWS_AS(ctx::bubble_wait(), std::logic_error);
    }));
    ctx_test::check_clean(ctx::bubble(
        [] { CHECK_THROWS_AS(run_on_fibers([] {}), std::logic_error); }));
}

TEST_CASE("a select in run_on_fibers takes each of its ready cases") {
    bool took[2] = {};
    ctx_test::check_clean(run_on_fibers([&] {
        const channel<int> a(1), b(1);
        for (int i = 0; i < 1000 && !(took[0] && took[1]); ++i) {
            (void)ctx::select(ctx::send(a, 1), ctx::default_case);
            (void)ctx::select(ctx::send(b, 1), ctx::default_case);
            took[ctx::select(ctx::recv(a), ctx::recv(b))] = true;
        }
    }));
    CHECK(took[0]);
    CHECK(took[1]);
}

TEST_CASE("the observer of run_on_fibers is shown steps from the start on") {
    ctx::fiber_options options;
    std::string steps;
    ctx::duration last{0};
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::go) steps += "go ";
        if (e.what == ctx::step::print) steps += e.text;
        CHECK(e.time >= last);
        CHECK(e.time < 1min);
        last = e.time;
    };
    ctx_test::check_clean(run_on_fibers(
        [] {
            go([] {});
            sleep_for(1ms);
            ctx::note_print("printed");
        },
        options));
    CHECK(steps == "go printed");
}

}  // namespace run_on_fibers_test
