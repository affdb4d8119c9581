// The event log of a bubble: every step, in order, with its source line.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/event.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/printing.hpp"
#include "tests/support/reports.hpp"

namespace event_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::event;
using ctx::go;
using ctx::location;
using ctx::sleep_for;
using ctx::step;

std::vector<event> log_of(const std::function<void()>& main) {
    std::vector<event> log;
    ctx::bubble_options options;
    options.observer = [&](const event& e) { log.push_back(e); };
    (void)ctx::bubble(main, options);
    return log;
}

// Returns the event as one line, such as "50ms g1 derive 2<1 with_timeout".
std::string line_of(const event& e) {
    std::string line = ctx::format_duration(e.time) + " g" +
                       std::to_string(e.goroutine) + ' ' +
                       std::string(to_string(e.what));
    if (e.object) line += ' ' + std::to_string(e.object);
    if (e.other) line += '<' + std::to_string(e.other);
    if (!e.text.empty()) line += ' ' + e.text;
    return line;
}

using lines = std::vector<std::string>;

lines lines_of(const std::function<void()>& main) {
    lines all;
    for (const auto& e : log_of(main)) all.push_back(line_of(e));
    return all;
}

// Returns the first event of a kind, or an empty event if there is none.
event first(const std::vector<event>& log, step what) {
    for (const auto& e : log) {
        if (e.what == what) return e;
    }
    return {};
}

TEST_CASE("a log gives the time, goroutine, step and object of each event") {
    CHECK(lines_of([] {
              const channel<int> ch;
              go("worker", [=] {
                  sleep_for(1ms);
                  ch.send(7);
              });
              ctx::note_print(std::to_string(ch.receive().value()));
          }) == lines{
                    "0s g1 go 2 worker",
                    "0s g1 receive 1",
                    "0s g1 block chan receive",
                    "0s g2 sleep 1ms",
                    "0s g2 block sleep",
                    "1ms g2 wake sleep",
                    "1ms g2 send 1",
                    "1ms g2 exit",
                    "1ms g1 wake chan receive",
                    "1ms g1 print 7",
                });
}

TEST_CASE("a log tells how each context was derived, and its error") {
    CHECK(lines_of([] {
              const auto [c, cancel] = with_cancel(background());
              const auto timed = with_timeout(c, 50ms).child;
              const auto below = with_cancel(timed).child;
              sleep_for(60ms);
              cancel();
              cancel();
          }) == lines{
                    "0s g1 derive 1 with_cancel",
                    "0s g1 derive 2<1 with_timeout",
                    "0s g1 derive 3<2 with_cancel",
                    "0s g1 sleep 60ms",
                    "0s g1 block sleep",
                    "50ms g0 expire 2 context deadline exceeded",
                    "50ms g0 expire 3 context deadline exceeded",
                    "60ms g1 wake sleep",
                    "60ms g1 cancel 1 context canceled",
                });
}

TEST_CASE("a log tells the cause of a cancel and the functions it starts") {
    CHECK(lines_of([] {
              const auto [c, cancel] = with_cancel_cause(background());
              after_func(c, [] { ctx::note_print("cleaned up"); });
              cancel(std::runtime_error("why"));
              sleep_for(1ns);
          }) == lines{
                    "0s g1 derive 1 with_cancel_cause",
                    "0s g1 cancel 1 why",
                    "0s g1 after_func",
                    "0s g1 go 2 after_func",
                    "0s g1 sleep 1ns",
                    "0s g1 block sleep",
                    "0s g2 print cleaned up",
                    "0s g2 exit",
                    "1ns g1 wake sleep",
                });
}

TEST_CASE("a log tells which case a select took") {
    CHECK(lines_of([] {
              const channel<int> a(1), b(1);
              std::size_t taken = select(ctx::recv(a), ctx::send(b, 1));
              taken += select(ctx::recv(a), ctx::default_case);
              go([=] { a.close(); });
              taken += select(ctx::recv(a), ctx::send(b, 2));
              CHECK(taken == 2);
          }) == lines{
                    "0s g1 select chan receive, chan send",
                    "0s g1 choose 2<1 chan send",
                    "0s g1 select chan receive, default",
                    "0s g1 choose<1 default",
                    "0s g1 go 2",
                    "0s g1 select chan receive, chan send",
                    "0s g1 block select: chan receive, chan send",
                    "0s g2 close 1",
                    "0s g2 exit",
                    "0s g1 wake select: chan receive, chan send",
                    "0s g1 choose 1 chan receive",
                });
}

TEST_CASE("a select event has the case of each index, and a default is none") {
    const auto log = log_of([] {
        const auto [c, cancel] = with_cancel(background());
        const channel<int> a, b(1);
        CHECK(select(ctx::recv(a), ctx::send(b, 1), ctx::recv(c.done())) == 1);
        CHECK(select(ctx::recv(c.done()), ctx::default_case) == 1);
    });

    std::vector<std::string> cases;
    for (const auto& e : log) {
        if (e.what != step::select) continue;
        for (const auto& c : e.cases) {
            cases.push_back(std::string(to_string(c.what)) + ' ' +
                            std::to_string(c.object));
        }
    }
    CHECK(cases ==
          std::vector<std::string>{"receive 1", "send 2", "done 1", "done 1"});
    CHECK(first(log, step::choose).object == 2);
}

TEST_CASE("a log tells the channel and the duration of each timer") {
    CHECK(lines_of([] {
              const ctx::timer t(2ms);
              (void)t.reset(1ms);
              const ctx::ticker every(1s);
              every.reset(2s);
              every.stop();
              const auto later = ctx::after(1h);
              const channel<int> results;
              (void)select(ctx::recv(results), ctx::recv(t.c()),
                           ctx::recv(later));
          }) == lines{
                    "0s g1 timer 1 2ms",
                    "0s g1 timer 1 1ms",
                    "0s g1 timer 2 1s",
                    "0s g1 timer 2 2s",
                    "0s g1 timer 3 1h0m0s",
                    "0s g1 select chan receive, chan receive, chan receive",
                    "0s g1 block select: chan receive, chan receive, "
                    "chan receive",
                    "1ms g1 wake select: chan receive, chan receive, "
                    "chan receive",
                    "1ms g1 choose 1<1 chan receive",
                });
}

TEST_CASE("a log lists each wait for a context and for a wait_group") {
    CHECK(lines_of([] {
              const auto [c, cancel] = with_cancel(background());
              ctx::wait_group group;
              group.go([&, &end = c] { end.done().wait(); });
              cancel();
              group.wait();
              group.wait();
          }) == lines{
                    "0s g1 derive 1 with_cancel",
                    "0s g1 go 2",
                    "0s g1 cancel 1 context canceled",
                    "0s g1 wait",
                    "0s g1 block wait_group wait",
                    "0s g2 done 1",
                    "0s g2 exit",
                    "0s g1 wake wait_group wait",
                    "0s g1 wait",
                });
}

TEST_CASE("a derive event has the deadline of the new context") {
    const auto log = log_of([] {
        sleep_for(1s);
        const auto timed = with_timeout(background(), 50ms).child;
        const auto below = with_cancel(timed).child;
        const auto free = without_cancel(below);
    });

    std::vector<std::optional<ctx::duration>> deadlines;
    for (const auto& e : log) {
        if (e.what == step::derive) deadlines.push_back(e.deadline);
    }
    CHECK(deadlines == decltype(deadlines){1050ms, 1050ms, std::nullopt});
}

TEST_CASE("each event has the source line of its call") {
    location here;
    const auto log = log_of([&] {
        here = location::current();
        const auto [c, cancel] = with_cancel(background());
        go([] {});
        sleep_for(1ns);
        const channel<int> ch(1);
        ch.send(1);
        (void)ch.receive();
        ch.close();
        ctx::note_print("line");
        cancel();
        c.done().wait();
        ctx::wait_group none;
        none.wait();
        const auto soon = ctx::after(1s);
    });

    const step steps[] = {step::derive,  step::go,    step::sleep, step::send,
                          step::receive, step::close, step::print, step::cancel,
                          step::done,    step::wait,  step::timer};
    const unsigned lines_below[] = {1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13};
    for (std::size_t i = 0; i < std::size(steps); ++i) {
        const auto e = first(log, steps[i]);
        CHECK(e.what == steps[i]);
        CHECK(e.where.line() == here.line() + lines_below[i]);
        CHECK(std::string_view(e.where.file_name()) == here.file_name());
    }
}

TEST_CASE("a select event has the select's line, a choose event the case's") {
    location here;
    const auto log = log_of([&] {
        const channel<int> a, b(1);
        here = location::current();
        const auto taken = select(ctx::recv(a),  // keeps the cases on two lines
                                  ctx::send(b, 1));
        CHECK(taken == 1);
    });

    CHECK(first(log, step::select).where.line() == here.line() + 1);
    CHECK(first(log, step::choose).where.line() == here.line() + 2);
}

TEST_CASE("block and wake events have the line of the blocking call") {
    location here;
    const auto log = log_of([&] {
        here = location::current();
        sleep_for(1s);
    });

    CHECK(first(log, step::block).where.line() == here.line() + 1);
    CHECK(first(log, step::wake).where.line() == here.line() + 1);
}

TEST_CASE("an expire event has the line that set the deadline") {
    location here;
    const auto log = log_of([&] {
        here = location::current();
        const auto c = with_timeout(background(), 1s).child;
        sleep_for(2s);
    });

    const auto e = first(log, step::expire);
    CHECK(e.goroutine == 0);
    CHECK(e.time == 1s);
    CHECK(e.where.line() == here.line() + 1);
}

TEST_CASE("a program has the same log in every bubble") {
    const auto program = [] {
        const auto [c, cancel] = with_timeout(background(), 20ms);
        const channel<int> ch(2);
        for (int g = 1; g <= 3; ++g) {
            go([ch, g, c = c] {
                while (select(ctx::recv(c.done()), ctx::send(ch, g)) == 1) {
                    sleep_for(g * 1ms);
                }
            });
        }
        while (select(ctx::recv(c.done()), ctx::recv(ch)) == 1) {
        }
    };

    const auto once = lines_of(program);
    CHECK(once.size() > 100);
    for (int round = 0; round < 10; ++round) CHECK(lines_of(program) == once);
}

TEST_CASE("each step has a name") {
    CHECK(to_string(step::go) == "go");
    CHECK(to_string(step::exit) == "exit");
    CHECK(to_string(step::print) == "print");
    CHECK(to_string(step::sleep) == "sleep");
    CHECK(to_string(step::send) == "send");
    CHECK(to_string(step::receive) == "receive");
    CHECK(to_string(step::close) == "close");
    CHECK(to_string(step::done) == "done");
    CHECK(to_string(step::select) == "select");
    CHECK(to_string(step::choose) == "choose");
    CHECK(to_string(step::wait) == "wait");
    CHECK(to_string(step::timer) == "timer");
    CHECK(to_string(step::block) == "block");
    CHECK(to_string(step::wake) == "wake");
    CHECK(to_string(step::derive) == "derive");
    CHECK(to_string(step::cancel) == "cancel");
    CHECK(to_string(step::expire) == "expire");
    CHECK(to_string(step::after_func) == "after_func");
}

TEST_CASE("a print without a bubble or without an observer does nothing") {
    ctx::note_print("to nobody");
    ctx_test::check_clean(
        ctx::bubble([] { ctx::note_print("nor this, unobserved"); }));
    CHECK(true);
}

TEST_CASE("note_print throws the exception that the observer throws") {
    ctx::bubble_options options;
    options.observer = [](const event& e) {
        if (e.what == step::print) throw std::runtime_error("disk full");
    };
    const auto printing = [] { ctx::note_print("line"); };

    CHECK_THROWS_WITH_AS(ctx::bubble(printing, options), "disk full",
                         std::runtime_error);
    CHECK_THROWS_AS(ctx::bubble(
                        [&] {
                            go(printing);
                            sleep_for(1s);
                        },
                        options),
                    ctx::goroutine_error);
}

TEST_CASE("the observer is called on the thread that takes the step") {
    std::vector<std::pair<std::uint32_t, std::thread::id>> seen;
    ctx::bubble_options options;
    options.observer = [&](const event& e) {
        if (e.what != step::print) return;
        seen.emplace_back(e.goroutine, std::this_thread::get_id());
    };
    std::thread::id main_thread, other_thread;
    ctx_test::check_clean(ctx::bubble(
        [&] {
            main_thread = std::this_thread::get_id();
            go([&] {
                other_thread = std::this_thread::get_id();
                ctx::note_print("other");
            });
            ctx::note_print("main");
            sleep_for(1ns);
        },
        options));

    REQUIRE(seen.size() == 2);
    CHECK(seen[0] == std::pair(std::uint32_t{1}, main_thread));
    CHECK(seen[1] == std::pair(std::uint32_t{2}, other_thread));
}

}  // namespace event_test
