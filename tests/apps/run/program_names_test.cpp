// The names that the programs of the lessons have for contexts and channels.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/program_names.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/apps/recordings.hpp"

namespace program_names_test {

using ctx::step;
using ctx_test::recording_of;
using ctxdemo::lesson_sources;
using ctxdemo::names_in;
using ctxdemo::recording;
using names = std::vector<std::string>;

names values_of(const std::map<std::uint32_t, std::string>& all) {
    names found;
    for (const auto& [id, name] : all) found.push_back(name);
    return found;
}

TEST_CASE("contexts, channels and timers have the names of the programs") {
    struct row {
        std::vector<std::string> command;
        names contexts;
        names channels;
        names timers;
    };
    const row rows[] = {
        {{"why"}, {"ctx"}, {}, {"1s", "10s"}},
        {{"basic"}, {}, {}, {}},
        {{"global-flag"}, {}, {}, {}},
        {{"channel"}, {}, {"exit_channel"}, {}},
        {{"channel", "--nested"}, {}, {"exit_channel"}, {}},
        {{"cancel"}, {"ctx"}, {}, {}},
        {{"nested"}, {"ctx"}, {}, {}},
        {{"prompt"}, {"ctx"}, {}, {"1s", "1s", "1s"}},
        {{"interface"}, {"ctx", "ctx (2)"}, {}, {}},
        {{"root"}, {"ctx"}, {}, {"1s"}},
        {{"family"},
         {"server", "request", "user", "query", "audit", "report"},
         {"cleaned"},
         {}},
        {{"gen"}, {"ctx"}, {"dst"}, {}},
        {{"gen", "--no-cancel"}, {"ctx"}, {"dst"}, {}},
        {{"deadline"}, {"ctx"}, {}, {"1s"}},
        {{"timeout"}, {"ctx"}, {}, {}},
        {{"value"}, {"ctx", "ctx (2)"}, {}, {}},
        {{"value", "--no-trace-code"}, {"ctx"}, {}, {}},
        {{"rules"}, {"ctx", "ctx (2)", "ctx (3)"}, {}, {}},
    };
    std::set<std::string> seen;
    for (const auto& row : rows) {
        const auto command = ctx_test::line_of(row.command);
        CAPTURE(command);
        const auto r = recording_of(row.command);
        CHECK(values_of(r.names.contexts) == row.contexts);
        CHECK(values_of(r.names.channels) == row.channels);
        CHECK(values_of(r.names.timers) == row.timers);
        seen.insert(row.command[0]);
    }
    for (const auto& l : lessons::all_lessons()) {
        if (l.name == "http" || l.real_time) continue;  // the next test
        CAPTURE(l.name);
        CHECK(seen.contains(l.name));
    }
}

TEST_CASE("what the HTTP library makes has names") {
    const auto r = recording_of({"http", "--respond", "slow", "--slow", "10ms",
                                 "--ms", "20000", "--watch"});
    // The server's `work` is derived on a line below its name.
    CHECK(values_of(r.names.contexts) == names{"ctx", "r.context", "work"});
    CHECK(values_of(r.names.channels) ==
          names{"port", "resp_chan", "request", "response"});
}

TEST_CASE("an object that the log does not have gets no name") {
    auto log = recording_of({"cancel"}).events;
    for (auto& e : log) e.object = 0;
    CHECK(names_in(log, lesson_sources()).contexts.empty());
}

TEST_CASE("an event in no lesson names nothing") {
    recording r;
    for (const auto what :
         {step::derive, step::send, step::receive, step::close, step::select}) {
        ctx_test::add(r, {}, 1, what, "", 1);
        r.events.back().where = ctx::location::current();
    }
    const auto found = names_in(r.events, lesson_sources());
    CHECK(found.contexts.empty());
    CHECK(found.channels.empty());
    CHECK(ctxdemo::wait_group_at(found, ctx::location::current()) == "");
    CHECK(ctxdemo::registered_on(found, ctx::location::current()) == "");
}

/// Returns the line of the first event of a kind.
ctx::location first(const recording& r, step what) {
    const auto it = std::ranges::find(r.events, what, &ctx::event::what);
    REQUIRE(it != r.events.end());
    return it->where;
}

TEST_CASE("a wait_group has the name that the program has for it") {
    for (const char* name : {"why", "global-flag", "channel", "cancel",
                             "nested", "prompt", "timeout", "value", "rules"}) {
        CAPTURE(name);
        const auto r = recording_of({name});
        CHECK(ctxdemo::wait_group_at(r.names, first(r, step::wait)) == "wg");
    }
}

TEST_CASE("a registered function is known by the context it waits for") {
    const auto r = recording_of({"family"});
    const auto after =
        std::ranges::find(r.events, step::after_func, &ctx::event::what);
    REQUIRE(after != r.events.end());
    REQUIRE((after + 1)->what == step::go);
    CHECK(ctxdemo::registered_on(r.names, (after + 1)->where) == "query");
}

}  // namespace program_names_test
