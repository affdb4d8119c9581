// The runs of a lesson on its page, and the choices between them.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/lesson_runs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/apps/walk/walks.hpp"

namespace lesson_runs_test {

using ctxdemo::lesson_runs;
using ctxdemo::output_of;
using ctxdemo::walk;
using ctxdemo::walk_screen;

walk explored(const std::string& lesson) {
    walk w = ctx_test::walk_of(lesson);
    w.go_to(walk_screen::explain);
    return w;
}

TEST_CASE("a page has a run for each output of its lesson, the usual first") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const walk w = explored(name);
        const lesson_runs runs = runs_of(w);
        const auto& outputs = w.all_outputs()->all;
        CHECK(runs.outputs == outputs.size());
        CHECK(runs.complete == w.all_outputs()->complete);
        CHECK(output_of(runs.all.at(0).run) == output_of(w.usual_run()));
        using ending = std::pair<std::string, std::string>;
        std::set<ending> want, got;
        for (const auto& t : outputs) want.emplace(t.text, t.failure);
        for (const auto& r : runs.all) {
            got.emplace(output_of(r.run), r.run.failure);
        }
        CHECK(got == want);
    }
}

TEST_CASE("a page has a run that leaves a goroutine, if one can be left") {
    const auto runs = runs_of(explored("nested"));
    const auto& usual = runs.all.at(0).run;
    CHECK(usual.left.empty());
    CHECK(std::ranges::any_of(runs.all, [&](const auto& r) {
        return !r.run.left.empty() && output_of(r.run) == output_of(usual);
    }));
}

TEST_CASE("choices lead from the usual run to every run of the page") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const auto runs = runs_of(explored(name));
        std::set<std::size_t> reached{0};
        std::vector<std::size_t> open{0};
        while (!open.empty()) {
            const auto& from = runs.all.at(open.back());
            open.pop_back();
            for (const auto& c : from.choices) {
                for (const auto& way : c.ways) {
                    if (reached.insert(way.run).second) open.push_back(way.run);
                }
            }
        }
        CHECK(reached.size() == runs.all.size());
    }
}

TEST_CASE("a way leads to a run that is the same up to the choice") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const auto runs = runs_of(explored(name));
        for (const auto& from : runs.all) {
            for (const auto& c : from.choices) {
                CHECK(c.ways.size() > 1);
                for (const auto& way : c.ways) {
                    const auto& there = runs.all.at(way.run).run.choices;
                    REQUIRE(there.size() > c.choice);
                    CHECK(there[c.choice].taken == way.way);
                    CHECK(there[c.choice].events ==
                          from.run.choices[c.choice].events);
                    for (std::size_t i = 0; i < c.choice; ++i) {
                        CHECK(there[i].taken == from.run.choices[i].taken);
                    }
                }
            }
        }
    }
}

TEST_CASE("the way that a run takes leads to that run") {
    const auto runs = runs_of(explored("nested"));
    for (std::size_t i = 0; i < runs.all.size(); ++i) {
        for (const auto& c : runs.all[i].choices) {
            const auto taken = runs.all[i].run.choices[c.choice].taken;
            const auto way =
                std::ranges::find(c.ways, taken, &ctxdemo::page_way::way);
            REQUIRE(way != c.ways.end());
            CHECK(way->run == i);
        }
    }
}

}  // namespace lesson_runs_test
