// condition_variable: waits and notifies. Go's cond_test.go checks the same:
// one Signal wakes one waiter (TestCondSignal), in the order of their waits
// (TestCondSignalGenerations), and Broadcast wakes all (TestCondBroadcast).
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/condition_variable.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/error.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/mutex.hpp>
#include <ctx/wait_group.hpp>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace condition_variable_test {

using namespace std::chrono_literals;
using ctx::condition_variable;
using ctx::go;
using ctx::mutex;
using ctx::sleep_for;
using ctx::with_cancel;
using ctx_test::in_bubble;

constinit condition_variable made_before_the_program_starts;

TEST_CASE("a notify without a goroutine that waits is not kept") {
    made_before_the_program_starts.notify_one();
    made_before_the_program_starts.notify_all();
    CHECK_THROWS_AS(ctx::bubble([] {
                        mutex m;
                        std::unique_lock lock(m);
                        made_before_the_program_starts.wait(lock);
                    }),
                    ctx::deadlock);
}

TEST_CASE("notify_one wakes the goroutine that has waited longest") {
    in_bubble([] {
        mutex m;
        condition_variable changed;
        std::string order;
        ctx::wait_group all;
        for (const char c : {'a', 'b', 'c'}) {
            all.go([&, c] {
                std::unique_lock lock(m);
                changed.wait(lock);
                order += c;
            });
        }
        for (const char* expected : {"", "a", "ab"}) {
            sleep_for(1s);
            CHECK(order == expected);
            changed.notify_one();
        }
        all.wait();
        CHECK(order == "abc");
    });
}

TEST_CASE("notify_all wakes all that wait, and no later one") {
    in_bubble([] {
        mutex m;
        condition_variable changed;
        int woken = 0;
        const auto wait = [&] {
            std::unique_lock lock(m);
            changed.wait(lock);
            CHECK(lock.owns_lock());
            ++woken;
        };
        ctx::wait_group all;
        for (int i = 0; i < 3; ++i) all.go(wait);
        sleep_for(1s);
        changed.notify_all();
        all.go(wait);
        sleep_for(1s);
        CHECK(woken == 3);
        changed.notify_one();
        all.wait();
        CHECK(woken == 4);
    });
}

TEST_CASE("a wait with a predicate waits until the predicate is true") {
    in_bubble([] {
        const auto start = ctx::clock::now();
        mutex m;
        condition_variable changed;
        int n = 0;
        go([&] {
            for (int i = 0; i < 3; ++i) {
                sleep_for(1s);
                const std::scoped_lock lock(m);
                ++n;
                changed.notify_all();
            }
        });
        std::unique_lock lock(m);
        changed.wait(lock, [&] { return n == 3; });
        CHECK(ctx::clock::now() - start == 3s);
        changed.wait(lock, [&] { return n == 3; });  // does not wait
    });
}

TEST_CASE("a wait_for ends when its time has passed") {
    in_bubble([] {
        const auto start = ctx::clock::now();
        mutex m;
        condition_variable changed;
        bool ready = false;
        const auto is_ready = [&] { return ready; };
        std::unique_lock lock(m);
        CHECK_FALSE(changed.wait_for(lock, 0s, is_ready));
        CHECK_FALSE(changed.wait_for(lock, -1s, is_ready));
        CHECK(ctx::clock::now() == start);
        CHECK_FALSE(changed.wait_for(lock, 2s, is_ready));
        CHECK(ctx::clock::now() - start == 2s);
        CHECK(lock.owns_lock());

        go([&] {
            sleep_for(1s);
            changed.notify_all();  // the predicate is still false
            sleep_for(1s - 1ns);
            const std::scoped_lock changing(m);
            ready = true;
            changed.notify_all();
        });
        CHECK(changed.wait_for(lock, 2s, is_ready));
        CHECK(ctx::clock::now() - start == 4s - 1ns);
        CHECK(changed.wait_for(lock, 0s, is_ready));
        CHECK(changed.wait_for(lock, ctx::duration::max(), is_ready));
    });
}

TEST_CASE("a notify passes over a wait whose time has passed") {
    in_bubble([] {
        mutex m;
        condition_variable changed;
        int woken = 0;
        ctx::wait_group all;
        all.go([&] {
            std::unique_lock lock(m);
            CHECK_FALSE(changed.wait_for(lock, 1s, [] { return false; }));
        });
        sleep_for(1ms);
        all.go([&] {
            std::unique_lock lock(m);
            changed.wait(lock);
            ++woken;
        });
        // The timer fires before this goroutine goes on.
        sleep_for(1s - 1ms);
        changed.notify_one();
        all.wait();
        CHECK(woken == 1);
    });
}

TEST_CASE("a wait ends with its context, and has the mutex") {
    in_bubble([] {
        mutex m;
        condition_variable changed;
        auto [c, cancel] = ctx::with_timeout(ctx::background(), 1s);
        std::unique_lock lock(m);
        const auto start = ctx::clock::now();
        CHECK(changed.wait(c, lock, [] { return false; }) ==
              ctx::errc::deadline_exceeded);
        CHECK(ctx::clock::now() - start == 1s);
        CHECK(lock.owns_lock());
        CHECK_FALSE(m.try_lock());
        CHECK(changed.wait(c, lock, [] { return true; }) ==
              ctx::errc::deadline_exceeded);
    });
}

TEST_CASE("a notify ends a wait with a context once the predicate is true") {
    in_bubble([] {
        mutex m;
        condition_variable changed;
        int n = 0;
        auto [c, cancel] = with_cancel(ctx::background());
        ctx::wait_group all;
        all.go([&, c = c] {
            std::unique_lock lock(m);
            CHECK_FALSE(changed.wait(c, lock, [&] { return n == 2; }));
        });
        for (int i = 0; i < 2; ++i) {
            sleep_for(1s);
            const std::scoped_lock changing(m);
            ++n;
            changed.notify_one();
        }
        all.wait();
        CHECK(ctx_test::observer_count(c) == 0);
    });
}

// A worker whose context is done leaves the value to the other, whether it was
// notified of the value or not.
TEST_CASE("no schedule loses a notify to a wait whose context is done") {
    int taken = 0;
    const auto all = ctx::explore(
        [&] {
            taken = 0;
            mutex m;
            condition_variable changed;
            int values = 0;
            auto [c, cancel] = with_cancel(ctx::background());
            ctx::wait_group workers;
            const auto work = [&](const ctx::context& until) {
                std::unique_lock lock(m);
                if (changed.wait(until, lock, [&] { return values > 0; })) {
                    return;
                }
                --values;
                ++taken;
                changed.notify_one();
            };
            workers.go([&, c = c] { work(c); });
            workers.go([&] { work(ctx::background()); });
            ctx::go([&] {
                const std::scoped_lock lock(m);
                values = 2;
                changed.notify_one();
            });
            cancel();
            workers.wait();
        },
        [&](const ctx::explored& run) {
            CHECK_FALSE(run.failed());
            CHECK(taken >= 1);
        });
    CHECK(all.complete);
}

TEST_CASE("a wait in a destructor that nothing can wake returns") {
    bool is_destroyed = false;
    CHECK_THROWS_AS(ctx::bubble([&] {
                        mutex m;
                        condition_variable changed;
                        const ctx::defer wait([&] {
                            std::unique_lock lock(m);
                            changed.wait(lock, [] { return false; });
                            CHECK(changed.wait(ctx::background(), lock, [] {
                                return false;
                            }) == ctx::errc::canceled);
                            is_destroyed = true;
                        });
                        throw std::runtime_error("disk full");
                    }),
                    std::runtime_error);
    CHECK(is_destroyed);
}

TEST_CASE("a wait needs a lock that owns a mutex") {
    condition_variable changed;
    mutex m;
    std::unique_lock lock(m, std::defer_lock);
    CHECK_THROWS_AS(changed.wait(lock), std::system_error);
    changed.notify_one();  // the wait has left nothing behind
    CHECK(m.try_lock());
    m.unlock();
}

TEST_CASE("threads hand values on through a queue") {
    mutex m;
    condition_variable changed;
    std::deque<int> queue;
    long sum = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 2; ++t) {
            threads.emplace_back([&] {
                for (int i = 1; i <= 1'000; ++i) {
                    {
                        const std::scoped_lock lock(m);
                        queue.push_back(i);
                    }
                    changed.notify_one();
                }
            });
            threads.emplace_back([&] {
                for (int i = 0; i < 1'000; ++i) {
                    std::unique_lock lock(m);
                    changed.wait(lock, [&] { return !queue.empty(); });
                    sum += queue.front();
                    queue.pop_front();
                }
            });
        }
    }
    CHECK(sum == 2 * 500'500);
}

TEST_CASE("a wait_for on a thread is woken or times out") {
    mutex m;
    condition_variable changed;
    bool ready = false;
    std::unique_lock lock(m);
    CHECK_FALSE(changed.wait_for(lock, 2ms, [&] { return ready; }));
    std::jthread other([&] {
        const std::scoped_lock changing(m);
        ready = true;
        changed.notify_one();
    });
    CHECK(changed.wait_for(lock, 1h, [&] { return ready; }));
}

TEST_CASE("a deadlock names the wait") {
    static ctx::location before;
    try {
        ctx_test::check_clean(ctx::bubble([] {
            mutex m;
            condition_variable changed;
            std::unique_lock lock(m);
            before = ctx::location::current();
            changed.wait(lock, [] { return false; });
        }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        CHECK(e.asleep()[0].waits_on == "condition_variable wait");
        CHECK(e.asleep()[0].waits_at.line() == before.line() + 1);
    }
}

TEST_CASE("a goroutine that is ended in a wait unwinds with the mutex locked") {
    mutex m;
    bool owned = false;
    condition_variable changed;
    const auto report = ctx::bubble([&] {
        go([&] {
            std::unique_lock lock(m);
            const ctx::defer note([&] { owned = lock.owns_lock(); });
            changed.wait(lock);
        });
        sleep_for(1s);
        CHECK(m.try_lock());
        m.unlock();
    });
    REQUIRE(report.leaks.size() == 1);
    CHECK(report.leaks[0].waits_on == "condition_variable wait");
    CHECK(owned);
    CHECK(m.try_lock());
}

TEST_CASE("a wait on what main has destroyed can be ended") {
    bool owned = true;
    const auto report = ctx::bubble([&] {
        mutex m;
        condition_variable changed;
        go([&] {
            std::unique_lock lock(m);
            const ctx::defer note([&] { owned = lock.owns_lock(); });
            changed.wait(lock);
        });
        sleep_for(1s);
    });
    CHECK(report.leaks.size() == 1);
    CHECK_FALSE(owned);
}

}  // namespace condition_variable_test
