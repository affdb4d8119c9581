// Waits that end with a context: rule 7 of context.hpp.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/context.hpp>
#include <ctx/event.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/mutex.hpp>
#include <ctx/select.hpp>
#include <ctx/shared_mutex.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/in_bubble.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace until_done_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::context;
using ctx::errc;
using ctx::go;
using ctx::sleep_for;
using ctx::wait_group;
using ctx::with_cancel;
using ctx::with_timeout;
using ctx_test::in_bubble;

// What the calls below wait for.
struct subject {
    const channel<int> empty;
    const channel<int> full{1};
    ctx::mutex locked;
    ctx::shared_mutex written, read;
    wait_group counted;

    subject() {
        full.send(0);
        locked.lock();
        written.lock();
        read.lock_shared();
        counted.add(1);
    }
};

// A call that has to wait.
struct call {
    std::string name;  // in reports
    std::error_code (*begin)(subject& s, const context& c);
    void (*allow)(subject& s);  // lets it go on
};

const call calls[] = {
    {"chan send or done",
     [](subject& s, const context& c) { return s.full.send(c, 1); },
     [](subject& s) { (void)s.full.receive(); }},
    {"chan receive or done",
     [](subject& s, const context& c) {
         const auto [value, err] = s.empty.receive(c);
         CHECK(value.has_value() == !err);
         return err;
     },
     [](subject& s) { s.empty.send(1); }},
    {"wait_group wait or done",
     [](subject& s, const context& c) { return s.counted.wait(c); },
     [](subject& s) { s.counted.done(); }},
    {"mutex lock or done",
     [](subject& s, const context& c) { return s.locked.lock(c); },
     [](subject& s) { s.locked.unlock(); }},
    {"shared_mutex lock or done",
     [](subject& s, const context& c) { return s.read.lock(c); },
     [](subject& s) { s.read.unlock_shared(); }},
    {"shared_mutex lock_shared or done",
     [](subject& s, const context& c) { return s.written.lock_shared(c); },
     [](subject& s) { s.written.unlock(); }},
};

// Runs `f` in a bubble, on threads and on fibers.
void in_each_mode(const std::function<void()>& f) {
    ctx_test::check_clean(ctx::bubble(f));
    ctx_test::check_clean(ctx::run(f));
    ctx_test::check_clean(ctx::run_on_fibers(f));
}

TEST_CASE("a cancel ends each call that waits") {
    for (const call& each : calls) {
        CAPTURE(each.name);
        in_each_mode([&] {
            subject s;
            auto [c, cancel] = with_cancel(background());
            wait_group group;
            group.go([&, c = c] { CHECK(each.begin(s, c) == errc::canceled); });
            ctx::yield();
            cancel();
            group.wait();
            CHECK(ctx_test::observer_count(c) == 0);
        });
    }
}

TEST_CASE("a call that can go on does its work") {
    for (const call& each : calls) {
        CAPTURE(each.name);
        in_each_mode([&] {
            subject s;
            auto [c, cancel] = with_cancel(background());
            wait_group group;
            group.go([&, c = c] { CHECK_FALSE(each.begin(s, c)); });
            ctx::yield();
            each.allow(s);
            group.wait();
            CHECK(ctx_test::observer_count(c) == 0);
        });
    }
}

TEST_CASE("a call that need not wait leaves no trace in its context") {
    for (const call& each : calls) {
        CAPTURE(each.name);
        subject s;
        auto [c, cancel] = with_cancel(background());
        std::jthread other;
        if (each.name == calls[1].name) {
            other = std::jthread([&] { each.allow(s); });
        } else {
            each.allow(s);
        }
        CHECK_FALSE(each.begin(s, c));
        CHECK(ctx_test::observer_count(c) == 0);
    }
}

TEST_CASE("a call whose context is done does nothing, although it could") {
    auto [c, cancel] = with_cancel(background());
    cancel();
    const channel<int> room(1), value(1);
    value.send(7);
    ctx::mutex m;
    ctx::shared_mutex sm;
    wait_group none;

    for (int i = 0; i < 100; ++i) {  // a select would choose by chance
        REQUIRE(room.send(c, 1) == errc::canceled);
        REQUIRE(value.receive(c).err == errc::canceled);
        REQUIRE(m.lock(c) == errc::canceled);
        REQUIRE(sm.lock(c) == errc::canceled);
        REQUIRE(sm.lock_shared(c) == errc::canceled);
        REQUIRE(none.wait(c) == errc::canceled);
        REQUIRE(sleep_for(c, 0s) == errc::canceled);
        REQUIRE(sleep_for(c, 1h) == errc::canceled);
        REQUIRE(c.done().wait_for(1h));
    }
    CHECK(room.size() == 0);
    CHECK(value.receive() == 7);
    CHECK(m.try_lock());
    CHECK(sm.try_lock());
    m.unlock();
    sm.unlock();
}

TEST_CASE("a context that is never done ends no call") {
    for (const call& each : calls) {
        CAPTURE(each.name);
        in_each_mode([&] {
            subject s;
            wait_group group;
            group.go([&] { CHECK_FALSE(each.begin(s, background())); });
            ctx::yield();
            each.allow(s);
            group.wait();
        });
    }
}

TEST_CASE("a call ends at the deadline of its context and not before") {
    for (const call& each : calls) {
        CAPTURE(each.name);
        in_bubble([&] {
            const auto start = ctx::clock::now();
            subject s;
            auto [c, cancel] = with_timeout(background(), 5s);
            CHECK(each.begin(s, c) == errc::deadline_exceeded);
            CHECK(ctx::clock::now() - start == 5s);
        });
    }
}

TEST_CASE("a call that can go on 1 ns before the deadline does its work") {
    for (const call& each : calls) {
        CAPTURE(each.name);
        in_bubble([&] {
            subject s;
            auto [c, cancel] = with_timeout(background(), 5s);
            go([&] {
                sleep_for(5s - 1ns);
                each.allow(s);
            });
            CHECK_FALSE(each.begin(s, c));
            CHECK_FALSE(c.err());
        });
    }
}

TEST_CASE("a call that could go on 1 ns after the deadline has ended") {
    for (const call& each : calls) {
        CAPTURE(each.name);
        in_bubble([&] {
            subject s;
            auto [c, cancel] = with_timeout(background(), 5s);
            go([&] {
                sleep_for(5s + 1ns);
                if (each.name != calls[1].name) each.allow(s);
            });
            CHECK(each.begin(s, c) == errc::deadline_exceeded);
            sleep_for(1s);
        });
    }
}

// -- sleeps -------------------------------------------------------------------

TEST_CASE("a sleep ends when its time has passed or its context is done") {
    in_bubble([] {
        const auto start = ctx::clock::now();
        auto [c, cancel] = with_timeout(background(), 5s);
        CHECK_FALSE(sleep_for(c, 5s - 1ns));
        CHECK(ctx::clock::now() - start == 5s - 1ns);
        CHECK(sleep_for(c, 2ns) == errc::deadline_exceeded);
        CHECK(ctx::clock::now() - start == 5s);
        CHECK(ctx_test::observer_count(c) == 0);
    });
}

TEST_CASE("a sleep of no time returns at once") {
    auto [c, cancel] = with_cancel(background());
    CHECK_FALSE(sleep_for(c, 0s));
    CHECK_FALSE(sleep_for(c, -1h));
    cancel();
    CHECK(sleep_for(c, -1h) == errc::canceled);
}

TEST_CASE("a sleep with a context that is never done is a sleep") {
    in_bubble([] {
        const auto start = ctx::clock::now();
        CHECK_FALSE(sleep_for(background(), 5s));
        CHECK(ctx::clock::now() - start == 5s);
    });
}

TEST_CASE("an endless sleep ends with its context") {
    in_bubble([] {
        auto [c, cancel] = with_timeout(background(), 5s);
        CHECK(sleep_for(c, std::chrono::hours::max()) ==
              errc::deadline_exceeded);
    });
}

TEST_CASE("a cancel ends a sleep on a thread") {
    auto [c, cancel] = with_cancel(background());
    std::latch begins(1);
    std::jthread sleeper([&, c = c] {
        begins.count_down();
        CHECK(sleep_for(c, 24h) == errc::canceled);
        CHECK(sleep_for(c, 24h) == errc::canceled);
    });
    begins.wait();
    cancel();
}

TEST_CASE("a short sleep on a thread passes") {
    auto [c, cancel] = with_cancel(background());
    CHECK_FALSE(sleep_for(c, 1us));
    CHECK_FALSE(c.done().wait_for(1us));
}

TEST_CASE("a wait for a context with a limit tells which came first") {
    in_bubble([] {
        const auto start = ctx::clock::now();
        auto [c, cancel] = with_timeout(background(), 5s);
        CHECK_FALSE(c.done().wait_for(0s));
        CHECK_FALSE(c.done().wait_for(5s - 1ns));
        CHECK(ctx::clock::now() - start == 5s - 1ns);
        CHECK(c.done().wait_for(2ns));
        CHECK(ctx::clock::now() - start == 5s);
        CHECK(c.done().wait_for(0s));
        const context never = background();
        CHECK_FALSE(never.done().wait_for(1s));
        CHECK(ctx::clock::now() - start == 6s);
    });
}

// -- values, locks and groups -------------------------------------------------

TEST_CASE("a value that is not sent is destroyed") {
    const auto value = std::make_shared<int>(1);
    in_bubble([&] {
        const channel<std::shared_ptr<int>> ch;
        auto [c, cancel] = with_timeout(background(), 5s);
        CHECK(ch.send(c, value) == errc::deadline_exceeded);
        CHECK(value.use_count() == 1);
    });
}

TEST_CASE("a receive from a closed channel has neither a value nor an error") {
    auto [c, cancel] = with_cancel(background());
    const channel<int> ch(1);
    ch.send(7);
    ch.close();
    CHECK(ch.receive(c).value == 7);
    const auto [value, err] = ch.receive(c);
    CHECK_FALSE(value);
    CHECK_FALSE(err);
}

TEST_CASE("a close ends a receive, and a send with an exception") {
    in_bubble([] {
        auto [c, cancel] = with_cancel(background());
        const channel<int> ch, full;
        go([&] {
            sleep_for(1s);
            ch.close();
            full.close();
        });
        const auto [value, err] = ch.receive(c);
        CHECK_FALSE(value);
        CHECK_FALSE(err);
        CHECK_THROWS_AS((void)full.send(c, 1), ctx::closed_channel);
        cancel();
        CHECK(full.send(c, 1) == errc::canceled);
    });
}

TEST_CASE("a call on a nil channel waits for its context alone") {
    in_bubble([] {
        const channel<int> nil(nullptr);
        auto [c, cancel] = with_timeout(background(), 5s);
        CHECK(nil.receive(c).err == errc::deadline_exceeded);
        CHECK(nil.send(c, 1) == errc::deadline_exceeded);
    });
}

TEST_CASE("a channel of contexts sends with and without a context") {
    auto [c, cancel] = with_cancel(background());
    const channel<context> ch(2);
    ch.send(c);
    CHECK_FALSE(ch.send(c, c));
    CHECK(ch.receive() == c);
    CHECK(ch.receive(c).value == c);
}

TEST_CASE("a writer whose context is done lets the next ones go on") {
    in_bubble([] {
        ctx::shared_mutex m;
        m.lock_shared();
        auto [c, cancel] = with_timeout(background(), 1s);
        wait_group group;
        group.go([&, c = c] { CHECK(m.lock(c) == errc::deadline_exceeded); });
        group.go([&] {
            sleep_for(1ns);  // behind the writer
            const std::shared_lock lock(m);
            CHECK(ctx::clock::now() == ctx::clock::time_point(0s) + 1s);
        });
        group.wait();
        m.unlock_shared();
        CHECK(m.try_lock());
        m.unlock();
    });
}

TEST_CASE("a lock that was taken with a context is given up by a guard") {
    ctx::mutex m;
    auto [c, cancel] = with_cancel(background());
    {
        REQUIRE_FALSE(m.lock(c));
        const std::unique_lock lock(m, std::adopt_lock);
        CHECK_FALSE(m.try_lock());
    }
    CHECK(m.try_lock());
    m.unlock();
    ctx::shared_mutex sm;
    {
        REQUIRE_FALSE(sm.lock_shared(c));
        const std::shared_lock lock(sm, std::adopt_lock);
        CHECK_FALSE(sm.try_lock());
    }
    CHECK(sm.try_lock());
    sm.unlock();
}

// Threads that use one object, and a cancel in the middle of it.
TEST_CASE("a cancel among threads loses no value") {
    for (const std::size_t capacity : {0, 3}) {
        const channel<int> ch(capacity);
        auto [c, cancel] = with_cancel(background());
        std::atomic<int> sent = 0, received = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 3; ++t) {
                threads.emplace_back([&, c = c] {
                    while (!ch.send(c, 1)) ++sent;
                });
                threads.emplace_back([&, c = c] {
                    while (ch.receive(c).value) {
                        if (++received == 2'000) cancel();
                    }
                });
            }
        }
        CHECK(sent == received + static_cast<int>(ch.size()));
        CHECK(ctx_test::observer_count(c) == 0);
    }
}

TEST_CASE("a cancel among threads that lock leaves the lock free") {
    for (int round = 0; round < 20; ++round) {
        ctx::mutex m;
        auto [c, cancel] = with_cancel(background());
        int count = 0;  // guarded by m
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t) {
                threads.emplace_back([&, c = c] {
                    while (!m.lock(c)) {
                        const std::unique_lock lock(m, std::adopt_lock);
                        if (++count >= 500) cancel();
                    }
                });
            }
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i) {
                    const std::scoped_lock lock(m);
                    ++count;
                }
            });
        }
        REQUIRE(m.try_lock());
        m.unlock();
        CHECK(ctx_test::observer_count(c) == 0);
    }
}

TEST_CASE("a cancel among threads that share leaves the lock free") {
    for (int round = 0; round < 20; ++round) {
        ctx::shared_mutex m;
        auto [c, cancel] = with_cancel(background());
        std::atomic<int> count = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 2; ++t) {
                threads.emplace_back([&, c = c] {
                    while (!m.lock(c)) {
                        const std::unique_lock lock(m, std::adopt_lock);
                        if (++count >= 500) cancel();
                    }
                });
                threads.emplace_back([&, c = c] {
                    while (!m.lock_shared(c)) {
                        const std::shared_lock lock(m, std::adopt_lock);
                        ++count;
                    }
                });
            }
        }
        REQUIRE(m.try_lock());
        m.unlock();
    }
}

// -- ends and reports ---------------------------------------------------------

TEST_CASE("the end of a scope ends each call, and loses no lock") {
    for (const call& each : calls) {
        CAPTURE(each.name);
        const auto s = std::make_shared<subject>();
        auto [c, cancel] = with_cancel(background());
        bool returned = false;
        const auto report = ctx::bubble([&, c = c] {
            go([&, c, s] {
                (void)each.begin(*s, c);
                returned = true;
            });
            sleep_for(1s);
        });
        REQUIRE(report.leaks.size() == 1);
        CHECK(report.leaks[0].waits_on.starts_with(each.name));
        CHECK_FALSE(returned);
        CHECK(ctx_test::observer_count(c) == 0);
        CHECK(s.use_count() == 1);
        if (each.name != calls[1].name) each.allow(*s);
    }
}

TEST_CASE("a deadlock names the call, its line and the holder of the lock") {
    auto [c, cancel] = with_cancel(background());
    int line = 0;
    try {
        ctx_test::check_clean(ctx::bubble([&, c = c] {
            ctx::mutex m;
            line = __LINE__ + 1;
            (void)m.lock(c);
            (void)m.lock(c);
        }));
        FAIL("no deadlock was noticed");
    } catch (const ctx::deadlock& e) {
        REQUIRE(e.asleep().size() == 1);
        CHECK(e.asleep()[0].waits_on ==
              "mutex lock or done, held by goroutine 1 since "
              "until_done_test.cpp:" +
                  std::to_string(line));
        CHECK(e.asleep()[0].waits_at.line() ==
              static_cast<std::uint_least32_t>(line + 1));
    }
}

TEST_CASE("a report names a sleep and a wait with a limit") {
    auto [c, cancel] = with_cancel(background());
    const auto report = ctx::bubble([&, c = c] {
        go([c] { (void)sleep_for(c, 1h); });
        go([c] { (void)c.done().wait_for(1h); });
        sleep_for(1s);
    });
    REQUIRE(report.leaks.size() == 2);
    CHECK(report.leaks[0].waits_on == "sleep or done");
    CHECK(report.leaks[1].waits_on == "done or timeout");
}

TEST_CASE("a log shows a call that a context may end as a select") {
    std::vector<std::string> log;
    ctx::bubble_options options;
    options.every_step = true;
    options.observer = [&](const ctx::event& e) {
        if (e.goroutine == 1)
            log.push_back(std::string(to_string(e.what)) + ' ' + e.text);
    };
    ctx_test::check_clean(ctx::bubble(
        [] {
            auto [c, cancel] = with_timeout(background(), 1s);
            const channel<int> ch;
            (void)ch.receive(c);
        },
        options));
    CHECK(log == std::vector<std::string>{
                     "derive with_timeout", "select done, chan receive",
                     "block chan receive or done", "wake chan receive or done",
                     "choose done"});
}

TEST_CASE("a bubble ends a loop of calls whose context is done") {
    auto [c, cancel] = with_cancel(background());
    cancel();
    for (const call& each : calls) {
        CAPTURE(each.name);
        ctx::bubble_options options;
        options.calls_per_instant = 1'000;
        subject s;
        CHECK_THROWS_AS(ctx::bubble(
                            [&, c = c] {
                                while (each.begin(s, c)) continue;
                            },
                            options),
                        ctx::livelock);
    }
}

// Waits in its destructor, which runs while its goroutine is ended.
struct waits_at_end {
    std::function<std::error_code()> wait;
    std::error_code* err;
    ~waits_at_end() { *err = wait(); }
};

TEST_CASE("a call in a destructor that nobody can wake has an error") {
    for (const call& each : calls) {
        CAPTURE(each.name);
        auto [c, cancel] = with_cancel(background());
        const auto s = std::make_shared<subject>();
        std::error_code err;
        const auto report = ctx::bubble([&, c = c] {
            go([&, c, s] {
                const waits_at_end at_end{[&] { return each.begin(*s, c); },
                                          &err};
                sleep_for(1h);
            });
            sleep_for(1s);
        });
        CHECK(report.leaks.size() == 1);
        CHECK(err == errc::canceled);
        CHECK_FALSE(c.err());
    }
}

}  // namespace until_done_test
