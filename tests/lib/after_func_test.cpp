// after_func with a goroutine for each function: when the function runs, what
// stop returns, and when wait returns.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <stdexcept>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"

namespace after_func_test {

using namespace std::chrono_literals;
using ctx::after_func;
using ctx::background;
using ctx::clock;
using ctx::errc;
using ctx::sleep_for;
using ctx::with_cancel;
using ctx::with_timeout;
using ctx_test::in_bubble;

TEST_CASE("a registered function runs after the cancel and not before") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        int ran = 0;
        const auto stop = after_func(c, [&] { ++ran; });
        sleep_for(1h);
        CHECK(ran == 0);

        cancel();
        sleep_for(1ns);

        CHECK(ran == 1);
        CHECK_FALSE(stop());
    });
}

TEST_CASE("a registered function runs when its context times out") {
    in_bubble([] {
        const auto start = clock::now();
        const auto [c, cancel] = with_timeout(background(), 5s);
        ctx::channel<clock::duration> ran_at(1);
        after_func(c, [&] { ran_at.send(clock::now() - start); });

        CHECK(ran_at.receive() == 5s);
    });
}

TEST_CASE("a function registered on a done context runs") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        cancel();
        ctx::channel<int> ran;

        const auto stop = after_func(c, [&] { ran.close(); });

        CHECK(ran.receive() == std::nullopt);
        CHECK_FALSE(stop());
    });
}

TEST_CASE("a function runs neither inside cancel nor inside after_func") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        int ran = 0;

        after_func(c, [&] { ++ran; });
        cancel();
        CHECK(ran == 0);

        after_func(c, [&] { ++ran; });
        CHECK(ran == 0);

        sleep_for(1ns);
        CHECK(ran == 2);
    });
}

TEST_CASE("a registered function sees its context's cause") {
    in_bubble([] {
        const ctx::error because = std::runtime_error("because");
        const auto [c, cancel] = with_cancel_cause(background());
        ctx::channel<ctx::error> seen(1);
        after_func(c, [&, &over = c] { seen.send(cause(over)); });

        cancel(because);

        CHECK(seen.receive() == because);
    });
}

TEST_CASE("stop keeps a function from running and returns true once") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        int ran = 0;
        const auto stop = after_func(c, [&] { ++ran; });

        CHECK(stop());
        CHECK_FALSE(stop());
        cancel();
        sleep_for(1h);

        CHECK(ran == 0);
        CHECK_FALSE(stop());
    });
}

TEST_CASE("stop returns false once the function has been started") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        int ran = 0;
        const auto stop = after_func(c, [&] { ++ran; });

        cancel();
        CHECK_FALSE(stop());
        sleep_for(1ns);

        CHECK(ran == 1);
        CHECK_FALSE(stop());
    });
}

TEST_CASE("copies of a stop function stop the same registration") {
    const auto [c, cancel] = with_cancel(background());
    const auto stop = after_func(c, [] {});
    const auto copy = stop;

    CHECK(copy());
    CHECK_FALSE(stop());
}

TEST_CASE("a default-constructed stop function stops nothing") {
    const ctx::stop_func nothing;

    CHECK_FALSE(nothing());
    nothing.wait();
}

TEST_CASE("cancel does not wait for the registered function") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        const ctx::channel<int> blocked;
        const auto stop = after_func(c, [&] { blocked.send(7); });

        cancel();

        CHECK(blocked.receive() == 7);
    });
}

TEST_CASE("a stopped function leaves the others on its context registered") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        int first = 0, second = 0, third = 0;
        const auto stop1 = after_func(c, [&] { ++first; });
        const auto stop2 = after_func(c, [&] { ++second; });
        const auto stop3 = after_func(c, [&] { ++third; });

        CHECK(stop2());
        cancel();
        sleep_for(1ns);

        CHECK(first == 1);
        CHECK(second == 0);
        CHECK(third == 1);
    });
}

TEST_CASE("functions on one context start in the order of registration") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        std::string order;
        for (const char name : {'a', 'b', 'c'}) {
            after_func(c, [&order, name] { order += name; });
        }

        cancel();
        sleep_for(1ns);

        CHECK(order == "abc");
    });
}

TEST_CASE("wait returns once the started function has returned") {
    in_bubble([] {
        const auto start = clock::now();
        const auto [c, cancel] = with_cancel(background());
        const auto stop = after_func(c, [] { sleep_for(5s); });

        cancel();
        CHECK_FALSE(stop());
        stop.wait();

        CHECK(clock::now() - start == 5s);
    });
}

TEST_CASE("wait returns at once if the function has not been started") {
    in_bubble([] {
        const auto start = clock::now();
        const auto [c, cancel] = with_timeout(background(), 1h);
        const auto stop = after_func(c, [] { sleep_for(5s); });

        stop.wait();
        CHECK(stop());
        stop.wait();

        CHECK(clock::now() == start);
    });
}

TEST_CASE("wait returns at once after the function has returned") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        const auto stop = after_func(c, [] { sleep_for(5s); });
        cancel();
        sleep_for(1h);
        const auto later = clock::now();

        stop.wait();
        stop.wait();

        CHECK(clock::now() == later);
    });
}

TEST_CASE("several goroutines can wait for the same function") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        const auto stop = after_func(c, [] { sleep_for(5s); });
        cancel();
        ctx::wait_group waiting;
        int went_on = 0;
        for (int i = 0; i < 3; ++i) {
            waiting.go([&] {
                stop.wait();
                ++went_on;
            });
        }

        sleep_for(5s - 1ns);
        CHECK(went_on == 0);
        waiting.wait();
        CHECK(went_on == 3);
    });
}

TEST_CASE("a function on a root never runs, and stop returns true once") {
    in_bubble([] {
        int ran = 0;
        for (const auto& root : {background(), without_cancel(background())}) {
            const auto stop = after_func(root, [&] { ++ran; });
            sleep_for(1h);

            CHECK(stop());
            CHECK_FALSE(stop());
        }
        CHECK(ran == 0);
    });
}

TEST_CASE("a function on a value context runs when the parent is canceled") {
    in_bubble([] {
        enum class key { only };
        const auto [parent, cancel] = with_cancel(background());
        const auto valued = with_value(parent, key::only, 1);
        int ran = 0;
        after_func(valued, [&] { ++ran; });
        CHECK(ctx_test::observer_count(parent) == 1);

        cancel();
        sleep_for(1ns);

        CHECK(ran == 1);
    });
}

TEST_CASE("a function may cancel, derive from and register on its context") {
    in_bubble([] {
        const auto [c, cancel] = with_cancel(background());
        int ran = 0;
        after_func(c, [&, &over = c, &again = cancel] {
            again();
            CHECK(with_cancel(over).child.err() == errc::canceled);
            after_func(over, [&] { ++ran; });
        });

        cancel();
        sleep_for(1ns);

        CHECK(ran == 1);
    });
}

TEST_CASE("a cancel runs the functions of the whole subtree") {
    in_bubble([] {
        const auto [top, cancel] = with_cancel(background());
        const auto middle = with_cancel(top).child;
        const auto bottom = with_timeout(middle, 1h).child;
        int ran = 0;
        for (const auto& c : {top, middle, bottom}) {
            after_func(c, [&] { ++ran; });
        }

        cancel();
        sleep_for(1ns);

        CHECK(ran == 3);
    });
}

TEST_CASE("a registered function can wake a goroutine at the deadline") {
    in_bubble([] {  // Go's example: wait for a condition or for done
        const auto [c, cancel] = with_timeout(background(), 1ms);
        const ctx::channel<int> condition_met;
        ctx::channel<int> wake;
        const auto stop = after_func(c, [&] { wake.close(); });

        CHECK(select(ctx::recv(condition_met), ctx::recv(wake)) == 1);
        CHECK_FALSE(stop());
        CHECK(c.err() == errc::deadline_exceeded);
    });
}

}  // namespace after_func_test
