// Recordings of runs, and of runs that make other choices.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/recording.hpp"

#include <doctest/doctest.h>

#include <string>

#include "apps/ctxdemo/run/event_text.hpp"
#include "tests/apps/program.hpp"
#include "tests/apps/recordings.hpp"

namespace recording_test {

using namespace std::chrono_literals;
using ctx_test::recording_of;
using ctxdemo::printed;
using ctxdemo::recording;
using ctxdemo::schedule_with;

std::string printed_by(const recording& r) {
    std::string text;
    for (const auto& e : r.events) text += printed(e, false);
    return text;
}

/// Returns an event as text to compare, without its place in the program.
std::string text_of(const ctx::event& e) {
    return ctx::format_duration(e.time) + ' ' + std::to_string(e.goroutine) +
           ' ' + std::string(to_string(e.what)) + ' ' +
           std::to_string(e.object) + ' ' + std::to_string(e.other) + ' ' +
           e.text;
}

/// Checks that the first `count` steps of two recordings are the same.
void check_same_steps(const recording& a, const recording& b,
                      std::size_t count) {
    REQUIRE(a.steps.size() >= count);
    REQUIRE(b.steps.size() >= count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& s = a.steps[i];
        CHECK(b.steps[i].begin == s.begin);
        CHECK(b.steps[i].end == s.end);
        CHECK(b.steps[i].time == s.time);
        REQUIRE(s.end <= b.events.size());
        for (std::size_t k = s.begin; k < s.end; ++k) {
            CHECK(text_of(a.events[k]) == text_of(b.events[k]));
        }
    }
}

TEST_CASE("a recording has the same steps every time") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const auto a = recording_of({name});
        const auto b = recording_of({name});
        REQUIRE(a.events.size() == b.events.size());
        REQUIRE(a.steps.size() == b.steps.size());
        check_same_steps(a, b, a.steps.size());
    }
}

TEST_CASE("the choices of a recording are ordered and have two ways or more") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        CAPTURE(name);
        std::size_t step = 0;
        for (const auto& c : r.choices) {
            CHECK(c.step >= step);
            CHECK(c.step <= r.steps.size());
            if (c.step > 0) CHECK(r.steps[c.step - 1].end <= c.events);
            CHECK(c.ways.size() >= 2);
            CHECK(c.taken == 0);
            step = c.step;
        }
    }
}

/// True if a step has events before the choice and after it.
bool is_in_a_step(const recording& r, const ctxdemo::choice_point& c) {
    return c.step < r.steps.size() && r.steps[c.step].begin < c.events;
}

TEST_CASE("a run with another way has the same steps before that choice") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        for (std::size_t i = 0; i < r.choices.size(); ++i) {
            for (std::size_t way = 0; way < r.choices[i].ways.size(); ++way) {
                CAPTURE(name);
                CAPTURE(i);
                CAPTURE(way);
                const auto other =
                    recording_of({name}, schedule_with(r, i, way));
                check_same_steps(r, other, r.choices[i].step);
                REQUIRE(other.choices.size() > i);
                CHECK(other.choices[i].events == r.choices[i].events);
                // A goroutine that goes first in the middle of a step makes two
                // steps of it.
                const std::size_t split =
                    is_in_a_step(r, r.choices[i]) && way != 0 ? 1 : 0;
                CHECK(other.choices[i].step == r.choices[i].step + split);
                CHECK(other.choices[i].taken == way);
            }
        }
    }
}

TEST_CASE("a run keeps its earlier choices when another choice is made") {
    recording r = recording_of({"nested"});
    std::size_t made = 0;
    for (std::size_t i = 0; i < r.choices.size(); ++i) {
        const auto last = r.choices[i].ways.size() - 1;
        const recording other =
            recording_of({"nested"}, schedule_with(r, i, last));
        check_same_steps(r, other, r.choices[i].step);
        for (std::size_t k = 0; k < i; ++k) {
            CHECK(other.choices[k].taken == r.choices[k].taken);
        }
        r = other;
        ++made;
    }
    CHECK(made > 3);
}

TEST_CASE("ctxdemo prints the same lines with the schedule of a recording") {
    for (const char* name : {"cancel", "global-flag", "value", "rules"}) {
        const auto r = recording_of({name});
        for (std::size_t i = 0; i < r.choices.size(); ++i) {
            const auto chosen = schedule_with(r, i, 1);
            CAPTURE(name);
            const auto schedule = to_string(chosen);
            CAPTURE(schedule);
            const auto got = ctx_test::ctxdemo(
                {name, "--speed", "max", "--schedule", schedule});
            CHECK(got.out == printed_by(recording_of({name}, chosen)));
        }
    }
}

TEST_CASE("a recording of a deadlock has its goroutines and a failure") {
    const auto r = recording_of({"rules", "--no-cancel"});
    CHECK(r.failure.find("all goroutines are asleep") != std::string::npos);
    CHECK(r.failure.find('\n') == std::string::npos);
    CHECK(r.left.size() == 3);
    CHECK(!r.events.empty());
}

TEST_CASE("a recording has the goroutines that were left behind") {
    const auto r = recording_of({"gen", "--no-cancel"});
    CHECK(r.failure == "");
    REQUIRE(r.left.size() == 1);
    CHECK(r.left[0].name == "generator");
}

TEST_CASE("the failure of a recording is the first line of an exception") {
    const auto r = ctxdemo::record(
        [] {
            ctx::note_print("before");
            throw std::runtime_error("broken\nin two");
        },
        {});
    CHECK(r.failure == "broken");
    CHECK(r.events.size() == 1);
}

TEST_CASE("a limit ends the recording of an endless run") {
    const auto r = ctxdemo::record(
        [] {
            for (;;) ctx::sleep_for(1s);
        },
        {.schedule = {}, .limit = 10s, .until = {}});
    CHECK(r.failure == "");
    CHECK(r.events.back().time <= 10s);
}

}  // namespace recording_test
