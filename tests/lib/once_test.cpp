// once: a function that runs once. Go's once_test.go checks that one of many
// runs (TestOnce), and that a function that panics counts (TestOncePanic).
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/once.hpp>
#include <ctx/wait_group.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace once_test {

using namespace std::chrono_literals;
using ctx::once;
using ctx::sleep_for;
using ctx_test::in_bubble;

constinit once made_before_the_program_starts;

TEST_CASE("the first function runs, and no other") {
    once& o = made_before_the_program_starts;
    int ran = 0;
    o.call([&, owned = std::make_unique<int>(1)] { ran += *owned; });
    o.call([&] { ran += 10; });
    CHECK(ran == 1);
}

TEST_CASE("a call waits until the first function has returned") {
    in_bubble([] {
        const auto start = ctx::clock::now();
        once o;
        ctx::wait_group all;
        for (int i = 0; i < 3; ++i) {
            all.go([&] {
                o.call([] { sleep_for(1s); });
                CHECK(ctx::clock::now() - start == 1s);
            });
        }
        all.wait();
    });
}

TEST_CASE("a function that throws counts as called") {
    once o;
    int ran = 0;
    const auto fail = [&] {
        ++ran;
        throw std::runtime_error("disk full");
    };
    CHECK_THROWS_WITH_AS(o.call(fail), "disk full", std::runtime_error);
    o.call(fail);
    CHECK(ran == 1);
}

TEST_CASE("a call inside of the function waits for itself") {
    static ctx::location before;
    try {
        ctx_test::check_clean(ctx::bubble([] {
            once o;
            before = ctx::location::current();
            o.call([&] { o.call([] {}); });
        }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        CHECK(e.asleep()[0].waits_on ==
              "once call, held by goroutine 1 since once_test.cpp:" +
                  std::to_string(before.line() + 1));
    }
}

TEST_CASE("a write of the function is seen after each call on any thread") {
    for (int round = 0; round < 200; ++round) {
        once o;
        int value = 0;
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&] {
                o.call([&] { value = 7; });
                if (value != 7) FAIL_CHECK("the value is not seen");
            });
        }
    }
}

TEST_CASE("an unwinding destructor does not run a function that another runs") {
    int ran = 0;
    once o;
    (void)ctx::bubble([&] {
        // Main has returned, and never ends, while the function runs: the
        // goroutines are ended, the newest first.
        ctx::go([&] {
            o.call([&] {
                ++ran;
                sleep_for(1h);
            });
        });
        ctx::go([&] {
            struct at_end {
                once& o;
                int& ran;
                ~at_end() {
                    o.call([this] { ++ran; });
                }
            } const note{o, ran};
            sleep_for(1h);
        });
        sleep_for(1s);
    });
    CHECK(ran == 1);
}

}  // namespace once_test
