// An exception that leaves a goroutine while others still run: how a failing
// test ends.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/event.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace unwinding_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::bubble;
using ctx::channel;
using ctx::defer;
using ctx::go;
using ctx::run;
using ctx::sleep_for;
using ctx::wait_group;

// What a REQUIRE that fails does.
[[noreturn]] void fail() { throw std::runtime_error("a test fails"); }

// Returns the text of the exception that leaves `f`, or "returned".
std::string outcome_of(const std::function<void()>& f) {
    try {
        f();
    } catch (const std::exception& e) {
        return e.what();
    }
    return "returned";
}

// The modes in which a main is run. Each calls `main` at least once, and passes
// on the exception that it throws.
void in_bubble(const std::function<void()>& main) { (void)bubble(main); }
void in_run(const std::function<void()>& main) { (void)run(main); }
void on_fibers(const std::function<void()>& main) {
    (void)ctx::run_on_fibers(main);
}
void in_explore(const std::function<void()>& main) {
    std::exception_ptr failure;
    ctx::explore(main, [&](const ctx::explored& r) { failure = r.failure; });
    if (failure) std::rethrow_exception(failure);
}

struct mode {
    const char* name;
    void (*run)(const std::function<void()>& main);
};
constexpr mode modes[] = {{"bubble", in_bubble},
                          {"explore", in_explore},
                          {"run", in_run},
                          {"run_on_fibers", on_fibers}};

struct row {
    const char* shared;
    void (*main)();
};

// Each main fails while another goroutine uses, by reference, an object of
// main's.
const row rows[] = {
    {"a wait_group that counts a goroutine of its own",
     [] {
         wait_group group;
         group.go([] { sleep_for(1h); });
         sleep_for(1ms);
         fail();
     }},
    {"a wait_group whose goroutine has not begun",
     [] {
         wait_group group;
         group.go([] { sleep_for(1h); });
         fail();
     }},
    {"a wait_group that a goroutine waits for",
     [] {
         wait_group group;
         group.add(1);
         go([&] { group.wait(); });
         sleep_for(1ms);
         fail();
     }},
    {"a wait_group that a goroutine counts down as it ends",
     [] {
         wait_group group;
         group.add(1);
         go([&] {
             const defer done([&] { group.done(); });
             sleep_for(1h);
         });
         sleep_for(1ms);
         fail();
     }},
    {"a channel that a goroutine receives from",
     [] {
         const channel<int> ch;
         go([&] { (void)ch.receive(); });
         sleep_for(1ms);
         fail();
     }},
    {"a channel that a goroutine ranges over",
     [] {
         const channel<int> ch;
         go([&] {
             for (const int n : ch) CHECK(n == 0);
         });
         sleep_for(1ms);
         fail();
     }},
    {"a channel that a goroutine sends on",
     [] {
         const channel<int> ch;
         go([&] { ch.send(1); });
         sleep_for(1ms);
         fail();
     }},
    {"a channel that a goroutine closes as it ends",
     [] {
         const channel<int> ch;
         go([&] {
             const defer close([&] { ch.close(); });
             sleep_for(1h);
         });
         sleep_for(1ms);
         fail();
     }},
    {"a timer that a goroutine waits for",
     [] {
         const ctx::timer t(1h);
         go([&] { (void)t.c().receive(); });
         sleep_for(1ms);
         fail();
     }},
    {"a timer that a goroutine stops as it ends",
     [] {
         const ctx::timer t(1h);
         go([&] {
             const defer stop([&] { t.stop(); });
             sleep_for(1h);
         });
         sleep_for(1ms);
         fail();
     }},
    {"a ticker that a goroutine waits for",
     [] {
         const ctx::ticker t(1h);
         go([&] {
             for (const auto tick : t.c()) CHECK(tick == ctx::clock::now());
         });
         sleep_for(1ms);
         fail();
     }},
    {"a context that a goroutine waits for",
     [] {
         const auto c = with_cancel(background());
         go([&] { c.child.done().wait(); });
         sleep_for(1ms);
         fail();
     }},
    {"objects that a goroutine selects from",
     [] {
         const auto c = with_cancel(background());
         const channel<int> in, out;
         go([&] {
             (void)select(recv(c.child.done()), recv(in), send(out, 1));
         });
         sleep_for(1ms);
         fail();
     }},
    {"a stop_func that a goroutine waits for",
     [] {
         const auto c = with_cancel(background());
         const auto stop = after_func(c.child, [] { sleep_for(1h); });
         c.cancel();
         go([&] { stop.wait(); });
         sleep_for(1ms);
         fail();
     }},
    {"what the function of an after_func uses",
     [] {
         wait_group group;
         group.add(1);
         const auto c = with_cancel(background());
         (void)after_func(c.child, [&] {
             const defer done([&] { group.done(); });
             sleep_for(1h);
         });
         const defer cancel(c.cancel);
         sleep_for(1ms);
         fail();
     }},
    {"a variable of main's own",
     [] {
         std::vector<int> seen(1000);
         go([&] {
             const defer note([&] { seen.push_back(1); });
             sleep_for(1h);
         });
         sleep_for(1ms);
         fail();
     }},
};

TEST_CASE(
    "an exception of main reaches the caller although goroutines still use "
    "main's objects") {
    for (const auto& row : rows) {
        for (const auto& mode : modes) {
            CAPTURE(row.shared);
            CAPTURE(mode.name);
            CHECK(outcome_of([&] { mode.run(row.main); }) == "a test fails");
        }
    }
}

TEST_CASE(
    "an exception of a goroutine reaches the caller although other goroutines "
    "still use the objects of the failed one") {
    for (const auto& row : rows) {
        for (const auto& mode : modes) {
            CAPTURE(row.shared);
            CAPTURE(mode.name);
            const auto main = [&] {
                go("worker", row.main);
                (void)channel<int>(nullptr).receive();
            };
            const auto what = outcome_of([&] { mode.run(main); });
            CHECK(what.rfind("goroutine 2 \"worker\"", 0) == 0);
            CHECK(what.find("a test fails") != std::string::npos);
        }
    }
}

TEST_CASE("a group may go before its goroutines end") {
    for (const auto run_it :
         {+[](const std::function<void()>& f) { return bubble(f); },
          +[](const std::function<void()>& f) { return run(f); }}) {
        const auto report = run_it([] {
            wait_group group;
            group.go("late", [] { sleep_for(1h); });
        });
        REQUIRE(report.leaks.size() == 1);
        CHECK(report.leaks[0].name == "late");
    }
}

// Returns what happens, in order, when main fails while two goroutines run.
std::string order_of_end(const mode& mode) {
    std::string order;
    const auto main = [&] {
        order.clear();
        const defer note_main([&] { order += "main"; });
        const channel<int> began;
        for (const char* name : {"old ", "new "}) {
            go([&, name] {
                const defer note([&, name] { order += name; });
                began.send(1);
                sleep_for(1h);
            });
            (void)began.receive();
        }
        fail();
    };
    (void)outcome_of([&] { mode.run(main); });
    return order;
}

TEST_CASE(
    "goroutines are ended, the newest first, before an exception unwinds "
    "main") {
    for (const auto& mode : modes) {
        CAPTURE(mode.name);
        CHECK(order_of_end(mode) == "new old main");
    }
}

TEST_CASE("goroutines are ended before an exception unwinds an older one") {
    for (const auto& mode : modes) {
        CAPTURE(mode.name);
        std::string order;
        const auto main = [&] {
            order.clear();
            const defer note_main([&] { order += "main"; });
            go([&] {
                const defer note_parent([&] { order += "parent "; });
                const channel<int> began;
                go([&] {
                    const defer note_child([&] { order += "child "; });
                    began.send(1);
                    sleep_for(1h);
                });
                (void)began.receive();
                fail();
            });
            sleep_for(1h);
        };
        (void)outcome_of([&] { mode.run(main); });
        CHECK(order == "child parent main");
    }
}

TEST_CASE("an exception that main catches ends no goroutine") {
    for (const auto& mode : modes) {
        CAPTURE(mode.name);
        bool went_on = false;
        const auto main = [&] {
            went_on = false;
            const channel<int> results(1);
            try {
                wait_group group;
                group.go([results] {
                    sleep_for(1ms);
                    results.send(7);
                });
                fail();
            } catch (const std::runtime_error&) {
            }
            went_on = results.receive() == 7;
        };
        CHECK(outcome_of([&] { mode.run(main); }) == "returned");
        CHECK(went_on);
    }
}

TEST_CASE("a thrown goroutine_exit ends its goroutine alone") {
    for (const auto& mode : modes) {
        CAPTURE(mode.name);
        bool went_on = false;
        const auto main = [&] {
            went_on = false;
            const channel<int> results(1);
            go([] { throw ctx::goroutine_exit(); });
            go([=] {
                sleep_for(1ms);
                results.send(7);
            });
            went_on = results.receive() == 7;
        };
        CHECK(outcome_of([&] { mode.run(main); }) == "returned");
        CHECK(went_on);
    }
}

// In a bubble the goroutines share a thread, which would wait for itself.
TEST_CASE(
    "an exception reaches the caller of run although it passes a lock that a "
    "goroutine needs to end") {
    std::mutex m;
    int active = 1;
    const auto main = [&] {
        const channel<int> began;
        go([&] {
            const defer note([&] {
                const std::scoped_lock lock(m);
                --active;
            });
            began.send(1);
            sleep_for(1h);
        });
        (void)began.receive();
        const std::scoped_lock lock(m);
        fail();
    };
    CHECK(outcome_of([&] { (void)run(main); }) == "a test fails");
    CHECK(active == 0);
}

// How many goroutines of a misuse there are, and how many there were when its
// main was unwound.
int active = 0, left = 0;

struct misuse {
    const char* name;
    const char* what;
    void (*main)();
};
const misuse misuses[] = {
    {"a group counted below zero", "negative wait_group counter",
     [] {
         wait_group group;
         group.add(1);
         go([&] {
             const defer note([] { --active; });
             group.wait();
         });
         sleep_for(1ms);
         group.add(-2);
     }},
    {"a send on a closed channel", "send on closed channel",
     [] {
         const channel<int> ch(1);
         go([&] {
             const defer look([&] {
                 (void)ch.size();
                 --active;
             });
             sleep_for(1h);
         });
         sleep_for(1ms);
         ch.close();
         ch.send(1);
     }},
};

TEST_CASE("the library throws with none of its locks held") {
    for (const auto& misuse : misuses) {
        for (const auto& mode : modes) {
            CAPTURE(misuse.name);
            CAPTURE(mode.name);
            const auto main = [&] {
                active = 1;
                const defer look([] { left = active; });
                misuse.main();
            };
            CHECK(outcome_of([&] { mode.run(main); }) == misuse.what);
            CHECK(left == 0);
        }
    }
}

TEST_CASE("an observer may throw for a print while goroutines print") {
    ctx::bubble_options options;
    options.observer = [](const ctx::event& e) {
        if (e.what == ctx::step::print && e.text == "bad") fail();
    };
    const auto main = [] {
        const channel<int> began;
        go([=] {
            const defer say([] { ctx::note_print("ended"); });
            began.send(1);
            sleep_for(1h);
        });
        (void)began.receive();
        ctx::note_print("bad");
    };
    CHECK(outcome_of([&] { (void)bubble(main, options); }) == "a test fails");
    CHECK(outcome_of([&] { (void)run(main, options); }) == "a test fails");
}

TEST_CASE("a failed schedule fails the same way when it is replayed") {
    const auto main = [] {
        wait_group group;
        const channel<int> first(2);
        for (int i = 1; i <= 2; ++i) {
            group.go([=] { first.send(i); });
        }
        if (first.receive() == 2) fail();
        group.wait();
    };
    std::size_t failed = 0;
    ctx::explore(main, [&](const ctx::explored& found) {
        ctx::replay again(found.chosen);
        ctx::bubble_options options;
        options.choose = std::ref(again);
        const auto what = outcome_of([&] { (void)bubble(main, options); });
        CHECK(what == (found.failure ? "a test fails" : "returned"));
        if (found.failure) ++failed;
    });
    CHECK(failed > 0);
}

TEST_CASE("a run that fails shows its observer no step of what is ended") {
    std::string printed;
    ctx::run_options options;
    options.every_step = true;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print) printed += e.text + ' ';
    };
    const auto what = outcome_of([&] {
        ctx_test::check_clean(run(
            [] {
                wait_group group;
                group.go([] { sleep_for(1h); });
                ctx::note_print("before");
                fail();
            },
            options));
    });
    CHECK(what == "a test fails");
    CHECK(printed == "before ");
}

}  // namespace unwinding_test
