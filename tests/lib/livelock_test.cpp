// A bubble whose goroutines go on for ever while the clock stands still.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <optional>
#include <string>

#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace livelock_test {

using namespace std::chrono_literals;
using ctx::bubble;
using ctx::channel;
using ctx::go;
using ctx::sleep_for;

ctx::bubble_options a_thousand_calls() {
    ctx::bubble_options options;
    options.calls_per_instant = 1000;
    return options;
}

std::optional<ctx::livelock> livelock_of(void (*main)()) {
    try {
        ctx_test::check_clean(bubble(main, a_thousand_calls()));
    } catch (const ctx::livelock& l) {
        return l;
    }
    return std::nullopt;
}

struct row {
    const char* name;
    void (*poll)();
};
const row polls[] = {
    {"it sleeps for no time",
     [] {
         for (;;) sleep_for(0s);
     }},
    {"it sleeps for less than no time",
     [] {
         for (;;) sleep_for(-1s);
     }},
    {"its select takes the default",
     [] {
         const channel<int> never;
         while (select(recv(never), ctx::default_case) == 1) continue;
     }},
    {"it receives from a closed channel",
     [] {
         const channel<int> closed;
         closed.close();
         while (!closed.receive()) continue;
     }},
    {"its context is done",
     [] {
         const auto [c, cancel] = with_cancel(ctx::background());
         cancel();
         const channel<int> never;
         while (select(recv(c.done()), recv(never)) == 0) continue;
     }},
    {"it waits for the others to block",
     [] {
         for (;;) ctx::bubble_wait();
     }},
    {"it asks another goroutine again and again",
     [] {
         const channel<int> questions, answers;
         go([=] {
             for (const int n : questions) answers.send(n);
         });
         do questions.send(0);
         while (answers.receive() == 0);
     }},
};

TEST_CASE("a goroutine that polls for ever ends its bubble with a livelock") {
    for (const auto& row : polls) {
        CAPTURE(row.name);
        CHECK(livelock_of(row.poll).has_value());
    }
}

TEST_CASE("a livelock names the goroutine that polls and its line") {
    static ctx::location before;
    const auto l = livelock_of([] {
        go("poller", [] {
            before = ctx::location::current();
            for (;;) sleep_for(0s);
        });
        sleep_for(1h);
    });

    REQUIRE(l.has_value());
    CHECK(l->busy().name == "poller");
    CHECK(l->busy().waits_on == "");
    CHECK(l->busy().waits_at.line() == before.line() + 1);
    REQUIRE(l->all().size() == 2);
    CHECK(l->all()[1].waits_on == "sleep");
    const std::string what = l->what();
    CHECK(what.rfind(
              "more than 1000 calls while the clock stood still - livelock!\n"
              "goroutine 2 \"poller\" [running]: livelock_test.cpp:" +
                  std::to_string(before.line() + 1),
              0) == 0);
}

TEST_CASE("a livelock unwinds every goroutine") {
    static std::string unwound;
    unwound.clear();
    (void)livelock_of([] {
        const ctx::defer note_main([&] { unwound += "main"; });
        go([] {
            const ctx::defer note([&] { unwound += "sleeper "; });
            sleep_for(1h);
        });
        go([] {
            const ctx::defer note([&] { unwound += "poller "; });
            for (;;) sleep_for(0s);
        });
        sleep_for(1h);
    });
    CHECK(unwound == "poller sleeper main");
}

TEST_CASE("as many calls as are allowed at one instant are no livelock") {
    static int calls;
    const auto main = [] {
        for (int i = 0; i < calls; ++i) sleep_for(0s);
        sleep_for(1ns);  // the calls are counted anew
        for (int i = 0; i < calls; ++i) sleep_for(0s);
    };
    calls = 999;  // and the sleep that moves the clock
    CHECK_FALSE(livelock_of(main).has_value());
    calls = 1000;
    CHECK(livelock_of(main).has_value());
}

TEST_CASE("a send and a receive are counted once, whether they block or not") {
    static int calls;
    const auto main = [] {
        const channel<int> c(1);
        go([c] {
            for (int i = 0; i < calls / 2; ++i) c.send(i);
        });
        for (int i = 0; i < calls / 2; ++i) (void)c.receive();
        sleep_for(1ns);
    };
    calls = 998;  // and the sleep
    CHECK_FALSE(livelock_of(main).has_value());
    calls = 1000;
    CHECK(livelock_of(main).has_value());
}

TEST_CASE("a send that would not block is a call too many, as any other") {
    const auto send_twelve_hundred = [] {
        const channel<int> c(1200);
        for (int i = 0; i < 1200; ++i) c.send(i);
    };
    CHECK(livelock_of(send_twelve_hundred).has_value());
}

TEST_CASE("an exploration goes on after a schedule with a livelock") {
    ctx::explore_options options;
    options.calls_per_instant = 1000;
    int livelocks = 0, ended = 0;
    const auto main = [] {
        const channel<int> first(2);
        for (const int i : {1, 2}) go([=] { first.send(i); });
        while (first.receive() == 2) {
            for (;;) sleep_for(0s);
        }
    };
    const auto result = ctx::explore(
        main,
        [&](const ctx::explored& run) {
            if (!run.failure) {
                ++ended;
                return;
            }
            CHECK_THROWS_AS(std::rethrow_exception(run.failure), ctx::livelock);
            ++livelocks;
        },
        options);
    CHECK_FALSE(result.complete);  // a schedule was not run to its end
    CHECK(livelocks > 0);
    CHECK(ended > 0);
}

TEST_CASE("a goroutine that polls after main has returned is a leak") {
    const auto report = bubble(
        [] {
            go("poller", [] {
                for (;;) sleep_for(0s);
            });
        },
        a_thousand_calls());
    REQUIRE(report.leaks.size() == 1);
    CHECK(report.leaks[0].name == "poller");
    CHECK(report.leaks[0].waits_on == "");
}

TEST_CASE("a bubble that is interrupted while a goroutine polls ends") {
    const auto [until, cancel] = with_cancel(ctx::background());
    auto options = a_thousand_calls();
    options.until = until;
    const auto report = bubble(
        [&stop = cancel] {
            stop();
            for (;;) sleep_for(0s);
        },
        options);
    CHECK(report.interrupted);
}

}  // namespace livelock_test
