// The end of a bubble: deadlocks, leaks, and goroutines that are unwound.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/event.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tests/support/in_bubble.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace bubble_end_test {

using namespace std::chrono_literals;
using ctx::bubble;
using ctx::channel;
using ctx::go;
using ctx::sleep_for;
using ctx_test::in_bubble;

// Returns the deadlock that `main` runs into, if any.
std::optional<ctx::deadlock> deadlock_of(const std::function<void()>& main) {
    try {
        ctx_test::check_clean(bubble(main));
    } catch (const ctx::deadlock& d) {
        return d;
    }
    return std::nullopt;
}

TEST_CASE("a deadlock is reported in Go's words") {
    const auto d = deadlock_of([] { (void)channel<int>().receive(); });

    REQUIRE(d.has_value());
    const std::string what = d->what();
    CHECK(what.rfind("all goroutines are asleep - deadlock!\n", 0) == 0);
    REQUIRE(d->asleep().size() == 1);
    CHECK(d->asleep()[0].id == 1);
    CHECK(d->asleep()[0].waits_on == "chan receive");
}

TEST_CASE("a deadlock lists each goroutine and the operation that blocks it") {
    ctx::location sent_at;
    const auto d = deadlock_of([&] {
        const channel<int> a, b, other;
        const auto [c, cancel] = with_cancel(ctx::background());
        go("sender", [&] {
            sent_at = ctx::location::current();
            a.send(1);
        });
        go([&] { (void)select(ctx::recv(b), ctx::send(other, 1)); });
        go("waiter", [&, &never = c] { never.done().wait(); });
        (void)b.receive();
    });

    REQUIRE(d.has_value());
    const auto& asleep = d->asleep();
    REQUIRE(asleep.size() == 4);
    CHECK(asleep[0].waits_on == "chan receive");
    CHECK(asleep[1].name == "sender");
    CHECK(asleep[1].waits_on == "chan send");
    CHECK(asleep[1].waits_at.line() == sent_at.line() + 1);
    CHECK(asleep[2].name == "");
    CHECK(asleep[2].waits_on.rfind("select", 0) == 0);
    CHECK(asleep[3].waits_on == "done");
    for (const auto& g : asleep) {
        const std::string line = "\n" + ctx::to_string(g);
        CHECK(std::string(d->what()).find(line) != std::string::npos);
    }
}

TEST_CASE("a deadlock unwinds every goroutine, main last") {
    std::string unwound;
    const auto d = deadlock_of([&] {
        const ctx::defer note_main([&] { unwound += "main "; });
        for (const char* name : {"old ", "new "}) {
            go([&, name] {
                const ctx::defer note([&] { unwound += name; });
                (void)channel<int>().receive();
            });
        }
        (void)channel<int>().receive();
    });

    CHECK(d.has_value());
    CHECK(unwound == "new old main ");
}

TEST_CASE("a bubble is not deadlocked while a timer will wake a goroutine") {
    in_bubble([] {
        const channel<int> ch;
        go([=] {
            sleep_for(1000h);
            ch.send(1);
        });
        CHECK(ch.receive() == 1);
    });
}

TEST_CASE("a goroutine's status is one line in Go's words") {
    ctx::goroutine_status g;
    g.id = 2;
    g.name = "worker";
    g.waits_on = "select";
    g.waits_at = g.started_at = ctx::location::current();
    const auto line = std::to_string(g.waits_at.line());

    CHECK(ctx::to_string(g) ==
          "goroutine 2 \"worker\" [select]: "
          "bubble_end_test.cpp:" +
              line + ", started at bubble_end_test.cpp:" + line);
}

TEST_CASE("the status of main does not say where it was started") {
    ctx::goroutine_status g;
    g.id = 1;
    g.name = "main";
    g.started_at = ctx::location::current();
    CHECK(ctx::to_string(g) == "goroutine 1 \"main\" [running]");
}

TEST_CASE("a goroutine still blocked when main returns is a leak") {
    ctx::location started_at, slept_at;
    const auto report = bubble([&] {
        const channel<int> ch;
        go("receiver", [=] { (void)ch.receive(); });
        started_at = ctx::location::current();
        go([&] {
            slept_at = ctx::location::current();
            sleep_for(1h);
        });
        sleep_for(1s);
    });

    REQUIRE(report.leaks.size() == 2);
    CHECK(report.leaks[0].id == 2);
    CHECK(report.leaks[0].name == "receiver");
    CHECK(report.leaks[0].waits_on == "chan receive");
    CHECK(report.leaks[1].id == 3);
    CHECK(report.leaks[1].name == "");
    CHECK(report.leaks[1].waits_on == "sleep");
    CHECK(report.leaks[1].waits_at.line() == slept_at.line() + 1);
    CHECK(report.leaks[1].started_at.line() == started_at.line() + 1);
    CHECK(report.elapsed == 1s);
}

TEST_CASE("a goroutine that has ended is not a leak") {
    in_bubble([] {
        go([] {});
        sleep_for(1s);
    });
}

TEST_CASE("a goroutine that ends by itself after main returns is not a leak") {
    int steps = 0;
    in_bubble([&] {
        const channel<int> ch;
        const auto [request, cancel] = with_cancel(ctx::background());
        go([&, ch] {
            CHECK(ch.receive() == 7);
            ++steps;
        });
        go([&, ch] {
            ch.send(7);
            ++steps;
        });
        go([&, request = request] {
            request.done().wait();
            ++steps;
        });
        cancel();
    });

    CHECK(steps == 3);
}

TEST_CASE("the clock stands still once main has returned") {
    const auto report = bubble([] { go([] { sleep_for(1ns); }); });

    REQUIRE(report.leaks.size() == 1);
    CHECK(report.leaks[0].waits_on == "sleep");
    CHECK(report.elapsed == 0s);
}

TEST_CASE("a line printed after main has returned is dropped") {
    std::string printed;
    ctx::bubble_options options;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print) printed += e.text + ' ';
    };
    bool late = false;
    ctx_test::check_clean(bubble(
        [&] {
            go([&] {
                ctx::note_print("late");
                late = true;
            });
            ctx::note_print("in time");
        },
        options));

    CHECK(late);
    CHECK(printed == "in time ");
}

TEST_CASE("leaked goroutines are unwound, the newest first") {
    std::string unwound;
    (void)bubble([&] {
        for (const char name : {'a', 'b', 'c'}) {
            go([&, name] {
                const ctx::defer note([&] { unwound += name; });
                (void)channel<int>(nullptr).receive();
                unwound += '!';
            });
        }
        sleep_for(1s);
    });

    CHECK(unwound == "cba");
}

TEST_CASE("a goroutine that catches goroutine_exit gets it at its next wait") {
    int met = 0;
    (void)bubble([&] {
        go([&] {
            try {
                (void)channel<int>().receive();
            } catch (...) {
                ++met;
            }
            try {
                sleep_for(1h);
            } catch (const ctx::goroutine_exit&) {
                ++met;
            }
            channel<int>().send(1);
            met = 99;
        });
        sleep_for(1s);
    });

    CHECK(met == 2);
}

TEST_CASE("a destructor may use channels while its goroutine is unwound") {
    int seen = 0;
    (void)bubble([&] {
        go([&] {
            const channel<int> ready(1);
            const ctx::defer use([&] {
                ready.send(7);
                seen = ready.receive().value_or(0);
            });
            (void)channel<int>(nullptr).receive();
        });
        sleep_for(1s);
    });

    CHECK(seen == 7);
}

TEST_CASE("the destructor of a goroutine's function may block in vain") {
    bool gave_up = false;
    (void)bubble([&] {
        // Destroyed with the function.
        std::shared_ptr<void> last(
            nullptr, [&](void*) { gave_up = !channel<int>().receive(); });
        go([last = std::move(last)] { sleep_for(1h); });
        sleep_for(1s);
    });

    CHECK(gave_up);
}

TEST_CASE("a destructor may wait for goroutines unwound at the same time") {
    bool waited = false;
    (void)bubble([&] {
        go([&] {
            ctx::wait_group children;
            const ctx::defer wait([&] {
                children.wait();
                waited = true;
            });
            children.go([] { sleep_for(1h); });
            sleep_for(1h);
        });
        sleep_for(1s);
    });

    CHECK(waited);
}

TEST_CASE("a destructor that waits in vain does not hold up a bubble's end") {
    std::string order;
    const auto d = deadlock_of([&] {
        const channel<int> never;
        const ctx::defer main_waits([&] {
            order += "main ";
            order += never.receive() ? "?" : "gave up";
        });
        go([&] {
            const ctx::defer waits([&] {
                order += "goroutine ";
                order += never.receive() ? "?" : "gave up, ";
            });
            (void)never.receive();
        });
        (void)never.receive();
    });

    CHECK(d.has_value());
    CHECK(order == "goroutine gave up, main gave up");
}

TEST_CASE("a goroutine started while the bubble ends does not run") {
    bool ran = false;
    (void)bubble([&] {
        go([&] {
            const ctx::defer starts([&] { go([&] { ran = true; }); });
            sleep_for(1h);
        });
        sleep_for(1s);
    });

    CHECK_FALSE(ran);
}

}  // namespace bubble_end_test
