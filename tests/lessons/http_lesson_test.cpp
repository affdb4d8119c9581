// The lesson http in virtual time, and in every order that it can have.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/bubble.hpp>
#include <ctx/event.hpp>
#include <ctx/explore.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/lessons/commands.hpp"

namespace http_lesson_test {

using lines = std::vector<std::string>;

using command = std::vector<std::string>;

const std::string gave_up = "call api timeout";
const std::string failed =
    "client.do resp:<nil>, err:Get \"http://127.0.0.1:8000/\": context "
    "deadline exceeded";
const std::string gone = "the client has gone: stopped after 100ms, not 10s";

// Runs a lesson in a bubble.
std::vector<ctx::event> events_of(const command& c) {
    const auto p = ctx_test::program_of(c);
    std::vector<ctx::event> all;
    ctx::bubble_options options;
    options.observer = [&](const ctx::event& e) { all.push_back(e); };
    (void)ctx::bubble(p.main, options);
    return all;
}

lines printed(const std::vector<ctx::event>& events) {
    lines all;
    for (const auto& e : events) {
        if (e.what == ctx::step::print) all.push_back(e.text);
    }
    return all;
}

// The outputs of all schedules.
std::set<lines> outputs_of(const command& c) {
    const auto p = ctx_test::program_of(c);
    std::set<lines> outputs;
    std::vector<ctx::event> events;
    ctx::explore_options options;
    options.observer = [&](const ctx::event& e) { events.push_back(e); };
    ctx::explore(
        [&] {
            events.clear();
            p.main();
        },
        [&](const ctx::explored& run) {
            CHECK_FALSE(run.failure);
            outputs.insert(printed(events));
        },
        options);
    return outputs;
}

TEST_CASE("the lesson http is slow by default, and the same in every run") {
    const command p{"http"};
    const auto first = printed(events_of(p));
    CHECK(first == lines{gave_up, failed});
    CHECK(printed(events_of(p)) == first);
}

TEST_CASE("a quick response in virtual time is the same in every run") {
    const command p{"http", "--respond", "quick"};
    const auto first = printed(events_of(p));
    REQUIRE(first.size() == 3);
    CHECK(first[0].find("Date:[Sat, 01 Jan 2000 00:00:00 GMT]") !=
          std::string::npos);
    CHECK(printed(events_of(p)) == first);
}

TEST_CASE("exploring the lesson http finds both orders of the client's lines") {
    CHECK(outputs_of({"http", "--respond", "slow"}) ==
          std::set<lines>{{gave_up, failed}, {failed, gave_up}});
}

TEST_CASE("exploring it with --watch finds the server's line in each place") {
    CHECK(outputs_of({"http", "--respond", "slow", "--watch"}) ==
          std::set<lines>{{gave_up, failed, gone},
                          {gave_up, gone, failed},
                          {gone, gave_up, failed},
                          {failed, gave_up, gone},
                          {failed, gone, gave_up},
                          {gone, failed, gave_up}});
}

TEST_CASE("a quick response has one output in all schedules") {
    CHECK(outputs_of({"http", "--respond", "quick"}).size() == 1);
}

bool is_in(const ctx::event& e, const std::string& folder) {
    return std::string(e.where.file_name()).find(folder) != std::string::npos;
}

TEST_CASE("what the server and the client do points to lines of the lessons") {
    std::set<std::string> names;
    std::set<std::string> kinds;
    for (const auto& e : events_of({"http", "--respond", "quick"})) {
        if (is_in(e, "support/http/")) continue;  // hidden from the reader
        if (e.what == ctx::step::go) names.insert(e.text);
        if (e.what == ctx::step::derive) kinds.insert("derive");
        if (e.what == ctx::step::send && is_in(e, "lessons/server/")) {
            kinds.insert("response");
        }
        if (e.what == ctx::step::send && is_in(e, "lessons/client/")) {
            kinds.insert("request");
        }
        if (e.what == ctx::step::block) CHECK(e.where.line() > 0);
    }
    CHECK(names == std::set<std::string>{"client.send", "listener",
                                         "connection", "handler"});
    CHECK(kinds == std::set<std::string>{"derive", "response", "request"});
}

}  // namespace http_lesson_test
