// Which events of a run are one step.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "tests/apps/recordings.hpp"

namespace steps_test {

using namespace std::chrono_literals;
using ctx::step;
using ctx_test::add;
using ctx_test::recording_of;
using ctxdemo::recording;

/// Returns the steps as text, such as "sleep block, time, wake".
std::string steps_of(const recording& r) {
    std::string text;
    for (const auto& s : r.steps) {
        if (!text.empty()) text += ", ";
        std::string events;
        for (std::size_t i = s.begin; i < s.end; ++i) {
            if (!events.empty()) events += ' ';
            events += to_string(r.events[i].what);
        }
        text += s.is_time() ? "time" : events;
    }
    return text;
}

/// Adds a select, at 0s by main, that receives from `channels` and waits until
/// `contexts` are done.
void add_select(recording& r, const std::vector<std::uint32_t>& channels,
                const std::vector<std::uint32_t>& contexts = {}) {
    add(r, 0s, 1, step::select, "");
    for (const auto c : channels) {
        r.events.back().cases.push_back({step::receive, c});
    }
    for (const auto c : contexts) {
        r.events.back().cases.push_back({step::done, c});
    }
    find_steps(r);
}

TEST_CASE("a call and the block after it are one step, and a wake another") {
    for (const auto call : {step::sleep, step::send, step::receive, step::done,
                            step::select, step::wait}) {
        recording r;
        add(r, 0s, 1, call, "", 1);
        add(r, 0s, 1, step::block, "");
        add(r, 1s, 1, step::wake, "");
        const std::string name(to_string(call));
        CHECK(steps_of(r) == name + " block, time, wake");
    }
}

TEST_CASE("a select, or a wake from it, is one step with its choice") {
    recording r;
    add_select(r, {1});
    add(r, 0s, 1, step::choose, "chan receive", 1);
    add_select(r, {1});
    add(r, 0s, 1, step::block, "");
    add(r, 0s, 1, step::wake, "");
    add(r, 0s, 1, step::choose, "chan receive", 1);
    CHECK(steps_of(r) == "select choose, select block, wake choose");
}

TEST_CASE("a timer that is made for a case is one step with the select") {
    recording r;
    add(r, 0s, 1, step::timer, "1s", 2);
    add(r, 0s, 1, step::timer, "2s", 3);
    add_select(r, {1, 2, 3});
    add(r, 0s, 1, step::block, "");
    CHECK(steps_of(r) == "timer timer select block");
}

TEST_CASE("a timer that the next call does not wait for is a step of its own") {
    recording r;
    add(r, 0s, 1, step::timer, "1s", 2);
    add_select(r, {1}, {2});  // context 2, not channel 2
    add(r, 0s, 1, step::timer, "1s", 2);
    add(r, 0s, 1, step::receive, "", 1);
    add(r, 0s, 1, step::timer, "1s", 2);
    add(r, 0s, 1, step::receive, "", 2);
    // One timer, which is set twice.
    add(r, 0s, 1, step::timer, "1s", 2);
    add(r, 0s, 1, step::timer, "1s", 2);
    CHECK(steps_of(r) ==
          "timer, select, timer, receive, timer receive, timer, timer");
}

TEST_CASE("a cancellation of a context and of its descendants is one step") {
    for (const auto end : {step::cancel, step::expire}) {
        recording r;
        add(r, 0s, 1, step::derive, "with_cancel", 1);
        add(r, 0s, 1, step::derive, "with_cancel", 2, 1);
        add(r, 0s, 1, step::derive, "with_cancel", 3, 2);
        add(r, 0s, 1, step::derive, "with_cancel", 4);
        for (const std::uint32_t c : {1U, 3U, 2U, 4U}) {
            add(r, 0s, 1, end, "context canceled", c);
        }
        const std::string name(to_string(end));
        CHECK(steps_of(r) == "derive, derive, derive, derive, " + name + ' ' +
                                 name + ' ' + name + ", " + name);
    }
}

TEST_CASE("a cancellation and an expiration are two steps") {
    recording r;
    add(r, 0s, 1, step::derive, "with_cancel", 1);
    add(r, 0s, 1, step::derive, "with_cancel", 2, 1);
    add(r, 0s, 1, step::cancel, "context canceled", 1);
    add(r, 0s, 1, step::expire, "context deadline exceeded", 2);
    CHECK(steps_of(r) == "derive, derive, cancel, expire");
}

TEST_CASE("a registered function and its goroutine start in one step") {
    recording r;
    add(r, 0s, 1, step::after_func);
    add(r, 0s, 1, step::go, "after_func", 2);
    add(r, 0s, 1, step::go, "worker", 3);
    CHECK(steps_of(r) == "after_func go, go");
}

TEST_CASE("all other events are steps of their own") {
    recording r;
    for (const auto what : {step::go, step::print, step::print, step::close,
                            step::derive, step::send, step::receive, step::done,
                            step::sleep, step::wait, step::exit}) {
        add(r, 0s, 1, what, "", 2);
    }
    CHECK(r.steps.size() == r.events.size());
}

TEST_CASE("events of two goroutines are no step together") {
    recording r;
    add(r, 0s, 1, step::sleep, "1s");
    add(r, 0s, 2, step::sleep, "1s");
    add(r, 0s, 1, step::block, "sleep");
    add(r, 0s, 2, step::block, "sleep");
    CHECK(steps_of(r) == "sleep, sleep, block, block");
}

TEST_CASE("time that goes on is a step") {
    recording r;
    add(r, 1s, 1, step::print);
    add(r, 1s, 1, step::print);
    add(r, 2s, 1, step::print);
    CHECK(steps_of(r) == "time, print, print, time, print");
    CHECK(r.steps[0].time == 1s);
    CHECK(r.steps[3].time == 2s);
}

TEST_CASE("the steps of a lesson have all its events, in order") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        CAPTURE(name);
        std::size_t end = 0;
        ctx::duration time{};
        for (const auto& s : r.steps) {
            CHECK(s.begin == end);
            CHECK(s.is_time() == (s.time > time));
            for (std::size_t i = s.begin; i < s.end; ++i) {
                CHECK(r.events[i].time == s.time);
                CHECK(r.events[i].goroutine == r.events[s.begin].goroutine);
            }
            end = s.end;
            time = s.time;
        }
        CHECK(end == r.events.size());
    }
}

TEST_CASE("a choice in the middle of a step is before that step") {
    recording r;
    add(r, 0s, 1, step::print);
    add(r, 0s, 1, step::sleep, "1s");
    add(r, 0s, 1, step::block, "sleep");
    add(r, 1s, 1, step::wake, "sleep");
    const auto step_of_choice = [&](std::size_t events, ctx::duration time) {
        r.choices.assign(1, {});
        r.choices[0].events = events;
        r.choices[0].time = time;
        find_steps(r);
        return r.choices[0].step;
    };
    CHECK(step_of_choice(0, 0s) == 0);
    CHECK(step_of_choice(1, 0s) == 1);
    CHECK(step_of_choice(2, 0s) == 1);
    CHECK(step_of_choice(3, 0s) == 2);
    // After time has gone on.
    CHECK(step_of_choice(3, 1s) == 3);
    CHECK(step_of_choice(4, 1s) == 4);
}

}  // namespace steps_test
