// shared_mutex: readers and writers. Go's rwmutex_test.go checks the same:
// readers side by side (TestParallelReaders), exclusion (TestRWMutex, with
// TryLock and TryRLock), and misuse (TestRWMutexMisuse).
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/shared_mutex.hpp>
#include <ctx/wait_group.hpp>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace shared_mutex_test {

using namespace std::chrono_literals;
using ctx::go;
using ctx::location;
using ctx::shared_mutex;
using ctx::sleep_for;
using ctx_test::in_bubble;

constinit shared_mutex made_before_the_program_starts;

TEST_CASE("a shared_mutex has one writer or many readers") {
    shared_mutex& m = made_before_the_program_starts;
    CHECK(m.try_lock());
    CHECK_FALSE(m.try_lock());
    CHECK_FALSE(m.try_lock_shared());
    m.unlock();
    m.lock_shared();
    CHECK(m.try_lock_shared());
    CHECK_FALSE(m.try_lock());
    m.unlock_shared();
    CHECK_FALSE(m.try_lock());
    m.unlock_shared();
    CHECK(m.try_lock());
    m.unlock();
}

TEST_CASE("an unlock of a shared_mutex by nobody who holds it throws") {
    shared_mutex m;
    CHECK_THROWS_WITH_AS(m.unlock(), "unlock of unlocked shared_mutex",
                         std::logic_error);
    CHECK_THROWS_WITH_AS(m.unlock_shared(),
                         "unlock_shared of unlocked shared_mutex",
                         std::logic_error);
    m.lock_shared();
    CHECK_THROWS_AS(m.unlock(), std::logic_error);
    m.unlock_shared();
    m.lock();
    CHECK_THROWS_AS(m.unlock_shared(), std::logic_error);
    m.unlock();
    CHECK(m.try_lock());
}

TEST_CASE("readers go on side by side") {
    in_bubble([] {
        const auto start = ctx::clock::now();
        shared_mutex m;
        ctx::wait_group readers;
        for (int i = 0; i < 3; ++i) {
            readers.go([&] {
                const std::shared_lock lock(m);
                sleep_for(1s);
            });
        }
        readers.wait();
        CHECK(ctx::clock::now() - start == 1s);
    });
}

// Runs goroutines one after the other until each blocks.
void start(ctx::wait_group& all, std::string& order, std::string name,
           shared_mutex& m, bool reads) {
    all.go([&, name, reads] {
        if (reads) {
            const std::shared_lock lock(m);
            order += name;
            sleep_for(1s);
        } else {
            const std::scoped_lock lock(m);
            order += name;
            sleep_for(1s);
        }
    });
    sleep_for(1ms);
}

TEST_CASE("a writer that waits holds up new readers") {
    in_bubble([] {
        std::string order;
        shared_mutex m;
        ctx::wait_group all;
        start(all, order, "reader1 ", m, true);
        start(all, order, "writer ", m, false);
        CHECK_FALSE(m.try_lock_shared());
        start(all, order, "reader2 ", m, true);
        all.wait();
        CHECK(order == "reader1 writer reader2 ");
    });
}

TEST_CASE("the readers that wait go before the next writer") {
    in_bubble([] {
        std::string order;
        shared_mutex m;
        ctx::wait_group all;
        start(all, order, "writer1 ", m, false);
        start(all, order, "writer2 ", m, false);
        start(all, order, "reader1 ", m, true);
        start(all, order, "writer3 ", m, false);
        start(all, order, "reader2 ", m, true);
        all.wait();
        CHECK(order == "writer1 reader1 reader2 writer2 writer3 ");
    });
}

TEST_CASE("a writer on threads excludes all others") {
    shared_mutex m;
    int value = 0;
    std::atomic<int> wrong{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 2; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 3'000; ++i) {
                    const std::scoped_lock lock(m);
                    value += 3;
                    value -= 2;
                }
            });
            threads.emplace_back([&] {
                for (int i = 0; i < 3'000; ++i) {
                    int before = 0;
                    if (i % 3 == 0) {
                        if (!m.try_lock_shared()) continue;
                    } else {
                        m.lock_shared();
                    }
                    before = value;
                    if (value != before) ++wrong;
                    m.unlock_shared();
                }
            });
        }
    }
    CHECK(wrong == 0);
    CHECK(value == 6'000);
    CHECK(m.try_lock());
}

TEST_CASE("a shared_lock does what the standard's does") {
    shared_mutex m;
    std::shared_lock first(m);
    std::shared_lock second(m, std::try_to_lock);
    CHECK(second.owns_lock());
    CHECK_THROWS_AS(first.lock(), std::system_error);
    std::shared_lock moved = std::move(first);
    CHECK_FALSE(first.owns_lock());
    moved.unlock();
    CHECK_FALSE(m.try_lock());
    second.unlock();
    CHECK(m.try_lock());
    CHECK_FALSE(std::shared_lock(m, std::try_to_lock).owns_lock());
    m.unlock();
    m.lock_shared();
    { const std::shared_lock adopted(m, std::adopt_lock); }
    CHECK(std::unique_lock(m, std::try_to_lock).owns_lock());
    { const std::lock_guard lock(m); }
    { const std::scoped_lock lock(m); }
    CHECK(m.try_lock());
}

std::string at(const location& l, unsigned below) {
    return "shared_mutex_test.cpp:" + std::to_string(l.line() + below);
}

TEST_CASE("a deadlock names the readers that hold up a writer") {
    static location before;
    try {
        ctx_test::check_clean(ctx::bubble([] {
            shared_mutex m;
            for (int i = 0; i < 2; ++i) {
                go([&] {
                    before = location::current();
                    const std::shared_lock lock(m);
                    (void)ctx::channel<int>().receive();
                });
            }
            go([&] {
                sleep_for(1s);
                const std::shared_lock lock(m);
            });
            sleep_for(1ms);
            m.lock();
        }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        REQUIRE(e.asleep().size() == 4);
        const std::string holders =
            "held by 2 readers, the last to come goroutine 3 since " +
            at(before, 1);
        CHECK(e.asleep()[0].waits_on == "shared_mutex lock, " + holders);
        CHECK(e.asleep()[3].waits_on ==
              "shared_mutex lock_shared, " + holders + ", behind a writer");
    }
}

TEST_CASE("a deadlock names the writer that holds up a reader") {
    static location before;
    try {
        ctx_test::check_clean(ctx::bubble([] {
            shared_mutex m;
            before = location::current();
            const std::unique_lock lock(m);
            m.lock_shared();
        }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        CHECK(e.asleep()[0].waits_on ==
              "shared_mutex lock_shared, held by goroutine 1 since " +
                  at(before, 1));
        CHECK(e.asleep()[0].waits_at.line() == before.line() + 2);
    }
}

TEST_CASE("a reader that locks again behind a writer waits for ever") {
    CHECK_THROWS_AS(ctx::bubble([] {
                        shared_mutex m;
                        m.lock_shared();
                        go([&] { m.lock(); });
                        sleep_for(1s);
                        m.lock_shared();
                    }),
                    ctx::deadlock);
}

TEST_CASE("a writer that is ended while it waits lets readers go on") {
    shared_mutex m;
    m.lock_shared();
    // A run of its own, whose end ends the writer.
    const auto report = ctx::run([&] {
        const ctx::channel<int> begun(1);
        go([&m, begun] {
            begun.send(1);
            m.lock();
        });
        (void)begun.receive();
    });
    REQUIRE(report.leaks.size() == 1);
    CHECK(report.leaks[0].waits_on == "shared_mutex lock, held by 1 reader");
    m.lock_shared();  // does not wait
    m.unlock_shared();
    m.unlock_shared();
    CHECK(m.try_lock());
}

}  // namespace shared_mutex_test
