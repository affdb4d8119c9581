// A goroutine of a bubble that does not come back to the library.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/context.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <functional>
#include <latch>
#include <mutex>
#include <string>
#include <thread>

#include "lib/src/turn_watch.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace turn_watch_test {

using namespace std::chrono_literals;
using ctx::go;
using ctx::sleep_for;

// Takes what is written to stderr while it lives.
class captured_stderr {
public:
    captured_stderr() {
        std::fflush(stderr);
        REQUIRE(pipe(ends_.data()) == 0);
        before_ = dup(STDERR_FILENO);
        REQUIRE(dup2(ends_[1], STDERR_FILENO) >= 0);
        close(ends_[1]);
    }
    captured_stderr(const captured_stderr&) = delete;
    captured_stderr& operator=(const captured_stderr&) = delete;
    ~captured_stderr() {
        dup2(before_, STDERR_FILENO);
        close(before_);
        close(ends_[0]);
    }

    // Returns what is written next. Blocks until something is.
    [[nodiscard]] std::string next() const {
        std::array<char, 4096> text{};
        const auto n = read(ends_[0], text.data(), text.size());
        return {text.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
    }

private:
    std::array<int, 2> ends_{};
    int before_ = -1;
};

// Runs `body`, and calls `release` once `wanted` was written to stderr. Returns
// what was written until then. On a busy machine that may begin with messages
// on goroutines that were only slow.
std::string message_of(const std::string& wanted,
                       const std::function<void()>& body,
                       const std::function<void()>& release) {
    const captured_stderr err;
    std::string message;
    std::jthread reader([&] {
        while (message.find(wanted) == std::string::npos) message += err.next();
        release();
    });
    body();
    reader.join();
    return message;
}

TEST_CASE("a goroutine blocked outside of the library is named on stderr") {
    ctx::location started_at, slept_at;
    std::latch released(1);
    ctx::bubble_options options;
    options.stuck_after = 1ms;
    const auto message = message_of(
        "\"stuck\" [running]: ",
        [&] {
            ctx_test::check_clean(ctx::bubble(
                [&] {
                    started_at = ctx::location::current();
                    go("stuck", [&] {
                        slept_at = ctx::location::current();
                        sleep_for(1s);
                        released.wait();
                    });
                    sleep_for(1h);
                },
                options));
        },
        [&] { released.count_down(); });

    CHECK(message.find("ctx: goroutine 2 of a bubble has not come back to the "
                       "library for 1ms.") != std::string::npos);
    const std::string file = "turn_watch_test.cpp:";
    const auto status = "\ngoroutine 2 \"stuck\" [running]: " + file +
                        std::to_string(slept_at.line() + 1) + ", started at " +
                        file + std::to_string(started_at.line() + 1) + "\n";
    CHECK(message.find(status) != std::string::npos);
    CHECK(message.find("\ngoroutine 1 \"main\" [sleep]: ") !=
          std::string::npos);
}

TEST_CASE(
    "main is named when it is the only goroutine and does not come back") {
    std::latch released(1);
    ctx::bubble_options options;
    options.stuck_after = 1ms;
    const auto message = message_of(
        "[running]",
        [&] { (void)ctx::bubble([&] { released.wait(); }, options); },
        [&] { released.count_down(); });
    CHECK(message.find("goroutine 1 of a bubble") != std::string::npos);
}

TEST_CASE("a lock that the canceler holds is reported by an exploration") {
    std::latch released(1);
    bool stuck = true;
    ctx::explore_options options;
    options.stuck_after = 1ms;
    const auto main = [&] {
        std::mutex m;
        const auto c = with_cancel(ctx::background());
        (void)after_func(c.child, [&] {
            // As a lock() does, but the test can end the wait.
            if (!m.try_lock()) return released.wait();
            m.unlock();
        });
        const std::scoped_lock lock(m);
        c.cancel();
        sleep_for(1s);
        stuck = false;
    };
    const auto message = message_of(
        "\"after_func\" [running]",
        [&] {
            ctx::explore(
                main, [](const ctx::explored&) {}, options);
        },
        [&] { released.count_down(); });

    CHECK(message.find("\ngoroutine 2 \"after_func\" [running]") !=
          std::string::npos);
    CHECK(message.find("\ngoroutine 1 \"main\"") != std::string::npos);
    CHECK_FALSE(stuck);
}

TEST_CASE("an inline function that does not come back is reported") {
    std::latch released(1);
    ctx::bubble_options options;
    options.stuck_after = 1ms;
    const auto message = message_of(
        "a function",
        [&] {
            ctx_test::check_clean(ctx::bubble(
                [&] {
                    const auto c = with_timeout(ctx::background(), 1s);
                    (void)after_func(
                        c.child, [&] { released.wait(); },
                        ctx::inline_executor());
                    sleep_for(2s);
                },
                options));
        },
        [&] { released.count_down(); });
    CHECK(message.find("ctx: a function that a bubble calls") !=
          std::string::npos);
}

TEST_CASE("a turn is reported once however long it takes") {
    using ctx::detail::turn_watch;
    int looks = 0;
    std::latch looked(1);
    const auto look = [&](bool describe) -> turn_watch::turn {
        if (describe) return {1, "stuck "};
        if (++looks == 5) looked.count_down();
        return {1, {}};
    };
    const auto message = message_of(
        "end",
        [&] {
            const ctx::detail::ref watch(new turn_watch(1ms, look));
            looked.wait();
            watch->close();
            std::fputs("end", stderr);
        },
        [] {});
    CHECK(message == "stuck end");
}

TEST_CASE("a turn that ends while it is being described is not reported") {
    using ctx::detail::turn_watch;
    int looks = 0;
    std::latch looked(1);
    const auto look = [&](bool describe) -> turn_watch::turn {
        if (describe) return {2, "wrong"};
        if (++looks == 5) looked.count_down();
        return {1, {}};
    };
    const auto message = message_of(
        "nothing",
        [&] {
            const ctx::detail::ref watch(new turn_watch(1ms, look));
            looked.wait();
            watch->close();
            std::fputs("nothing", stderr);
        },
        [] {});
    CHECK(message == "nothing");
}

TEST_CASE("a bubble that waits for the clock is not reported") {
    ctx::bubble_options options;
    options.stuck_after = 100ms;
    options.speed = 1;
    const auto message = message_of(
        "nothing",
        [&] {
            ctx_test::check_clean(
                ctx::bubble([] { sleep_for(400ms); }, options));
            std::fputs("nothing", stderr);
        },
        [] {});
    CHECK(message == "nothing");
}

}  // namespace turn_watch_test
