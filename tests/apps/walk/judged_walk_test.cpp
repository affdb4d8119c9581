// The walks of exercises and puzzles, without a compiler and without a
// terminal.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/judged_walk.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/run/schedule_tree.hpp"
#include "apps/ctxdemo/walk/plain.hpp"
#include "apps/ctxdemo/walk/puzzle_walk.hpp"
#include "lessons/support/lines.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/apps/walk/walks.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden.hpp"

void stop_two();  // stop-two.cpp
void lucky();     // lucky/program.cpp

namespace judged_walk_test {

using namespace ctx_test;
using namespace std::chrono_literals;
using ctxdemo::canvas;
using ctxdemo::fault_in;
using ctxdemo::judged_walk;
using ctxdemo::program_source;
using ctxdemo::recording;
using ctxdemo::run_view;
using ctxdemo::schedule_tree;
using ctxdemo::unicode_signs;
using ctxdemo::verdict_kind;
using ctxdemo::walk_result;
using lessons::language;

constexpr canvas usual{80, 24, unicode_signs, language::en};

const std::string folder = CTXDEMO_SOURCE "/tests/apps/walk/";

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// -- an exercise -------------------------------------------------------------

const std::string& learners_text() {
    static const std::string text = content(folder + "stop-two.cpp");
    return text;
}

const ctxdemo::program_sources& learners_sources() {
    static const ctxdemo::program_sources all{
        {.name = "stop-two.cpp", .cpp = learners_text(), .is_lesson = false}};
    return all;
}

recording learners_recording(const ctx::schedule& s) {
    return ctxdemo::record(stop_two, {.schedule = s,
                                      .limit = {},
                                      .until = ctx::background(),
                                      .sources = &learners_sources()});
}

run_view learners_run(const lessons::judge& j, std::uint32_t marked = 0) {
    ctxdemo::walk_program p;
    p.run = learners_recording;
    p.source = &learners_sources().front();
    p.judge = &j;
    if (marked > 0) p.marked.push_back({p.source, marked});
    return run_view(std::move(p));
}

judged_walk learners_walk(std::uint32_t marked = 0) {
    static const lessons::judge judge{.program = stop_two};
    return {learners_run(judge, marked),
            {.name = "stop-two",
             .title = "Stop two workers",
             .headline = "Deadlock: no goroutine can go on.",
             .as = ctxdemo::look::bad}};
}

std::string text_of(const judged_walk& w, const canvas& c) {
    return to_text(w.draw(c).picture, false);
}

TEST_CASE("frames: the run of an exercise") {
    judged_walk w = learners_walk(12);
    check_golden("frames/exercise-start.txt", text_of(w, usual));
    w.run().go_to(w.run().shown_run().steps.size() / 2);
    check_golden("frames/exercise-middle.120x40.txt",
                 text_of(w, usual.sized(120, 40)));
    w.run().go_to(1000);
    check_golden("frames/exercise-end.txt", text_of(w, usual));
    check_golden("frames/exercise-end.zh.txt",
                 text_of(w, {80, 24, unicode_signs, language::zh}));
}

TEST_CASE(
    "a learner's file is drawn as it is, with its comments and includes") {
    judged_walk w = learners_walk();
    const auto text = text_of(w, usual.sized(120, 120));
    for (const auto line : lessons::lines_of(learners_text())) {
        std::string drawn;
        for (const char ch : line) {
            drawn += ch == '\t' ? std::string("    ") : std::string(1, ch);
        }
        CAPTURE(drawn);
        CHECK(has(text, drawn));
    }
    CHECK_FALSE(has(text, "Go"));
}

TEST_CASE("captions have the names in a learner's file") {
    const auto text = ctxdemo::plain_run(learners_walk().run(), usual);
    CHECK(has(text, "quit"));
    CHECK(has(text, "wg"));
    CHECK(has(text, "(stop-two.cpp:26)"));
}

TEST_CASE("a learner's file that has changed since names nothing") {
    const auto log = learners_recording({}).events;
    for (const std::string text :
         {"", "\n", "x", "select(((((", "a\nb = \n\xff\n\x1b[31m\n"}) {
        const ctxdemo::program_sources changed{
            {.name = "stop-two.cpp", .cpp = text, .is_lesson = false}};
        const auto names = ctxdemo::names_in(log, changed);
        CHECK(names.contexts.empty());
        CHECK(names.channels.empty());
        const ctxdemo::code_pair code(changed.front());
        (void)to_text(draw_code(code, {.at = {40, {}}}, usual), false);
    }
}

TEST_CASE("g has no meaning where there is no Go twin") {
    judged_walk w = learners_walk();
    const auto before = text_of(w, usual);
    CHECK(w.press(typed('g'), {}) == walk_result::nothing);
    CHECK(text_of(w, usual) == before);
    CHECK_FALSE(has(before, " g "));
}

TEST_CASE("an exercise's walk has one screen, and q leaves it") {
    judged_walk w = learners_walk();
    w.press(named(kind::end), {});
    CHECK(w.run().is_at_end());
    for (const auto k : {kind::enter, kind::backspace, kind::page_down}) {
        CHECK(w.press(named(k), {}) == walk_result::nothing);
        CHECK(w.shown() == judged_walk::page::run);
    }
    CHECK(w.press(typed('q'), {}) == walk_result::quit);
}

// -- faults ------------------------------------------------------------------

TEST_CASE("the fault of a run is found in the order of the verdicts") {
    const recording deadlock = learners_recording({});
    const lessons::judge any{.program = stop_two};
    const auto f = fault_in(deadlock, any);
    CHECK(f.kind == verdict_kind::deadlock);
    CHECK(f.waiting.size() == 2);  // main, and the worker that is left
    CHECK(has(fault_text(f, deadlock, any, language::en), "main [wg]"));

    recording r;
    ctx_test::add(r, 1s, 1, ctx::step::print, "one");
    ctx_test::add(r, 2s, 1, ctx::step::print, "two");
    struct row {
        lessons::judge judge;
        verdict_kind want;
        const char* text;
    };
    const row rows[] = {
        {{}, verdict_kind::solved, ""},
        {{.outputs = {"x\n", "one\ntwo\n"}, .at_most = 2s},
         verdict_kind::solved,
         ""},
        {{.outputs = {"x\n", "one\n2\n"}},
         verdict_kind::wrong_output,
         "Line 2 of the output should be: 2"},
        {{.outputs = {"one\n"}},
         verdict_kind::wrong_output,
         "The output should end before line 2."},
        {{.outputs = {"one\ntwo\nthree\n"}},
         verdict_kind::wrong_output,
         "Line 3 of the output should be: three"},
        {{.at_most = 1500ms},
         verdict_kind::too_late,
         "The program ends at 2s. It should end by 1.5s."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto found = fault_in(r, row.judge);
        CHECK(found.kind == row.want);
        CHECK(fault_text(found, r, row.judge, language::en) == row.text);
    }
    r.failure = "boom";
    CHECK(fault_in(r, rows[2].judge).kind == verdict_kind::exception);
    r.failure.clear();
    r.left.emplace_back();
    CHECK(fault_in(r, rows[2].judge).kind == verdict_kind::leak);
}

// -- a puzzle ----------------------------------------------------------------

const lessons::puzzle& lucky_puzzle() {
    static const std::string text = content(folder + "lucky/program.cpp");
    constexpr lessons::task_text prose{.title = "The first error",
                                       .summary = "Make the last error win.",
                                       .task = "The program prints an error.",
                                       .hints = {},
                                       .solved = "Each may be first."};
    static const lessons::puzzle p{
        .name = "lucky",
        .lesson = "cancel",
        .cpp = text,
        .en = prose,
        .zh = prose,
        .judge = {.program = lucky, .outputs = {"db fails\n"}}};
    return p;
}

TEST_CASE("the tree of schedules has all that differ, and the shortest way") {
    const schedule_tree tree(lucky_puzzle().judge, 1000, ctx::background());
    CHECK(tree.size() > 1);
    CHECK(tree.failing() > 0);
    CHECK(tree.failing() < tree.size());
    CHECK(tree.fewest_choices() == 1u);
    CHECK(tree.first_with({}) == ctx::schedule());
    const lessons::judge right{.program = lucky};
    CHECK_FALSE(schedule_tree(right, 1000, ctx::background()).fewest_choices());
}

TEST_CASE("every schedule of a puzzle can be chosen at its ties") {
    const ctxdemo::puzzle_walk puzzle(lucky_puzzle(), language::en, {},
                                      ctx::background());
    std::size_t wrong = 0;
    std::size_t right = 0;
    // Goes all ways, first to last, as one who tries everything would.
    const auto try_all = [&](const auto& self, run_view w,
                             std::size_t from) -> void {
        ++(w.fault() ? wrong : right);
        for (std::size_t step = from; step <= w.shown_run().steps.size();
             ++step) {
            w.go_to(step);
            const auto ways = w.ways();
            for (std::size_t i = 0; i < ways.size(); ++i) {
                if (ways[i].taken || ways[i].way == 0) continue;
                run_view other = w;
                other.choose(i);
                self(self, other, step + 1);
            }
        }
    };
    try_all(try_all, puzzle.walk().run(), 0);
    CHECK(wrong > 0);
    CHECK(right > 0);
}

/// Goes on to the end of the run, and chooses `way` at the first tie that has
/// it.
void choose_other(judged_walk& w) {
    while (w.run().ways().empty() && !w.run().is_at_end()) {
        w.press(named(kind::right), {});
    }
    REQUIRE(w.run().ways().size() > 1);
    w.press(typed('c'), {});
    w.press(typed('2'), {});
    w.press(named(kind::end), {});
}

TEST_CASE("a puzzle is won at the end of a run that goes wrong") {
    const ctxdemo::puzzle_walk puzzle(lucky_puzzle(), language::en, {},
                                      ctx::background());
    judged_walk w = puzzle.walk();
    CHECK(w.shown() == judged_walk::page::task);
    CHECK(has(text_of(w, usual), "Make the last error win."));
    w.press(named(kind::enter), {});
    CHECK(w.shown() == judged_walk::page::run);
    w.press(named(kind::end), {});
    CHECK_FALSE(w.is_at_fault());
    CHECK(has(text_of(w, usual), "Main returns, and the program ends."));

    w.press(named(kind::home), {});
    choose_other(w);
    REQUIRE(w.is_at_fault());
    const auto why = puzzle.why(w.run());
    REQUIRE(why.size() == 4);
    CHECK(has(why[0], " breaks the program."));
    CHECK(why[1] == "Line 1 of the output should be: db fails");
    CHECK(why[2] == "Choices that you made: 1. The fewest: 1.");
    CHECK(why[3] == "Each may be first.");
    w.set_why(why);
    check_golden("frames/puzzle-broken.txt", text_of(w, usual));
    w.press(named(kind::enter), {});
    CHECK(w.shown() == judged_walk::page::why);
    check_golden("frames/puzzle-why.txt", text_of(w, usual));
    CHECK(w.press(named(kind::enter), {}) == walk_result::finished);
}

TEST_CASE("frames: a puzzle's task") {
    const ctxdemo::puzzle_walk puzzle(lucky_puzzle(), language::en, {},
                                      ctx::background());
    check_golden("frames/puzzle-task.txt", text_of(puzzle.walk(), usual));
}

TEST_CASE("a printed puzzle says whether its schedule breaks it") {
    const schedule_tree tree(lucky_puzzle().judge, 1000, ctx::background());
    std::string breaking;
    const ctxdemo::puzzle_walk usual_one(lucky_puzzle(), language::en, {},
                                         ctx::background());
    judged_walk w = usual_one.walk();
    CHECK(has(usual_one.text(w.run(), usual), "This run is right."));
    w.press(named(kind::enter), {});
    choose_other(w);
    std::vector<std::size_t> taken;
    for (const auto& c : w.run().shown_run().choices) taken.push_back(c.taken);
    const ctx::schedule s(taken);
    const ctxdemo::puzzle_walk broken(lucky_puzzle(), language::en, s,
                                      ctx::background());
    CHECK(has(broken.text(broken.walk().run(), usual),
              "Schedule " + to_string(s) + " breaks the program."));
}

TEST_CASE("a schedule that a puzzle cannot follow is a wrong usage") {
    CHECK_THROWS_WITH_AS(
        ctxdemo::puzzle_walk(lucky_puzzle(), language::en, ctx::schedule({9}),
                             ctx::background()),
        doctest::Contains("ctxdemo exercise break lucky"),
        ctxdemo::usage_error);
}

TEST_CASE("a judged walk is sound in any size and both languages") {
    const ctxdemo::puzzle_walk puzzle(lucky_puzzle(), language::en, {},
                                      ctx::background());
    judged_walk walks[] = {learners_walk(12), puzzle.walk()};
    walks[0].run().go_to(1000);
    for (const auto& w : walks) {
        for (const auto l : {language::en, language::zh}) {
            for (const std::size_t width : {1, 39, 40, 80, 200}) {
                for (const std::size_t height : {1, 15, 16, 24, 60}) {
                    const auto f =
                        w.draw({width, height, unicode_signs, l}).picture;
                    CHECK(f.width() == width);
                    CHECK(f.height() == height);
                }
            }
        }
    }
}

}  // namespace judged_walk_test
