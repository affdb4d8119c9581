// mutex: locking, its guards, and what reports say of it. Go's mutex_test.go
// checks the first half of this: exclusion under contention (TestMutex, with
// TryLock), fairness (TestMutexFairness) and the misuse of Unlock
// (TestMutexMisuse).
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/defer.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/mutex.hpp>
#include <ctx/wait_group.hpp>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace mutex_test {

using namespace std::chrono_literals;
using ctx::go;
using ctx::location;
using ctx::mutex;
using ctx::sleep_for;
using ctx_test::in_bubble;

constinit mutex made_before_the_program_starts;

TEST_CASE("a mutex has one holder") {
    mutex& m = made_before_the_program_starts;
    CHECK(m.try_lock());
    CHECK_FALSE(m.try_lock());
    m.unlock();
    m.lock();
    CHECK_FALSE(m.try_lock());
    m.unlock();
}

TEST_CASE("an unlock of a mutex that nobody holds throws") {
    mutex m;
    CHECK_THROWS_WITH_AS(m.unlock(), "unlock of unlocked mutex",
                         std::logic_error);
    m.lock();
    m.unlock();
    CHECK_THROWS_AS(m.unlock(), std::logic_error);
    in_bubble([&] { CHECK_THROWS_AS(m.unlock(), std::logic_error); });
    CHECK(m.try_lock());  // the mutex still works
    m.unlock();
}

TEST_CASE("a goroutine may unlock what another has locked") {
    in_bubble([] {
        mutex m;
        m.lock();
        go([&] { m.unlock(); });
        m.lock();
        m.unlock();
    });
}

TEST_CASE("threads that count under a mutex lose no count") {
    mutex m;
    int count = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < 5'000; ++i) {
                    if (t == 0 && i % 3 == 0) {
                        if (!m.try_lock()) continue;
                        m.unlock();
                        continue;
                    }
                    const std::scoped_lock lock(m);
                    ++count;
                }
            });
        }
    }
    CHECK(count == 3 * 5'000 + 5'000 - (5'000 + 2) / 3);
}

TEST_CASE("a goroutine holds a mutex while it sleeps") {
    in_bubble([] {
        const auto start = ctx::clock::now();
        mutex m;
        m.lock();
        go([&] {
            sleep_for(1s);
            m.unlock();
        });
        const std::scoped_lock lock(m);
        CHECK(ctx::clock::now() - start == 1s);
    });
}

TEST_CASE("goroutines of a bubble get a mutex first come, first served") {
    std::string order;
    in_bubble([&] {
        mutex m;
        m.lock();
        ctx::wait_group all;
        for (const char c : {'a', 'b', 'c'}) {
            all.go([&, c] {
                const std::scoped_lock lock(m);
                order += c;
            });
        }
        sleep_for(1s);
        m.unlock();
        all.wait();
    });
    CHECK(order == "abc");
}

TEST_CASE("a goroutine of a bubble is overtaken once at most") {
    int overtaken = 0;
    in_bubble([&] {
        mutex m;
        bool stop = false;
        m.lock();
        go([&] {
            const std::scoped_lock lock(m);
            stop = true;
        });
        while (!stop) {
            sleep_for(1s);
            m.unlock();
            m.lock();
            if (!stop) ++overtaken;
        }
        m.unlock();
    });
    CHECK(overtaken == 1);
}

// -- guards -----------------------------------------------------------------

// The line at which a goroutine of a deadlock waits, which is main.
location where_blocked(const std::function<void()>& main) {
    try {
        ctx_test::check_clean(ctx::bubble(main));
    } catch (const ctx::deadlock& e) {
        return e.asleep().front().waits_at;
    }
    return {};
}

TEST_CASE("each guard of one mutex names the line of its caller") {
    location at;
    const auto check = [&](const std::function<void()>& main) {
        const location blocked = where_blocked(main);
        CHECK(std::string(blocked.file_name()) == at.file_name());
        CHECK(blocked.line() == at.line());
    };
    mutex m;
    m.lock();
    // clang-format off
    check([&] { at = location::current(); m.lock(); });
    check([&] { at = location::current(); const std::scoped_lock lock(m); });
    check([&] { at = location::current(); const std::lock_guard lock(m); });
    check([&] { at = location::current(); const std::unique_lock lock(m); });
    check([&] {
        std::unique_lock lock(m, std::defer_lock);
        at = location::current(); lock.lock();
    });
    // clang-format on
}

TEST_CASE("a unique_lock does what the standard's does") {
    mutex m;
    std::unique_lock<mutex> none;
    CHECK_FALSE(none.owns_lock());
    CHECK_THROWS_AS(none.lock(), std::system_error);
    CHECK_THROWS_AS(none.unlock(), std::system_error);

    std::unique_lock first(m);
    CHECK(first.owns_lock());
    CHECK(first.mutex() == &m);
    CHECK_THROWS_AS(first.lock(), std::system_error);
    CHECK_FALSE(std::unique_lock(m, std::try_to_lock).owns_lock());

    std::unique_lock second = std::move(first);
    CHECK_FALSE(first.owns_lock());
    CHECK(second);
    std::swap(first, second);
    CHECK(first);
    first.unlock();
    CHECK(first.try_lock());
    CHECK(first.release() == &m);
    CHECK_FALSE(first.owns_lock());

    { const std::lock_guard adopted(m, std::adopt_lock); }
    CHECK(m.try_lock());
    { const std::scoped_lock adopted(std::adopt_lock, m); }
    CHECK(m.try_lock());
    {
        std::unique_lock adopted(m, std::adopt_lock);
        adopted = std::unique_lock<mutex>();
    }
    CHECK(m.try_lock());
    m.unlock();
}

TEST_CASE("a scoped_lock of two mutexes locks both and avoids a deadlock") {
    mutex a, b;
    int count = 0;
    {
        std::jthread other([&] {
            for (int i = 0; i < 1'000; ++i) {
                const std::scoped_lock both(b, a);
                ++count;
            }
        });
        for (int i = 0; i < 1'000; ++i) {
            const std::scoped_lock both(a, b);
            ++count;
        }
    }
    CHECK(count == 2'000);
}

// -- reports ----------------------------------------------------------------

std::string at(const location& l, unsigned below = 0) {
    return "mutex_test.cpp:" + std::to_string(l.line() + below);
}

TEST_CASE("a deadlock names who holds the mutex, and since which line") {
    static location before;
    try {
        ctx_test::check_clean(ctx::bubble([] {
            mutex m;
            go("holder", [&] {
                before = location::current();
                const std::scoped_lock lock(m);
                (void)ctx::channel<int>().receive();
            });
            sleep_for(1s);
            const std::scoped_lock lock(m);
        }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        REQUIRE(e.asleep().size() == 2);
        CHECK(e.asleep()[0].waits_on ==
              "mutex lock, held by goroutine 2 since " + at(before, 1));
        CHECK(e.asleep()[1].waits_on == "chan receive");
    }
}

TEST_CASE("a goroutine that locks twice waits for itself") {
    static location before;
    try {
        ctx_test::check_clean(ctx::bubble([] {
            mutex m;
            before = location::current();
            m.lock();
            m.lock();
        }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        CHECK(e.asleep()[0].waits_on ==
              "mutex lock, held by goroutine 1 since " + at(before, 1));
        CHECK(e.asleep()[0].waits_at.line() == before.line() + 2);
    }
}

TEST_CASE("a report on a mutex that no goroutine on a fiber holds says so") {
    mutex m;
    m.lock();
    try {
        ctx_test::check_clean(ctx::bubble([&] { m.lock(); }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        CHECK(e.asleep()[0].waits_on == "mutex lock");
    }
    m.unlock();
}

TEST_CASE("a report says that a mutex is held in another scope") {
    mutex m;
    std::string waits_on;
    ctx_test::check_clean(ctx::bubble([&] {
        const std::scoped_lock lock(m);
        std::jthread([&] {
            try {
                ctx_test::check_clean(ctx::bubble([&] { m.lock(); }));
            } catch (const ctx::deadlock& e) {
                waits_on = e.asleep()[0].waits_on;
            }
        }).join();
    }));
    const std::string start =
        "mutex lock, held by a goroutine of another scope since mutex_test.cpp";
    CHECK(waits_on.rfind(start, 0) == 0);
}

TEST_CASE("a lock order that can deadlock does so under some schedule") {
    int deadlocks = 0, ended = 0;
    const auto result = ctx::explore(
        [] {
            mutex a, b;
            ctx::wait_group both;
            both.go([&] {
                const std::scoped_lock first(a);
                sleep_for(1s);
                const std::scoped_lock second(b);
            });
            both.go([&] {
                sleep_for(1s);
                const std::scoped_lock first(b);
                const std::scoped_lock second(a);
            });
            both.wait();
        },
        [&](const ctx::explored& run) {
            if (!run.failure) {
                ++ended;
                return;
            }
            ++deadlocks;
            try {
                std::rethrow_exception(run.failure);
            } catch (const ctx::deadlock& e) {
                REQUIRE(e.asleep().size() == 3);
                CHECK(e.asleep()[1].waits_on.find("held by goroutine 3") !=
                      std::string::npos);
                CHECK(e.asleep()[2].waits_on.find("held by goroutine 2") !=
                      std::string::npos);
            }
        });
    CHECK(result.complete);
    CHECK(deadlocks > 0);
    CHECK(ended > 0);
}

TEST_CASE("a goroutine that polls with try_lock ends its bubble") {
    ctx::bubble_options options;
    options.calls_per_instant = 1000;
    mutex m;
    CHECK_THROWS_AS(ctx::bubble(
                        [&] {
                            m.lock();
                            while (!m.try_lock()) continue;
                        },
                        options),
                    ctx::livelock);
    m.unlock();
}

TEST_CASE("a contended lock is logged, a free one is not") {
    std::string log;
    ctx::bubble_options options;
    options.observer = [&](const ctx::event& e) {
        if (e.goroutine != 1) return;
        log += std::string(to_string(e.what)) + (e.text.empty() ? "" : " ") +
               e.text + '\n';
    };
    ctx_test::check_clean(ctx::bubble(
        [] {
            mutex m;
            m.lock();
            go([&] { m.unlock(); });
            m.lock();
        },
        options));
    CHECK(log == "go\nwait\nblock mutex lock\nwake mutex lock\n");
}

// -- the end of a scope -----------------------------------------------------

TEST_CASE("a goroutine that waits for a mutex is a leak of its run") {
    for (const bool on_fibers : {true, false}) {
        CAPTURE(on_fibers);
        mutex m;
        m.lock();
        const auto main = [&] {
            const ctx::channel<int> begun(1);
            go("waiter", [&m, begun] {
                begun.send(1);
                const std::scoped_lock lock(m);
            });
            (void)begun.receive();
        };
        const auto report =
            on_fibers ? ctx::run_on_fibers(main) : ctx::run(main);
        REQUIRE(report.leaks.size() == 1);
        CHECK(report.leaks[0].name == "waiter");
        CHECK(report.leaks[0].waits_on == "mutex lock");
        m.unlock();
        CHECK(m.try_lock());  // the waiter does not have it
    }
}

TEST_CASE("a wait for a mutex that main has destroyed can be ended") {
    const auto main = [] {
        mutex m;
        const ctx::channel<int> begun(1);
        m.lock();
        go([&m, begun] {
            begun.send(1);
            m.lock();
        });
        (void)begun.receive();
        sleep_for(1ms);  // until it is blocked
    };
    CHECK(ctx::bubble(main).leaks.size() == 1);
}

TEST_CASE("a goroutine that is ended gives up what it holds") {
    mutex m;
    std::string unwound;
    const auto report = ctx::bubble([&] {
        go([&] {
            const std::scoped_lock lock(m);
            sleep_for(1h);
        });
        go([&] {
            // A destructor that runs while the goroutine unwinds.
            const ctx::defer note([&] {
                const std::scoped_lock lock(m);
                unwound += "second ";
            });
            sleep_for(1h);
        });
        sleep_for(1s);
    });
    CHECK(report.leaks.size() == 2);
    CHECK(unwound == "second ");
    CHECK(m.try_lock());
}

TEST_CASE("an unwinding destructor goes on if nobody is left to unlock") {
    mutex m;
    m.lock();
    bool went_on = false;
    (void)ctx::bubble([&] {
        go([&] {
            const ctx::defer note([&] {
                const std::scoped_lock lock(m);
                went_on = true;
            });
            sleep_for(1h);
        });
        sleep_for(1s);
    });
    CHECK(went_on);
    CHECK(m.try_lock());  // its guard has unlocked once too often
    m.unlock();
}

TEST_CASE("a goroutine may end between a call for it and its turn") {
    mutex m;
    int later = 0;
    (void)ctx::bubble([&] {
        m.lock();
        go([&] { const std::scoped_lock lock(m); });
        go([&] {
            const ctx::defer note([&] {
                const std::scoped_lock lock(m);
                ++later;
            });
            sleep_for(1h);
        });
        sleep_for(1s);
        m.unlock();  // calls the first goroutine
    });
    CHECK(later == 1);
    CHECK(m.try_lock());
}

}  // namespace mutex_test
