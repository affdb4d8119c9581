// The JSON of the runs: at each step it has what the terminal shows there.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/run_data.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/lanes_svg.hpp"
#include "apps/ctxdemo/views/tree.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/apps/walk/walks.hpp"

namespace run_data_test {

using ctxdemo::code_book;
using ctxdemo::moment;
using ctxdemo::moments;
using ctxdemo::recording;
using ctxdemo::walk;
using lessons::language;
using nlohmann::json;

// The runs of a lesson, and their JSON.
struct data {
    walk w;
    ctxdemo::lesson_runs runs;
    std::vector<std::string> files;
    std::string text;
    json all;
};

data data_of(const std::string& lesson) {
    data d{ctx_test::walk_of(lesson), {}, {}, {}, {}};
    d.w.go_to(ctxdemo::walk_screen::explain);
    d.runs = runs_of(d.w);
    for (const auto& s : ctxdemo::lesson_sources()) d.files.push_back(s.name);
    d.text = json_of(d.runs, d.w, d.files);
    d.all = json::parse(d.text);
    return d;
}

std::string text_in(const json& all, const json& number, language l) {
    const auto& text = all["texts"].at(number.get<std::size_t>());
    return l == language::zh && text.size() > 1 ? text[1] : text[0];
}

// Checks the members of `run` at the step of `m`.
void check_step(const data& d, const json& run, const moment& m,
                const code_book& code) {
    const std::size_t i = m.step;
    CAPTURE(i);
    CHECK(run["time"][run["instant"][i].get<std::size_t>()] ==
          ctxdemo::seconds_of(m.time));
    for (const auto l : {language::en, language::zh}) {
        CHECK(text_in(d.all, run["sentence"][i], l) == caption(m, l));
    }
    const auto& pair = code.at(m);
    const auto at = m.last.empty() ? ctxdemo::code_place{} : pair.place_of(m);
    CHECK(d.files.at(run["file"][i]) == pair.source().name);
    CHECK(run["cpp"][i] == (at.cpp ? *at.cpp + 1 : 0));
    CHECK(run["go"][i] == (at.go ? *at.go + 1 : 0));
}

TEST_CASE("each step has the time, the sentence and the lines of its moment") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const data d = data_of(name);
        REQUIRE(d.all["runs"].size() == d.runs.all.size());
        for (std::size_t k = 0; k < d.runs.all.size(); ++k) {
            const recording& r = d.runs.all[k].run;
            const json& run = d.all["runs"][k];
            const code_book code(d.w.code().own().source(), r);
            CHECK(run["sentence"].size() == r.steps.size() + 1);
            for (moments m(r); m.next();) check_step(d, run, m.now(), code);
        }
    }
}

TEST_CASE("each step has the rows of the tree of contexts") {
    for (const auto* name : {"family", "cancel", "http"}) {
        CAPTURE(name);
        const data d = data_of(name);
        const json& run = d.all["runs"][0];
        for (moments m(d.w.usual_run()); m.next();) {
            const json& tree =
                d.all["trees"].at(run["tree"][m.now().step].get<std::size_t>());
            for (const auto l : {language::en, language::zh}) {
                const auto rows = ctxdemo::tree_rows(m.now(), l);
                REQUIRE(tree.size() == rows.size());
                CHECK(tree[0]["state"] == "root");
                for (std::size_t i = 1; i < rows.size(); ++i) {
                    CHECK(tree[i]["depth"] == rows[i].depth);
                    CHECK(tree[i]["name"] == rows[i].name);
                    CHECK(tree[i]["how"] == rows[i].how);
                    CHECK(text_in(d.all, tree[i]["text"], l) == rows[i].state);
                }
            }
        }
    }
}

TEST_CASE("a run has the lines that it prints, each at its step") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const data d = data_of(name);
        for (std::size_t k = 0; k < d.runs.all.size(); ++k) {
            const json& lines = d.all["runs"][k]["lines"];
            for (moments m(d.runs.all[k].run); m.next();) {
                std::vector<std::string> printed;
                for (const auto& line : lines) {
                    if (line[0] <= m.now().step) printed.push_back(line[1]);
                }
                CHECK(printed == m.now().output);
            }
        }
    }
}

TEST_CASE("a run has the elements of its lanes") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const data d = data_of(name);
        for (std::size_t k = 0; k < d.runs.all.size(); ++k) {
            std::string svg;
            for (const auto& i : d.all["runs"][k]["lanes"]) {
                svg += d.all["elements"].at(i.get<std::size_t>());
            }
            const auto lanes = ctxdemo::draw_lanes(d.runs.all[k].run);
            CHECK(svg == lanes.svg);
            CHECK(d.all["runs"][k]["cursor"] == lanes.cursor);
        }
    }
}

TEST_CASE("the states say what each goroutine does at a step") {
    const data d = data_of("cancel");
    const json& run = d.all["runs"][0];
    CHECK(run["goroutines"] == json{"main", "worker"});
    const auto states = [&](std::size_t step, language l) {
        std::vector<std::string> all;
        const std::size_t number = run["states"][step];
        for (const auto& s : d.all["states"].at(number)) {
            all.push_back(text_in(d.all, s, l));
        }
        return all;
    };
    using texts = std::vector<std::string>;
    CHECK(states(0, language::en) == texts{"not started", "not started"});
    bool waited = false;
    for (std::size_t i = 0; i < run["states"].size(); ++i) {
        waited |= states(i, language::en)[1] == "waits: sleep 1s" &&
                  states(i, language::zh)[1] == "等待：睡 1s";
    }
    CHECK(waited);
    CHECK(states(run["states"].size() - 1, language::en)[1] == "returned");
}

TEST_CASE("the steps at one time are an instant, and the instants count up") {
    const data d = data_of("nested");
    const recording& r = d.w.usual_run();
    const json& run = d.all["runs"][0];
    CHECK(run["instant"][0] == 0);
    for (std::size_t i = 1; i < r.steps.size(); ++i) {
        const bool same = r.steps[i].time == r.steps[i - 1].time;
        CHECK(run["instant"][i + 1] ==
              run["instant"][i].get<int>() + (same ? 0 : 1));
    }
}

TEST_CASE("a run has its schedule, its answer, and how it ended") {
    const data d = data_of("nested");
    CHECK(d.all["runs"][0]["id"] == "0");
    CHECK(d.all["runs"][0]["answer"] == d.w.right_answer());
    for (std::size_t k = 0; k < d.runs.all.size(); ++k) {
        const recording& r = d.runs.all[k].run;
        const json& run = d.all["runs"][k];
        const auto id = ctx::parse_schedule(run["id"].get<std::string>());
        REQUIRE(id);
        CHECK(*id == schedule_of(r));
        for (const auto l : {language::en, language::zh}) {
            const auto ending = describe_ending(r, d.w.limit(), l);
            CHECK((run["ending"] == -1
                       ? std::string()
                       : text_in(d.all, run["ending"], l)) == ending);
        }
    }
}

TEST_CASE("the JSON can stand between tags of HTML") {
    for (const auto& name : ctx_test::lesson_names()) {
        CHECK(data_of(name).text.find('<') == std::string::npos);
    }
}

}  // namespace run_data_test
