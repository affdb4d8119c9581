// The event log of a run: which steps of which threads it has, and in which
// order.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/error.hpp>
#include <ctx/event.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <iterator>
#include <latch>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace run_log_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::event;
using ctx::run_options;
using ctx::step;
using events = std::vector<event>;

struct key {
    bool operator==(const key&) const = default;
};

run_options every_step_to(events& log) {
    run_options options;
    options.observer = [&](const event& e) { log.push_back(e); };
    options.every_step = true;
    return options;
}

events log_of(const std::function<void()>& main) {
    events log;
    ctx_test::check_clean(ctx::run(main, every_step_to(log)));
    return log;
}

events all(const events& log, step what) {
    events found;
    std::ranges::copy_if(log, std::back_inserter(found),
                         [&](const event& e) { return e.what == what; });
    return found;
}

// Returns the only event of kind `what`.
event only(const events& log, step what) {
    const auto found = all(log, what);
    REQUIRE(found.size() == 1);
    return found.front();
}

// Returns the log of `main`, which gets a timeout. The timeout is doubled until
// it expires after `main` has set everything up, even on a busy machine. Then
// only the clock, which is goroutine 0, takes the step `what`.
events log_of_timeout(step what,
                      const std::function<void(ctx::duration)>& main) {
    events log;
    for (ctx::duration timeout = 1ms; timeout < 10s; timeout *= 2) {
        log = log_of([&] { main(timeout); });
        const auto such = all(log, what);
        if (std::ranges::all_of(
                such, [](const event& e) { return e.goroutine == 0; })) {
            break;
        }
    }
    return log;
}

// Returns the index of the first event that `such` accepts.
std::size_t place_of(const events& log,
                     const std::function<bool(const event&)>& such) {
    const auto it = std::ranges::find_if(log, such);
    REQUIRE(it != log.end());
    return static_cast<std::size_t>(it - log.begin());
}

TEST_CASE("a run shows its observer only prints unless every_step is set") {
    for (const bool every : {false, true}) {
        events log;
        auto options = every_step_to(log);
        options.every_step = every;
        ctx_test::check_clean(ctx::run(
            [] {
                const auto c = with_cancel(background());
                ctx::note_print("line");
                c.cancel();
            },
            options));
        CHECK(log.size() == (every ? 3 : 1));
    }
}

TEST_CASE("a run's log has each context derived in the run, and its parent") {
    const auto log = log_of([] {
        const auto a = with_cancel(background());
        const auto b = with_value(a.child, key(), 7);
        const auto c = ctx::with_timeout(b, 1h);
    });

    const auto born = all(log, step::derive);
    REQUIRE(born.size() == 3);
    const char* const how[] = {"with_cancel", "with_value", "with_timeout"};
    for (std::uint32_t i = 0; i < 3; ++i) {
        CHECK(born[i].object == i + 1);
        CHECK(born[i].other == i);
        CHECK(born[i].text == how[i]);
        CHECK(born[i].goroutine == 1);
    }
    CHECK_FALSE(born[0].deadline);
    REQUIRE(born[2].deadline);
    // The deadline was set after the run began and before the step was noted.
    CHECK(*born[2].deadline >= 1h);
    CHECK(*born[2].deadline <= 1h + born[2].time);
}

TEST_CASE("a run's log shows the earliest deadline that a clock can have") {
    const auto log = log_of([] {
        const auto c =
            with_deadline(background(), ctx::clock::time_point::min());
    });

    CHECK(only(log, step::derive).deadline == ctx::duration::min());
}

TEST_CASE("a context made outside of a run has number 0 in the run's log") {
    const auto outer = with_cancel(background());
    const auto log = log_of([&] {
        const auto inner = with_cancel(outer.child);
        outer.cancel();
    });

    CHECK(only(log, step::derive).other == 0);
    CHECK(only(log, step::cancel).object == 1);
}

TEST_CASE(
    "a run's log has the goroutine that canceled a context, and the cause") {
    const auto log = log_of([] {
        const auto c = with_cancel_cause(background());
        const auto below = with_cancel(c.child);
        ctx::wait_group one;
        one.go("critic", [&] { c.cancel(std::runtime_error("disk full")); });
        one.wait();
    });

    const auto ends = all(log, step::cancel);
    REQUIRE(ends.size() == 2);
    for (std::uint32_t i = 0; i < 2; ++i) {
        CHECK(ends[i].object == i + 1);
        CHECK(ends[i].text == "disk full");
        CHECK(ends[i].goroutine == 2);
    }
}

TEST_CASE("a run's log has contexts that expire on the timer thread") {
    const auto log = log_of_timeout(step::expire, [](ctx::duration timeout) {
        const auto c = with_timeout(background(), timeout);
        const auto below = with_cancel(c.child);
        below.child.done().wait();
    });

    const auto ends = all(log, step::expire);
    REQUIRE(ends.size() == 2);
    for (const auto& e : ends) {
        CHECK(e.goroutine == 0);
        CHECK(e.text == "context deadline exceeded");
        CHECK(e.time >= *all(log, step::derive)[0].deadline);
    }
}

TEST_CASE("a run's log has cancels by a thread that is no goroutine") {
    const auto log = log_of([] {
        const auto c = with_cancel(background());
        std::jthread([&] { c.cancel(); }).join();
    });

    CHECK(only(log, step::cancel).object == 1);
    CHECK(only(log, step::cancel).goroutine == 0);
}

TEST_CASE(
    "a run's log has contexts that any thread derives from the run's "
    "contexts") {
    const auto log = log_of([] {
        const auto c = with_cancel(background());
        std::jthread([&] {
            const auto unknown = with_cancel(background());
            const auto known = with_timeout(c.child, 1h);
            known.cancel();
            unknown.cancel();
        }).join();
    });

    const auto born = all(log, step::derive);
    REQUIRE(born.size() == 2);
    CHECK(born[1].object == 2);
    CHECK(born[1].other == 1);
    CHECK(born[1].goroutine == 0);
    CHECK(born[1].deadline);
    CHECK(only(log, step::cancel).object == 2);
}

TEST_CASE("a run's log has functions that the timer thread starts") {
    const auto log = log_of_timeout(step::after_func, [](ctx::duration t) {
        const auto c = with_timeout(background(), t);
        const channel<int> ran;
        (void)after_func(c.child, [=] { ran.close(); });
        (void)ran.receive();
    });

    CHECK(only(log, step::after_func).goroutine == 0);
    const auto started = only(log, step::go);
    CHECK(started.goroutine == 0);
    CHECK(started.text == "after_func");
}

TEST_CASE("a run's log has what goroutines wait on and when they exit") {
    events log;
    std::latch exited(1);
    auto options = every_step_to(log);
    options.observer = [&](const event& e) {
        log.push_back(e);
        if (e.what == step::exit) exited.count_down();
    };
    ctx_test::check_clean(ctx::run(
        [&] {
            const channel<int> ch;
            ctx::go("worker", [=] {
                ctx::sleep_for(1ms);
                ch.send(7);
            });
            (void)ch.receive();
            exited.wait();  // the log ends when main returns
        },
        options));

    CHECK(only(log, step::sleep).text == "1ms");
    const auto is_by_worker = [](step what, const std::string& text) {
        return [=](const event& e) {
            return e.goroutine == 2 && e.what == what && e.text == text;
        };
    };
    const auto asleep = place_of(log, is_by_worker(step::block, "sleep"));
    const auto awake = place_of(log, is_by_worker(step::wake, "sleep"));
    CHECK(asleep < awake);
    CHECK(log[awake].time - log[asleep].time > 0s);
    CHECK(only(log, step::receive).object == 1);
    CHECK(only(log, step::send).object == 1);
    CHECK(only(log, step::exit).goroutine == 2);
}

TEST_CASE("a run's log has a goroutine's start before its other steps") {
    const auto log = log_of([] {
        ctx::wait_group many;
        for (int i = 0; i < 200; ++i) {
            many.go([] { ctx::note_print("here"); });
        }
        many.wait();
    });

    std::set<std::uint32_t> started{1};
    for (const auto& e : log) {
        if (e.what == step::go) started.insert(e.object);
        CHECK(started.contains(e.goroutine));
    }
    CHECK(started.size() == 201);
}

TEST_CASE(
    "a run's log has a cancel before any goroutine finds the context done") {
    const auto log = log_of([] {
        for (int round = 0; round < 200; ++round) {
            const auto c = with_cancel(background());
            ctx::wait_group one;
            one.go([&] {
                while (!c.child.err()) {
                }
                ctx::note_print("over");
            });
            c.cancel();
            one.wait();
        }
    });

    std::size_t ended = 0, found = 0;
    for (const auto& e : log) {
        if (e.what == step::cancel) ++ended;
        if (e.what == step::print) CHECK(++found == ended);
    }
    CHECK(found == 200);
}

TEST_CASE("a run's log ends when main returns") {
    std::optional<ctx::cancelable> outlives;
    events log;
    (void)ctx::run(
        [&] {
            outlives = with_cancel(background());
            const channel<int> started;
            ctx::go([=] {
                const auto mine = with_cancel(background());
                const ctx::defer late([&] { mine.cancel(); });
                started.close();
                (void)channel<int>().receive();
            });
            (void)started.receive();
        },
        every_step_to(log));
    outlives->cancel();
    const auto child = with_cancel(outlives->child);

    CHECK(all(log, step::derive).size() == 2);
    CHECK(all(log, step::cancel).empty());
    CHECK(all(log, step::exit).empty());
}

TEST_CASE("a run's log ends when an exception leaves main") {
    std::optional<ctx::cancelable> outlives;
    events log;
    CHECK_THROWS_AS(ctx::run(
                        [&] {
                            outlives = with_cancel(background());
                            throw std::runtime_error("disk full");
                        },
                        every_step_to(log)),
                    std::runtime_error);
    outlives->cancel();

    CHECK(log.size() == 1);
}

TEST_CASE("the log of a run that is cut short ends where main is blocked") {
    events log;
    auto options = every_step_to(log);
    options.limit = 1ms;
    ctx_test::check_clean(ctx::run(
        [] {
            const auto c = with_cancel(background());
            const ctx::defer late([&] { c.cancel(); });
            (void)channel<int>().receive();
        },
        options));

    CHECK(log.back().what == step::block);
    CHECK(log.back().goroutine == 1);
}

TEST_CASE("a run inside another run has a log of its own") {
    events first, second;
    ctx_test::check_clean(ctx::run(
        [&] {
            const auto a = with_cancel(background());
            const channel<int> in_first;
            ctx_test::check_clean(ctx::run(
                [&] {
                    const auto b = with_cancel(a.child);
                    in_first.close();
                    a.cancel();
                },
                every_step_to(second)));
        },
        every_step_to(first)));

    CHECK(only(first, step::derive).object == 1);
    CHECK(only(first, step::cancel).object == 1);
    CHECK(only(first, step::cancel).goroutine == 0);
    CHECK(only(second, step::derive).other == 0);
    CHECK(only(second, step::cancel).object == 1);
    CHECK(only(second, step::cancel).goroutine == 1);
    CHECK(only(second, step::close).object == 0);
}

TEST_CASE("a bubble inside a run keeps its contexts out of the run's log") {
    events inner;
    const auto log = log_of([&] {
        const auto a = with_cancel(background());
        ctx::bubble_options options;
        options.observer = [&](const event& e) { inner.push_back(e); };
        ctx_test::check_clean(ctx::bubble(
            [&] {
                const auto b = with_cancel(a.child);
                a.cancel();
            },
            options));
    });

    CHECK(only(log, step::cancel).object == 1);
    CHECK(only(log, step::derive).object == 1);
    CHECK(only(inner, step::derive).other == 0);
    CHECK(only(inner, step::cancel).object == 1);
}

// Derives contexts from `root`. Some are canceled, some expire, and the rest
// are dropped.
void make_contexts(const ctx::context& root) {
    for (int i = 0; i < 40; ++i) {
        const auto c = i % 2 == 0 ? with_cancel(root) : with_timeout(root, 0s);
        const auto below = with_timeout(c.child, i % 3 == 0 ? 1us : 1h);
        if (i % 4 != 0) c.cancel();
    }
}

TEST_CASE("the steps of many threads form one log in the order of time") {
    const auto log = log_of([] {
        const auto root = with_cancel(background());
        ctx::wait_group goroutines;
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i) {
            goroutines.go([&] { make_contexts(root.child); });
            threads.emplace_back([&] { make_contexts(root.child); });
        }
        goroutines.wait();
        threads.clear();
        root.cancel();
    });

    std::map<std::uint32_t, int> ends;  // of each context
    ctx::duration time{0};
    for (const auto& e : log) {
        CHECK(e.time >= time);
        time = e.time;
        if (e.what == step::derive) {
            CHECK((e.other == 0 || ends.contains(e.other)));
            CHECK(ends.emplace(e.object, 0).second);
        }
        if (e.what == step::cancel || e.what == step::expire) {
            REQUIRE(ends.contains(e.object));
            CHECK(++ends[e.object] == 1);
        }
    }
    CHECK(ends.size() == 1 + 6 * 40 * 2);
}

TEST_CASE("a cancel is shown before the cancel call returns") {
    for (const bool outside : {false, true}) {
        CAPTURE(outside);
        events log;
        std::size_t shown = 0;
        const auto main = [&] {
            const auto c = with_cancel(background());
            const auto end = [&] {
                c.cancel();
                shown = all(log, step::cancel).size();
            };
            if (outside) {
                std::jthread(end).join();
            } else {
                end();
            }
        };
        ctx_test::check_clean(ctx::run(main, every_step_to(log)));
        CHECK(shown == 1);
    }
}

}  // namespace run_log_test
