// What goes with a goroutine of a bubble, all of which are on one thread.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <chrono>
#include <cstddef>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/wait_group.hpp>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"
#include "tests/support/sanitizers.hpp"

namespace fiber_test {

using namespace std::chrono_literals;
using ctx::bubble;
using ctx::channel;
using ctx::defer;
using ctx::go;
using ctx::sleep_for;
using ctx_test::in_bubble;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what);
}

// Returns the text of the exception being handled.
std::string handled() {
    try {
        throw;
    } catch (const std::exception& e) {
        return e.what();
    }
}

TEST_CASE("goroutines of a bubble run on the thread that calls it") {
    const auto here = std::this_thread::get_id();
    in_bubble([&] {
        go([&] { CHECK(std::this_thread::get_id() == here); });
        sleep_for(1s);
    });
}

TEST_CASE("an exception passes a destructor that blocks") {
    std::string seen;
    in_bubble([&] {
        const channel<int> ch;
        for (const char* name : {"a", "b"}) {
            go([&, name, ch] {
                try {
                    const defer wait([&] { seen += *ch.receive() == 7; });
                    fail(name);
                } catch (const std::exception& e) {
                    seen += e.what();
                }
            });
        }
        sleep_for(1s);
        CHECK(seen == "");
        ch.send(7);
        ch.send(7);
        sleep_for(1s);
    });
    CHECK(seen == "\1a\1b");
}

TEST_CASE("each goroutine has its own exception while it blocks in a handler") {
    std::string seen;
    in_bubble([&] {
        for (const char* name : {"a", "b", "c"}) {
            go([&, name] {
                CHECK_FALSE(std::current_exception());
                try {
                    fail(name);
                } catch (const std::exception& e) {
                    sleep_for(1s);
                    CHECK(std::string(e.what()) == name);
                    CHECK(handled() == name);
                    try {
                        fail(std::string("inner ") + name);
                    } catch (const std::exception&) {
                        sleep_for(1s);
                        CHECK(handled() == std::string("inner ") + name);
                    }
                    CHECK(handled() == name);
                    seen += name;
                }
                CHECK_FALSE(std::current_exception());
            });
        }
        CHECK_FALSE(std::current_exception());
        sleep_for(3s);
    });
    CHECK(seen == "abc");
}

TEST_CASE("each goroutine counts its own uncaught exceptions") {
    in_bubble([] {
        go([] {
            try {
                const defer wait([] {
                    CHECK(std::uncaught_exceptions() == 1);
                    sleep_for(1s);
                    CHECK(std::uncaught_exceptions() == 1);
                });
                fail("x");
            } catch (const std::exception&) {
            }
            CHECK(std::uncaught_exceptions() == 0);
        });
        CHECK(std::uncaught_exceptions() == 0);
        sleep_for(500ms);
        CHECK(std::uncaught_exceptions() == 0);
        go([] { CHECK(std::uncaught_exceptions() == 0); });
        sleep_for(1s);
    });
}

TEST_CASE("a bubble may run while an exception is in flight or handled") {
    std::string seen;
    try {
        try {
            const defer nested([&] {
                in_bubble([&] {
                    go([&] {
                        CHECK(std::uncaught_exceptions() == 0);
                        seen += "inner ";
                    });
                    sleep_for(1s);
                    CHECK(std::uncaught_exceptions() == 1);
                });
            });
            fail("outer");
        } catch (const std::exception&) {
            in_bubble([&] { sleep_for(1s); });
            seen += handled();
            throw;
        }
    } catch (const std::exception& e) {
        CHECK(std::string(e.what()) == "outer");
    }
    CHECK(seen == "inner outer");
}

// Calls itself `depth` times, and blocks at the bottom, and in each destructor.
void recurse(int depth, int& unwound, const channel<int>& never) {
    const defer note([&] {
        (void)never.receive();
        ++unwound;
    });
    if (depth > 0) return recurse(depth - 1, unwound, never);
    (void)never.receive();
}

TEST_CASE("a bubble's end unwinds a deep stack whose destructors block") {
    int unwound = 0;
    const auto report = bubble([&] {
        const channel<int> never;
        go([&unwound, never] { recurse(50, unwound, never); });
        sleep_for(1s);
    });
    CHECK(report.leaks.size() == 1);
    CHECK(unwound == 51);
}

// Uses `kilobytes` of the stack.
int use(int kilobytes) {
    volatile char room[1024];
    room[7] = 1;
    return kilobytes == 0 ? 0 : room[7] + use(kilobytes - 1);
}

TEST_CASE("a stack is as large as the options say") {
    ctx::bubble_options options;
    options.stack_size = 4 << 20;
    int used = 0;
    ctx_test::check_clean(
        bubble([&] { go([&] { used = use(2048); }); }, options));
    CHECK(used == 2048);
}

TEST_CASE("a goroutine finds a used stack as good as new") {
    in_bubble([] {
        for (int i = 0; i < 100; ++i) {
            ctx::wait_group wg;
            for (int k = 0; k < 3; ++k) wg.go([] { CHECK(use(20) == 20); });
            wg.wait();
        }
    });
}

TEST_CASE("a failed schedule's stacks are used by the next") {
    for (int i = 0; i < 100; ++i) {
        CHECK_THROWS_AS(bubble([] {
                            go([] { sleep_for(1h); });
                            go([] { fail("x"); });
                            sleep_for(1h);
                        }),
                        ctx::goroutine_error);
    }
}

// The most memory that the process has had, in bytes.
std::size_t peak_memory() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<std::size_t>(used.ru_maxrss) * 1024;
}

// The thread sanitizer has room for 8,000 fibers.
TEST_CASE("many goroutines block and are canceled together") {
    const int many = ctx_test::thread_sanitized ? 2'000
                     : ctx_test::sanitized      ? 20'000
                                                : 100'000;
    int ended = 0;
    in_bubble([&] {
        const auto c = with_cancel(ctx::background());
        ctx::wait_group wg;
        for (int i = 0; i < many; ++i) {
            wg.go([&] {
                c.child.done().wait();
                ++ended;
            });
        }
        sleep_for(1s);
        CHECK(ended == 0);
        c.cancel();
        wg.wait();
    });
    CHECK(ended == many);
    if (!ctx_test::sanitized) CHECK(peak_memory() < std::size_t{1} << 30);
}

TEST_CASE("another thread wakes, and starts, goroutines of a bubble") {
    int ran = 0;
    for (int i = 0; i < 20; ++i) {
        ctx::bubble_options options;
        options.speed = 1;
        ctx_test::check_clean(bubble(
            [&] {
                const auto c = with_cancel(ctx::background());
                (void)after_func(c.child, [&] { ++ran; });
                const std::jthread other([&] { c.cancel(); });
                go([&] {
                    c.child.done().wait();
                    ++ran;
                });
                while (ran != 2 * (i + 1)) sleep_for(1ms);
            },
            options));
    }
    CHECK(ran == 40);
}

}  // namespace fiber_test
