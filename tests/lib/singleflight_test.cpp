// singleflight: one call for all callers, and how each of them ends.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <ctx/atomic.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/singleflight.hpp>
#include <ctx/wait_group.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/every_schedule.hpp"
#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace singleflight_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::clock;
using ctx::errc;
using ctx::expect;
using ctx::go;
using ctx::sleep_for;
using ctx::wait_group;
using ctx_test::in_bubble;
using ctx_test::in_every_schedule;

using loads = ctx::singleflight<std::string, std::string>;

TEST_CASE("a caller gets the value of its function") {
    in_bubble([] {
        loads l;
        const auto [value, err, shared] =
            l.run(background(), "key", [] { return "bar"; });
        REQUIRE(value);
        CHECK(*value == "bar");
        CHECK_FALSE(err);
        CHECK_FALSE(shared);
    });
}

TEST_CASE("callers that come while the function runs share its value") {
    in_bubble([] {
        loads l;
        int calls = 0;
        wait_group wg;
        for (int i = 0; i < 10; ++i) {
            wg.go([&] {
                const auto got = l.run(background(), "key", [&] {
                    ++calls;
                    sleep_for(1s);
                    return "bar";
                });
                CHECK(*got.value == "bar");
                CHECK(got.shared);
            });
        }
        wg.wait();
        CHECK(calls == 1);
    });
}

TEST_CASE("a caller that comes later runs its own function") {
    in_bubble([] {
        loads l;
        CHECK(*l.run(background(), "key", [] { return "1"; }).value == "1");
        const auto later = l.run(background(), "key", [] { return "2"; });
        CHECK(*later.value == "2");
        CHECK_FALSE(later.shared);
    });
}

TEST_CASE("functions for different keys run at the same time") {
    in_bubble([] {
        const auto start = clock::now();
        loads l;
        wait_group wg;
        for (const char* key : {"a", "b", "c"}) {
            wg.go([&l, key] {
                const auto got = l.run(background(), key, [key] {
                    sleep_for(1s);
                    return key;
                });
                CHECK(*got.value == key);
                CHECK_FALSE(got.shared);
            });
        }
        wg.wait();
        CHECK(clock::now() - start == 1s);
    });
}

TEST_CASE("every caller gets the exception that left the function") {
    in_bubble([] {
        loads l;
        int failed = 0;
        wait_group wg;
        for (int i = 0; i < 5; ++i) {
            wg.go([&] {
                const auto got =
                    l.run(background(), "key", []() -> std::string {
                        sleep_for(1s);
                        throw std::runtime_error("disk full");
                    });
                CHECK_FALSE(got.value);
                CHECK(got.err.message() == "disk full");
                CHECK_THROWS_AS(got.err.raise(), std::runtime_error);
                ++failed;
            });
        }
        wg.wait();
        CHECK(failed == 5);
    });
}

TEST_CASE("a function may return what only moves") {
    in_bubble([] {
        ctx::singleflight<int, std::unique_ptr<int>> l;
        const auto got =
            l.run(background(), 1, [kept = std::make_unique<int>(7)]() mutable {
                return std::move(kept);
            });
        CHECK(**got.value == 7);
    });
}

TEST_CASE("a caller whose context is done leaves, and the function goes on") {
    in_bubble([] {
        const auto start = clock::now();
        loads l;
        const auto load = [] {
            sleep_for(2s);
            return "bar";
        };
        go([&] {
            const auto [c, cancel] = with_timeout(background(), 1s);
            const auto got = l.run(c, "key", load);
            CHECK(clock::now() - start == 1s);
            CHECK_FALSE(got.value);
            CHECK(got.err == errc::deadline_exceeded);
        });
        ctx::bubble_wait();

        const auto got = l.run(background(), "key", load);

        CHECK(clock::now() - start == 2s);
        CHECK(*got.value == "bar");
        CHECK(got.shared);
    });
}

TEST_CASE("a caller whose context is done before runs nothing") {
    in_bubble([] {
        loads l;
        const auto [c, cancel] = with_cancel(background());
        cancel();
        const auto got = l.run(c, "key", [] {
            FAIL_CHECK("it runs");
            return "";
        });
        CHECK(got.err == errc::canceled);
    });
}

TEST_CASE("a forgotten function goes on, and the next caller runs its own") {
    in_bubble([] {
        loads l;
        const channel<std::string> first, second;
        const auto load = [&](const channel<std::string>& from) {
            return *l.run(background(), "key", [&] {
                         return *from.receive();
                     }).value;
        };
        wait_group wg;
        wg.go([&] { CHECK(load(first) == "1"); });
        ctx::bubble_wait();
        l.forget("key");
        wg.go([&] { CHECK(load(second) == "2"); });
        ctx::bubble_wait();

        first.send("1");  // which does not end the second
        ctx::bubble_wait();
        wg.go([&] { CHECK(load(first) == "2"); });
        ctx::bubble_wait();

        second.send("2");
        wg.wait();
        l.forget("no such key");
    });
}

TEST_CASE("a function may run another for another key") {
    in_bubble([] {
        loads l;
        const auto got = l.run(background(), "a", [&] {
            return *l.run(background(), "b", [] { return "b"; }).value + "a";
        });
        CHECK(*got.value == "ba");
    });
}

TEST_CASE("a function for a key that runs it again waits for itself") {
    const auto main = [] {
        loads l;
        (void)l.run(background(), "a", [&] {
            return *l.run(background(), "a", [] { return "a"; }).value;
        });
    };
    CHECK_THROWS_AS((void)ctx::bubble(main), ctx::deadlock);
}

TEST_CASE("the function is destroyed before its callers go on") {
    in_bubble([] {
        const auto held = std::make_shared<int>(7);
        loads l;
        (void)l.run(background(), "key", [held] { return "bar"; });
        CHECK(held.use_count() == 1);
    });
}

TEST_CASE("the destructor waits for the functions") {
    in_bubble([] {
        bool has_returned = false;
        {
            loads l;
            const auto [c, cancel] = with_timeout(background(), 1s);
            (void)l.run(c, "key", [&] {
                sleep_for(2s);
                has_returned = true;
                return "bar";
            });
            CHECK_FALSE(has_returned);
        }
        CHECK(has_returned);
    });
}

TEST_CASE("a function that is ended with its scope is forgotten") {
    loads l;
    const auto report = ctx::bubble([&] {
        go([&] {
            (void)l.run(background(), "key", [] {
                sleep_for(1h);
                return "";
            });
        });
        ctx::bubble_wait();
    });
    CHECK(report.leaks.size() == 2);
    CHECK(*l.run(background(), "key", [] { return "bar"; }).value == "bar");
}

TEST_CASE("callers in another scope get an error if the function is ended") {
    loads l;
    std::jthread caller;
    (void)ctx::run([&] {
        const channel<int> begun(1);
        go([&l, begun] {
            (void)l.run(background(), "key", [begun] {
                begun.send(1);
                (void)channel<int>().receive();
                return "";
            });
        });
        (void)begun.receive();
        const channel<int> asked(1);
        caller = std::jthread([&l, asked] {
            asked.send(1);
            const auto got = l.run(background(), "key", [] { return "own"; });
            // The caller may also have come after the end.
            const bool has_failed = got.err == errc::canceled && !got.value;
            CHECK((has_failed || *got.value == "own"));
        });
        (void)asked.receive();
    });
}

TEST_CASE("threads never run the function twice at a time") {
    ctx::singleflight<int, int> l;
    std::atomic<int> inside = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 200; ++round) {
                const auto got = l.run(background(), 1, [&] {
                    CHECK(++inside == 1);
                    --inside;
                    return 7;
                });
                CHECK(*got.value == 7);
            }
        });
    }
}

// -- every schedule
// -------------------------------------------------------------

TEST_CASE("in every schedule the function runs once at a time") {
    in_every_schedule([] {
        ctx::singleflight<int, int> l;
        ctx::atomic<int> inside = 0;
        wait_group wg;
        for (int i = 0; i < 2; ++i) {
            wg.go([&] {
                const auto got = l.run(background(), 1, [&] {
                    expect(++inside == 1, "the function runs once at a time");
                    --inside;
                    return 7;
                });
                expect(got.value && *got.value == 7, "each caller has a value");
            });
        }
        wg.wait();
    });
}

TEST_CASE("in every schedule a caller that leaves takes no other with it") {
    in_every_schedule([] {
        ctx::singleflight<int, int> l;
        const auto [c, cancel] = with_cancel(background());
        wait_group wg;
        wg.go([&, c = c] {
            const auto got = l.run(c, 1, [] { return 7; });
            expect(got.value || got.err == errc::canceled,
                   "a caller has the value, or the error of its context");
        });
        wg.go([&] {
            const auto got = l.run(background(), 1, [] { return 8; });
            expect(got.value && !got.err, "the other caller has a value");
        });
        cancel();
        wg.wait();
    });
}

}  // namespace singleflight_test
