// Bubbles that are paced by the wall clock, interrupted or limited.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <latch>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace pace_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::bubble;
using ctx::bubble_options;
using ctx::go;
using ctx::sleep_for;
using wall = std::chrono::steady_clock;

bubble_options at_speed(double speed) {
    bubble_options options;
    options.speed = speed;
    return options;
}

TEST_CASE("a paced bubble is never ahead of the wall clock") {
    struct row {
        const char* name;
        double speed;
        ctx::duration sleep, at_least;
    };
    const row rows[] = {{"as fast", 1, 20ms, 20ms},
                        {"ten times as fast", 10, 300ms, 30ms},
                        {"half as fast", 0.5, 10ms, 20ms}};
    for (const auto& row : rows) {
        SUBCASE(row.name) {
            const auto start = wall::now();

            const auto report =
                bubble([&] { sleep_for(row.sleep); }, at_speed(row.speed));

            CHECK(wall::now() - start >= row.at_least);
            CHECK(report.elapsed == row.sleep);
        }
    }
}

TEST_CASE("a paced bubble keeps its pace from one timer to the next") {
    const auto start = wall::now();
    ctx_test::check_clean(bubble(
        [&] {
            for (int i = 1; i <= 10; ++i) {
                sleep_for(20ms);
                CHECK(wall::now() - start >= i * 2ms);
            }
        },
        at_speed(10)));
}

TEST_CASE("a paced bubble runs the same schedule as an instant one") {
    const auto order_at = [](double speed) {
        std::string order;
        ctx_test::check_clean(bubble(
            [&] {
                for (const char name : {'a', 'b', 'c'}) {
                    go([&order, name] {
                        for (int i = 0; i < 5; ++i) {
                            sleep_for(name == 'b' ? 10ms : 5ms);
                            order += name;
                        }
                    });
                }
                sleep_for(60ms);
            },
            at_speed(speed)));
        return order;
    };

    CHECK(order_at(20) == order_at(ctx::instant));
}

TEST_CASE("a bubble throws logic_error for a speed that is not positive") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double speed : {0.0, -1.0, -ctx::instant, nan}) {
        CAPTURE(speed);
        bool ran = false;

        CHECK_THROWS_AS(bubble([&] { ran = true; }, at_speed(speed)),
                        std::logic_error);
        CHECK_FALSE(ran);
    }
}

TEST_CASE("an interrupt from another thread ends a paced bubble at once") {
    const auto [until, interrupt] = with_cancel(background());
    auto options = at_speed(1);
    options.until = until;
    std::latch sleeping(1);
    std::jthread user([&, &press = interrupt] {
        sleeping.wait();
        press();
    });
    bool unwound = false, went_on = false;

    const auto report = bubble(
        [&] {
            const ctx::defer note([&] { unwound = true; });
            sleeping.count_down();
            sleep_for(1000h);
            went_on = true;
        },
        options);

    CHECK(report.interrupted);
    CHECK(report.leaks.empty());
    CHECK(report.elapsed < 1000h);
    CHECK(unwound);
    CHECK_FALSE(went_on);
}

TEST_CASE("an interrupt ends every blocked goroutine, the newest first") {
    const auto [until, interrupt] = with_cancel(background());
    auto options = at_speed(1);
    options.until = until;
    std::latch blocked(1);
    std::jthread user([&, &press = interrupt] {
        blocked.wait();
        press();
    });
    std::string unwound;

    const auto report = bubble(
        [&] {
            const ctx::channel<int> never;
            for (const char name : {'a', 'b'}) {
                go([&, name] {
                    const ctx::defer note([&] { unwound += name; });
                    (void)never.receive();
                });
            }
            go([&] {
                const ctx::defer note([&] { unwound += 'c'; });
                blocked.count_down();
                sleep_for(1000h);
            });
            (void)never.receive();
        },
        options);

    CHECK(report.interrupted);
    CHECK(report.leaks.empty());
    CHECK(unwound == "cba");
}

TEST_CASE(
    "a bubble that was interrupted before it starts ends when main blocks") {
    const auto [until, interrupt] = with_cancel(background());
    interrupt();
    for (const double speed : {1.0, ctx::instant}) {
        auto options = at_speed(speed);
        options.until = until;
        bool went_on = false;

        const auto report = bubble(
            [&] {
                sleep_for(1000h);
                went_on = true;
            },
            options);

        CHECK(report.interrupted);
        CHECK_FALSE(went_on);
    }
}

TEST_CASE("a timeout made outside of a bubble interrupts it") {
    const auto [until, cancel] = with_timeout(background(), 1ms);
    auto options = at_speed(1);
    options.until = until;

    CHECK(bubble([] { sleep_for(1000h); }, options).interrupted);
}

TEST_CASE("a limit ends a bubble after that much virtual time") {
    for (const double speed : {1000.0, ctx::instant}) {
        auto options = at_speed(speed);
        options.limit = 3500ms;
        int worked = 0;

        const auto report = bubble(
            [&] {
                for (;;) {
                    ++worked;
                    sleep_for(1s);
                }
            },
            options);

        CHECK(report.interrupted);
        CHECK(report.elapsed == 3500ms);
        CHECK(report.leaks.empty());
        CHECK(worked == 4);
    }
}

TEST_CASE("a limit ends a bubble before a timer that is due at the same time") {
    bubble_options options;
    options.limit = 3s;
    int worked = 0;

    const auto report = bubble(
        [&] {
            for (;; ++worked) sleep_for(1s);
        },
        options);

    CHECK(report.interrupted);
    CHECK(report.elapsed == 3s);
    CHECK(worked == 2);
}

TEST_CASE("a limit that is not reached has no effect") {
    bubble_options options;
    options.limit = 3s;

    const auto report = bubble([] { sleep_for(3s - 1ns); }, options);

    CHECK_FALSE(report.interrupted);
    CHECK(report.elapsed == 3s - 1ns);
}

TEST_CASE("a bubble with a limit still throws for a deadlock") {
    bubble_options options;
    options.limit = 3s;

    CHECK_THROWS_AS(
        bubble([] { (void)ctx::channel<int>().receive(); }, options),
        ctx::deadlock);
}

}  // namespace pace_test
