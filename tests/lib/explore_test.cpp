// explore: running a program under every schedule.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <ctx/explore.hpp>

#include <algorithm>
#include <ctx/ctx.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace explore_test {

using namespace ctx;
using namespace std::chrono_literals;

// Each text that a program can print, with the number of schedules that print
// the text.
using outcomes = std::map<std::string, int>;

void say(const std::string& word) { note_print(word); }

struct search {
    outcomes all;
    exploration result;
};

search explore_all(const std::function<void()>& main,
                   explore_options options = {}) {
    search s;
    std::string text;
    options.observer = [&](const event& e) {
        if (e.what == step::print) text += e.text;
    };
    s.result = explore(
        [&] {
            text.clear();  // of a run that was not visited
            main();
        },
        [&](const explored& run) {
            if (run.failure) text += '!';
            text += std::string(run.report.leaks.size(), '*');
            ++s.all[text];
        },
        options);
    return s;
}

std::set<std::string> texts(const search& s) {
    std::set<std::string> all;
    for (const auto& [text, count] : s.all) all.insert(text);
    return all;
}

using set = std::set<std::string>;

TEST_CASE("a program without choices has one schedule") {
    const auto found = explore_all([] {
        sleep_for(1s);
        say("a");
    });
    CHECK(found.all == outcomes{{"a", 1}});
    CHECK(found.result.schedules == 1);
    CHECK(found.result.complete);
}

TEST_CASE("goroutines whose sleeps end together go on in any order") {
    const auto found = explore_all([] {
        wait_group wg;
        for (const char* name : {"a", "b", "c"}) {
            wg.go([name] {
                sleep_for(1s);
                say(name);
            });
        }
        wg.wait();
    });
    CHECK(texts(found) == set{"abc", "acb", "bac", "bca", "cab", "cba"});
    CHECK(found.result.complete);
}

TEST_CASE("goroutines whose sleeps end 1 ns apart go on in one order") {
    const auto found = explore_all([] {
        wait_group wg;
        wg.go([&] {
            sleep_for(1s + 1ns);
            say("b");
        });
        wg.go([&] {
            sleep_for(1s);
            say("a");
        });
        wg.wait();
    });
    CHECK(texts(found) == set{"ab"});
}

TEST_CASE("a new goroutine runs before or after its starter goes on") {
    const auto found = explore_all([] {
        wait_group wg;
        wg.go([&] { say("new"); });
        say("old");
        wg.wait();
    });
    CHECK(texts(found) == set{"newold", "oldnew"});
}

TEST_CASE("a select takes any ready case, and no other case") {
    const auto found = explore_all([] {
        const channel<int> full(1);
        const channel<int> also_full(1);
        const channel<int> empty(1);
        full.send(1);
        also_full.send(2);
        const auto [over, cancel] = with_cancel(background());
        cancel();
        say(std::to_string(select(recv(empty), recv(full), recv(also_full),
                                  send(full, 3), recv(over.done()))));
    });
    CHECK(texts(found) == set{"1", "2", "4"});
    CHECK(found.result.schedules == 3);
}

TEST_CASE("a waiting sender or a waiting receiver makes a case ready") {
    const auto found = explore_all([] {
        const channel<int> sent;
        const channel<int> wanted;
        go([=] { sent.send(1); });
        go([=] { (void)wanted.receive(); });
        bubble_wait();
        say(std::to_string(select(recv(sent), send(wanted, 2), default_case)));
    });
    CHECK(texts(found) == set{"0*", "1*"});
}

TEST_CASE("a select with the same receive twice takes either case") {
    const auto found = explore_all([] {
        const channel<int> c;
        const auto [over, cancel] = with_cancel(background());
        go([c] { c.send(1); });
        say(std::to_string(select(recv(over.done()), recv(c), recv(c))));
    });
    CHECK(texts(found) == set{"1", "2"});
}

TEST_CASE("a deadline and a sleep due together come in either order") {
    const auto found = explore_all([] {
        const auto [c, cancel] = with_timeout(background(), 1s);
        sleep_for(1s);
        say(c.err() ? "over" : "live");
    });
    CHECK(texts(found) == set{"over", "live"});
}

TEST_CASE("a timer due when it is made may win over an expired context") {
    const auto found = explore_all([] {
        const auto [c, cancel] = with_timeout(background(), 0s);
        say(std::to_string(select(recv(after(0s)), recv(c.done()))));
    });
    CHECK(texts(found) == set{"0", "1"});
}

TEST_CASE("two deadlines due together expire in either order") {
    const auto found = explore_all([] {
        const auto a = with_timeout(background(), 1s);
        const auto b = with_timeout(background(), 1s);
        (void)select(recv(a.child.done()), recv(b.child.done()));
        if (a.child.err()) say("a");
        if (b.child.err()) say("b");
    });
    CHECK(texts(found) == set{"a", "b", "ab"});
}

TEST_CASE("a goroutine may be preempted between a check and a print") {
    const auto main = [] {
        const auto over = std::make_shared<ctx::atomic<bool>>(false);
        go([over] {
            sleep_for(1s);
            if (!over->load()) say("b");
        });
        sleep_for(1s);
        over->store(true);
        say("a");
    };
    CHECK(texts(explore_all(main)) == set{"a", "ab", "ba"});
    explore_options options;
    options.preemptions = 0;
    CHECK(texts(explore_all(main, options)) == set{"a", "ba"});
}

TEST_CASE("another goroutine may print before main returns") {
    const auto found = explore_all([] {
        go([] { say("b"); });
        say("a");
    });
    CHECK(texts(found) == set{"a", "ab", "ba"});
}

TEST_CASE("a deadlock comes with the schedule that reproduces it") {
    // The sender gives up if no receiver waits yet.
    const auto main = [] {
        const channel<int> c;
        go([c] { (void)select(send(c, 1), default_case); });
        (void)c.receive();
    };
    int deadlocks = 0;
    const auto result = explore(main, [&](const explored& run) {
        if (!run.failure) return;
        ++deadlocks;
        CHECK_THROWS_AS(std::rethrow_exception(run.failure), deadlock);
        replay again(run.chosen);
        bubble_options options;
        options.choose = std::ref(again);
        CHECK_THROWS_AS((void)bubble(main, options), deadlock);
    });
    CHECK(deadlocks == 1);
    CHECK(result.schedules == 2);
}

TEST_CASE("a replayed schedule makes the same run again, event by event") {
    const auto main = [] {
        const auto [c, cancel] = with_cancel(background());
        for (int i = 0; i < 2; ++i) {
            go([c = c] {
                while (!c.err()) {
                    note_print("w");
                    sleep_for(1s);
                }
            });
        }
        sleep_for(2s);
        cancel();
    };
    using log = std::vector<std::string>;
    log events;
    const auto note = [&](const event& e) {
        events.push_back(std::string(to_string(e.what)) + ' ' +
                         std::to_string(e.goroutine) + ' ' + e.text);
    };
    explore_options options;
    options.observer = note;
    std::vector<std::pair<schedule, log>> runs;
    explore(
        main,
        [&](const explored& run) {
            runs.emplace_back(run.chosen, std::exchange(events, {}));
        },
        options);
    REQUIRE(runs.size() > 10);
    for (const auto& [chosen, seen] : runs) {
        replay again(chosen);
        bubble_options how;
        how.observer = note;
        how.choose = std::ref(again);
        (void)bubble(main, how);
        CHECK(std::exchange(events, {}) == seen);
        CHECK(again.finished());
        CHECK_FALSE(again.misfit());
    }
}

// Returns a line for each choice in the canonical run. The line lists the ways
// to go on: which goroutine (g), context (c) or select case (s).
std::vector<std::string> choices_of(const std::function<void()>& main) {
    std::vector<std::string> all;
    bubble_options options;
    options.choose = [&](const choice& c) -> std::size_t {
        std::string text;
        for (std::size_t i = 0; i < c.ways; ++i) {
            const way w = c.which(i);
            text += (i == 0 ? "g" : ", g") + std::to_string(w.goroutine) +
                    " c" + std::to_string(w.context) + " s" +
                    std::to_string(w.select_case);
        }
        all.push_back(text);
        return 0;
    };
    options.observer = [](const event&) {};  // gives contexts their numbers
    (void)bubble(main, options);
    return all;
}

using lines = std::vector<std::string>;

TEST_CASE("a choice names the next goroutine or the context that expires") {
    CHECK(choices_of([] {
              const auto [c, cancel] = with_timeout(background(), 1s);
              wait_group wg;
              wg.go([] { sleep_for(1s); });
              sleep_for(1s);
              wg.wait();
          }) == lines{"g0 c1 s0, g1 c0 s0, g2 c0 s0", "g1 c0 s0, g2 c0 s0"});
}

TEST_CASE("a send and a receive of one select need no choice between them") {
    const auto all = choices_of([] {
        const channel<int> ch;
        wait_group wg;
        wg.go([=] { (void)ch.receive(); });
        (void)select(send(ch, 1), recv(ch));
        wg.wait();
    });
    CHECK(std::ranges::none_of(all, [](const std::string& line) {
        return line.find("s1") != std::string::npos;
    }));
}

TEST_CASE("a choice whose timer has gone meanwhile is made again") {
    std::optional<ctx::timer> stopped;
    bubble_options options;
    options.choose = [&](const choice& c) -> std::size_t {
        if (c.what != choice::kind::next || !stopped) return 0;
        // Of the timer and the sleeper that are due, chooses the sleeper, which
        // is the first as soon as the timer is stopped.
        CHECK(stopped->stop());
        stopped.reset();
        return 1;
    };
    const auto report = bubble(
        [&] {
            stopped.emplace(1s);
            sleep_for(1s);
        },
        options);
    CHECK_FALSE(stopped);
    CHECK(report.elapsed == 1s);
}

TEST_CASE("a choice names the ready cases of a select") {
    CHECK(choices_of([] {
              const channel<int> full(1);
              const channel<int> empty(1);
              full.send(1);
              (void)select(recv(empty), recv(full), send(empty, 2));
          }) == lines{"g0 c0 s1, g0 c0 s2"});
}

TEST_CASE("a receive and a send on a closed channel are ready cases") {
    CHECK(choices_of([] {
              const channel<int> closed;
              closed.close();
              (void)select(recv(closed), send(closed, 1));
          }) == lines{"g0 c0 s0, g0 c0 s1"});
}

TEST_CASE("every schedule is different, and the canonical schedule is first") {
    std::set<std::string> ids;
    std::string first;
    const auto result = explore(
        [] {
            wait_group wg;
            for (int i = 0; i < 3; ++i) wg.go([] { sleep_for(1s); });
            wg.wait();
        },
        [&](const explored& run) {
            if (ids.empty()) first = to_string(run.chosen);
            ids.insert(to_string(run.chosen));
        });
    CHECK(first == "0");
    CHECK(ids.size() == result.schedules);
}

TEST_CASE("a search that stops early is not complete") {
    const auto main = [] {
        go([] { say("b"); });
        go([] { say("c"); });
        say("a");
    };
    const auto nothing = [](const explored&) {};
    explore_options options;
    options.max = 2;
    CHECK(explore(main, nothing, options).schedules == 2);
    CHECK_FALSE(explore(main, nothing, options).complete);

    const auto [until, cancel] = with_cancel(background());
    options = {};
    options.until = until;
    const auto result = explore(
        main, [&, cancel = cancel](const explored&) { cancel(); }, options);
    CHECK(result.schedules == 1);
    CHECK_FALSE(result.complete);
}

TEST_CASE("explore throws inside a bubble and inside an exploration") {
    int visits = 0;
    const auto inner = [&] {
        explore([] {}, [&](const explored&) { ++visits; });
    };
    CHECK_THROWS_AS((void)bubble(inner), std::logic_error);
    explore(inner, [](const explored& run) {
        REQUIRE(run.failure);
        CHECK_THROWS_AS(std::rethrow_exception(run.failure), std::logic_error);
    });
    CHECK(visits == 0);
}

TEST_CASE("explore throws if the program does not repeat itself") {
    int runs = 0;
    const auto main = [&] {
        if (++runs == 1) go([] { say("b"); });
        say("a");
    };
    CHECK_THROWS_AS(explore(main, [](const explored&) {}), std::logic_error);
}

// Takes from the first of `count` channels, all of which are ready.
void select_among(int count) {
    const channel<int> a(1), b(1), c(1);
    for (const auto& ch : {a, b, c}) ch.send(0);
    if (count == 2) {
        (void)select(recv(a), recv(b));
    } else {
        (void)select(recv(a), recv(b), recv(c));
    }
}

TEST_CASE("explore throws if a choice that it repeats has other ways") {
    int runs = 0;
    const auto check = [&](const std::function<void()>& main) {
        runs = 0;
        CHECK_THROWS_AS(explore(main, [](const explored&) {}),
                        std::logic_error);
    };
    // The second run changes the second choice.
    SUBCASE("more ways before the changed choice") {
        check([&] {
            select_among(++runs == 2 ? 3 : 2);
            select_among(2);
        });
    }
    SUBCASE("fewer ways before the changed choice") {
        check([&] {
            select_among(++runs == 2 ? 2 : 3);
            select_among(2);
        });
    }
    SUBCASE("more ways at the changed choice") {
        check([&] { select_among(++runs == 2 ? 3 : 2); });
    }
    SUBCASE("too few ways at the changed choice") {
        check([&] { select_among(++runs == 3 ? 2 : 3); });
    }
    SUBCASE("no such choice") {
        check([&] {
            if (++runs != 2) select_among(2);
        });
    }
}

TEST_CASE("explore lets choices after the changed choice differ") {
    std::size_t which = 0;
    std::uint64_t runs = 0;
    const auto result = explore(
        [&] {
            const channel<int> a(1), b(1);
            a.send(0);
            b.send(0);
            which = select(recv(a), recv(b));
            select_among(which == 0 ? 2 : 3);
        },
        [&](const explored&) { ++runs; });
    CHECK(runs == 5);
    CHECK(result.complete);
}

TEST_CASE("a goroutine whose timer is due when main returns is no leak") {
    explore_options options;
    options.reduced = false;  // the order of these timers makes no difference
    const auto found = explore_all(
        [] {
            const auto c = with_timeout(background(), 1s).child;
            go([c] { c.done().wait(); });
            const auto t = after(1s);
            go([t] { (void)t.receive(); });
            sleep_for(1s);
        },
        options);
    CHECK(found.result.schedules > 3);
    CHECK(texts(found) == set{""});
}

TEST_CASE("parse_schedule reads a printed schedule back, and nothing else") {
    const std::vector<std::pair<std::vector<std::size_t>, std::string>> rows{
        {{}, "0"},         {{0, 0}, "0"},
        {{0, 1, 0}, "01"}, {{9, 10, 34}, "9ay"},
        {{35}, "z0"},      {{0, 71, 1}, "0zz11"},
    };
    for (const auto& [choices, text] : rows) {
        CHECK(to_string(schedule(choices)) == text);
        CHECK(parse_schedule(text) == schedule(choices));
    }
    for (const char* text : {"", "z", "0z", "A", "-", "0 1", "1.5"}) {
        CAPTURE(std::string(text));
        CHECK_FALSE(parse_schedule(text));
    }
}

TEST_CASE("a replay notices a schedule that does not fit the program") {
    const auto run = [](const char* id) {
        replay chosen(*parse_schedule(id));
        bubble_options options;
        options.choose = std::ref(chosen);
        (void)bubble([] { go([] {}); }, options);
        return chosen;
    };
    CHECK(run("2").misfit() == std::size_t{1});
    CHECK_FALSE(run("0000001").finished());
    CHECK(run("1").finished());
}

TEST_CASE("a run finds its own choices in explore_options::under_way") {
    std::vector<std::size_t> choices;
    schedule at_end;
    explore_options options;
    options.under_way = &choices;
    std::uint64_t runs = 0;
    (void)explore(
        [&] {
            channel<int> c(2);
            go([c] { c.send(1); });
            c.send(2);
            (void)c.receive();
            (void)c.receive();
            at_end = schedule(choices);
        },
        [&](const explored& run) {
            ++runs;
            CHECK(at_end == run.chosen);
        },
        options);
    CHECK(runs > 1);
}

TEST_CASE("this_goroutine is the number of the calling goroutine") {
    std::vector<std::uint32_t> numbers{this_goroutine()};
    (void)bubble([&] {
        numbers.push_back(this_goroutine());
        go([&] { numbers.push_back(this_goroutine()); });
        yield();
        numbers.push_back(this_goroutine());
    });
    CHECK(numbers == std::vector<std::uint32_t>{0, 1, 2, 1});
}

}  // namespace explore_test
