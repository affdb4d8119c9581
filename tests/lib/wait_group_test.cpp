// wait_group: counting, waiting, and the goroutines that it starts.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/wait_group.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace wait_group_test {

using namespace std::chrono_literals;
using ctx::clock;
using ctx::go;
using ctx::sleep_for;
using ctx::wait_group;
using ctx_test::in_bubble;

TEST_CASE("wait returns at once if the counter is zero") {
    wait_group nothing;
    nothing.wait();
    nothing.add(0);
    nothing.wait();
    CHECK(true);
}

TEST_CASE("wait returns when the counter is zero and not before") {
    in_bubble([] {
        const auto start = clock::now();
        wait_group group;
        group.add(3);
        for (int i = 1; i <= 3; ++i) {
            go([&, i] {
                sleep_for(i * 1s);
                group.done();
            });
        }

        group.wait();

        CHECK(clock::now() - start == 3s);
    });
}

TEST_CASE("add may change the counter by more than one") {
    in_bubble([] {
        const auto start = clock::now();
        wait_group group;
        group.add(5);
        go([&] {
            group.add(-4);
            sleep_for(1s);
            group.add(-1);
        });

        group.wait();

        CHECK(clock::now() - start == 1s);
    });
}

TEST_CASE("the last done wakes all waiting goroutines") {
    in_bubble([] {
        wait_group group;
        group.add(1);
        int went_on = 0;
        for (int i = 0; i < 3; ++i) {
            go([&] {
                group.wait();
                ++went_on;
            });
        }
        sleep_for(1s);
        CHECK(went_on == 0);

        group.done();
        CHECK(went_on == 0);
        sleep_for(1ns);

        CHECK(went_on == 3);
    });
}

TEST_CASE("a group throws logic_error if its counter would become negative") {
    wait_group group;
    CHECK_THROWS_AS(group.done(), std::logic_error);

    group.add(1);
    group.done();
    CHECK_THROWS_AS(group.done(), std::logic_error);
    CHECK_THROWS_AS(group.add(-1), std::logic_error);

    group.add(2);
    CHECK_THROWS_AS(group.add(-3), std::logic_error);
    group.add(-2);
    group.wait();
}

// Go panics in the goroutine, too.
TEST_CASE("a done too many fails the goroutine whose one it takes away") {
    const auto main = [] {
        wait_group group;
        group.go("worker", [] {});
        group.done();
        group.wait();
        sleep_for(1s);
    };
    CHECK_THROWS_WITH_AS(ctx::bubble(main), doctest::Contains("worker"),
                         ctx::goroutine_error);
}

TEST_CASE("a group may be used again after wait has returned") {
    in_bubble([] {
        wait_group group;
        for (int round = 0; round < 3; ++round) {
            const auto start = clock::now();
            group.go([] { sleep_for(1s); });
            group.go([] { sleep_for(2s); });

            group.wait();

            CHECK(clock::now() - start == 2s);
        }
    });
}

TEST_CASE("go counts a goroutine before the goroutine runs") {
    in_bubble([] {
        wait_group group;
        int ran = 0;
        for (int i = 0; i < 5; ++i) group.go([&] { ++ran; });
        CHECK(ran == 0);

        group.wait();

        CHECK(ran == 5);
    });
}

TEST_CASE(
    "a goroutine's function is destroyed before the goroutine is counted "
    "down") {
    in_bubble([] {
        wait_group group;
        const auto held = std::make_shared<int>(7);
        group.go([held] {});

        group.wait();

        CHECK(held.use_count() == 1);
    });
}

TEST_CASE("a goroutine of a group has the name that go was given") {
    ctx::run_report report;
    wait_group group;
    report = ctx::bubble([&] {
        group.go("worker", [] { sleep_for(1h); });
        sleep_for(1s);
    });

    REQUIRE(report.leaks.size() == 1);
    CHECK(report.leaks[0].name == "worker");
}

TEST_CASE(
    "a goroutine that ends by an exception is counted down and ends the "
    "bubble") {
    wait_group group;
    std::string original;
    try {
        ctx_test::check_clean(ctx::bubble([&] {
            group.go("worker", [] { throw std::runtime_error("disk full"); });
            sleep_for(1h);
        }));
    } catch (const ctx::goroutine_error& e) {
        try {
            std::rethrow_if_nested(e);
        } catch (const std::runtime_error& nested) {
            original = nested.what();
        }
    }

    CHECK(original == "disk full");
    group.wait();  // returns: the goroutine was counted down
}

TEST_CASE("a deadlock names the wait on a group") {
    try {
        ctx_test::check_clean(ctx::bubble([] {
            wait_group group;
            group.add(1);
            group.wait();
        }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        REQUIRE(e.asleep().size() == 1);
        CHECK(e.asleep()[0].waits_on == "wait_group wait");
    }
}

void meet(wait_group& first, wait_group& second) {
    constexpr int n = 8;
    first.add(n);
    second.add(n);
    std::atomic<int> left{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < n; ++i) {
        threads.emplace_back([&] {
            first.done();
            second.wait();
            ++left;
        });
    }
    first.wait();
    for (int i = 0; i < n; ++i) {
        CHECK(left == 0);  // no thread goes on before the last done()
        second.done();
    }
    threads.clear();
    CHECK(left == n);
}

TEST_CASE(
    "two groups may serve as a barrier for the same threads again and again") {
    wait_group first, second;
    for (int round = 0; round < 8; ++round) meet(first, second);
}

TEST_CASE("a write before done() is seen after wait()") {
    for (int round = 0; round < 200; ++round) {
        int one = 0, two = 0;
        std::vector<std::jthread> threads;
        {
            wait_group group;  // destroyed as soon as wait() has returned
            group.add(2);
            threads.emplace_back([&] {
                one = 1;
                group.done();
            });
            threads.emplace_back([&] {
                two = 2;
                group.done();
            });
            group.wait();
        }
        CHECK(one + two == 3);
    }
}

}  // namespace wait_group_test
