// A run in the Trace Event Format, read back by a JSON parser.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/trace.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/run/links.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "tests/apps/recordings.hpp"

namespace trace_test {

using namespace std::chrono_literals;
using ctx::step;
using ctx_test::add;
using ctxdemo::recording;
using lessons::language;
using nlohmann::json;

/// Returns the events of a trace. Throws if `trace` is no JSON.
json events_of(const std::string& trace) {
    const auto all = json::parse(trace);
    CHECK(all.at("displayTimeUnit") == "ns");
    return all.at("traceEvents");
}

/// Returns the time of an event in nanoseconds.
std::int64_t time_of(const json& e) {
    return std::llround(e.at("ts").get<double>() * 1000);
}

std::vector<json> of_phase(const json& events, const std::string& phase) {
    std::vector<json> all;
    for (const auto& e : events) {
        if (e.at("ph") == phase) all.push_back(e);
    }
    return all;
}

/// Returns the texts of the member `name` of `events`.
std::vector<std::string> all_of(const std::vector<json>& events,
                                const std::string& name) {
    std::vector<std::string> all;
    for (const auto& e : events) all.push_back(e.at(name));
    return all;
}

/// Calls `check` with each lesson's run and the events of its trace.
template <class F>
void for_each_trace(F check) {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = ctx_test::recording_of({name});
        for (const auto l : {language::en, language::zh}) {
            CAPTURE(name);
            check(r, events_of(trace_of(r, l)));
        }
    }
}

TEST_CASE("each goroutine has a track with its name, main first, clock last") {
    for_each_trace([](const recording& r, const json& events) {
        std::map<std::uint32_t, std::string> names;
        for (const auto& e : of_phase(events, "M")) {
            if (e.at("name") != "thread_name") continue;
            names[e.at("tid")] = e.at("args").at("name");
        }
        const auto end = moment_at(r, r.steps.size());
        REQUIRE(names.size() == end.goroutines.size() + 1);
        for (const auto& g : end.goroutines) CHECK(names.at(g.id) == g.name);
        CHECK(names.begin()->second == "main");
        const auto clock = names.rbegin()->second;
        CHECK((clock == "clock" || clock == "时钟"));
    });
}

TEST_CASE("the times of each track never go back") {
    for_each_trace([](const recording&, const json& events) {
        std::map<std::uint32_t, std::int64_t> last;
        for (const auto& e : events) {
            if (!e.contains("ts")) continue;
            const auto time = time_of(e);
            CHECK(last[e.at("tid")] <= time);
            last[e.at("tid")] = time;
        }
    });
}

TEST_CASE("the slices of a track nest") {
    for_each_trace([](const recording&, const json& events) {
        std::map<std::uint32_t, std::string> open;
        std::map<std::uint32_t, std::int64_t> step_end;
        for (const auto& e : events) {
            const std::uint32_t track = e.value("tid", 0U);
            if (e.at("ph") == "B") {
                CHECK(!open.contains(track));
                CHECK(step_end[track] <= time_of(e));
                open[track] = e.at("name");
            } else if (e.at("ph") == "E") {
                CHECK(open.at(track) == e.at("name").get<std::string>());
                CHECK(step_end[track] <= time_of(e));
                open.erase(track);
            } else if (e.at("ph") == "X") {
                CHECK(step_end[track] <= time_of(e));
                step_end[track] =
                    time_of(e) + std::llround(e.at("dur").get<double>() * 1000);
            }
        }
        CHECK(open.empty());
    });
}

TEST_CASE("each step of a goroutine is a slice, a nanosecond after the last") {
    for_each_trace([](const recording& r, const json& events) {
        const auto slices = of_phase(events, "X");
        std::size_t next = 0;
        std::int64_t last = -1;
        for (const auto& s : r.steps) {
            if (s.is_time()) continue;
            REQUIRE(next < slices.size());
            const auto time = time_of(slices[next++]);
            CHECK(time > last);
            CHECK(time >= s.time.count());
            CHECK(time < s.time.count() + 1000);
            last = time;
        }
        CHECK(next == slices.size());
    });
}

TEST_CASE("each printed line is an instant, in the order of the run") {
    for_each_trace([](const recording& r, const json& events) {
        std::vector<std::string> printed;
        for (const auto& e : r.events) {
            if (e.what == step::print) printed.push_back(e.text);
        }
        CHECK(all_of(of_phase(events, "i"), "name") == printed);
    });
}

TEST_CASE("each flow begins at an end of a context and ends on another step") {
    std::size_t count = 0;
    for_each_trace([&](const recording& r, const json& events) {
        std::map<int, json> begun;
        for (const auto& e : of_phase(events, "s")) {
            CHECK(begun.emplace(e.at("id").get<int>(), e).second);
        }
        const auto ends = of_phase(events, "f");
        CHECK(begun.size() == ends.size());
        CHECK(ends.size() == links_of(r).findings.size());
        for (const auto& e : ends) {
            const auto from = begun.at(e.at("id").get<int>());
            CHECK(from.at("name") == e.at("name"));
            CHECK(from.at("cat") == e.at("cat"));
            CHECK(e.at("bp") == "e");
            CHECK(time_of(from) < time_of(e));
            ++count;
        }
    });
    CHECK(count > 20);
}

TEST_CASE("each flow is bound to the slice of a step") {
    for_each_trace([](const recording&, const json& events) {
        std::set<std::pair<std::uint32_t, std::int64_t>> steps;
        for (const auto& e : of_phase(events, "X")) {
            steps.emplace(e.at("tid").get<std::uint32_t>(), time_of(e));
        }
        for (const auto* phase : {"s", "f"}) {
            for (const auto& e : of_phase(events, phase)) {
                CHECK(steps.contains({e.at("tid"), time_of(e)}));
            }
        }
    });
}

TEST_CASE("the life of each context begins and ends once") {
    for_each_trace([](const recording& r, const json& events) {
        std::set<int> live;
        std::size_t lives = 0;
        for (const auto& e : events) {
            if (e.at("ph") == "b") {
                CHECK(live.insert(e.at("id").get<int>()).second);
                ++lives;
            }
            if (e.at("ph") == "e") CHECK(live.erase(e.at("id")) == 1);
        }
        CHECK(live.empty());
        CHECK(lives == moment_at(r, r.steps.size()).contexts.size());
    });
}

TEST_CASE("a track shows when its goroutine runs, and what it waits for") {
    recording r;
    add(r, 0s, 1, step::sleep, "1s");
    add(r, 0s, 1, step::block, "sleep");
    add(r, 1s, 1, step::wake, "sleep");
    add(r, 1s, 1, step::print, "a\nb\x1b\xff");
    const auto en = trace_of(r, language::en);
    // Nothing of the run can move a terminal's cursor.
    CHECK(en.find('\x1b') == std::string::npos);
    CHECK(all_of(of_phase(events_of(en), "B"), "name") ==
          std::vector<std::string>{"waits: sleep 1s", "runs"});
    const auto zh = events_of(trace_of(r, language::zh));
    CHECK(all_of(of_phase(zh, "B"), "name") ==
          std::vector<std::string>{"等待：睡 1s", "运行"});
    const auto waits = of_phase(zh, "B");
    CHECK(time_of(waits[0]) == 0);
    // Time goes on in a step of its own.
    CHECK(time_of(waits[1]) == 1000000001);
}

}  // namespace trace_test
