// The right answer of a walk is the one that the run agrees with.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "tests/apps/program.hpp"
#include "tests/apps/walk/walks.hpp"

namespace answers_test {

using namespace ctx_test;
using ctxdemo::walk;
using ctxdemo::walk_screen;
using lessons::language;
using lessons::line_order;

TEST_CASE("in both languages the right answer is the output of the run") {
    for (const auto& lesson : lessons::all_lessons()) {
        const walk w = walk_of(lesson.name);
        const auto output = output_of(w.usual_run());
        const auto order =
            lesson.real_time ? line_order::any : line_order::as_given;
        for (const auto l : {language::en, language::zh}) {
            CAPTURE(lesson.name);
            const auto& answers =
                lessons::text_of(lesson.name).prose(l).predict.answers;
            REQUIRE(answers.size() == w.answer_count());
            REQUIRE(w.right_answer() < answers.size());
            for (std::size_t i = 0; i < answers.size(); ++i) {
                CHECK(agrees(answers[i], output, order) ==
                      (i == w.right_answer()));
            }
        }
    }
}

TEST_CASE("the right answer is the canonical one of all outputs") {
    for (const auto& lesson : lessons::all_lessons()) {
        if (lesson.real_time) continue;
        CAPTURE(lesson.name);
        walk w = walk_of(lesson.name);
        w.go_to(walk_screen::explain);
        REQUIRE(w.all_outputs());
        CHECK(w.all_outputs()->complete);
        const auto& all = w.all_outputs()->all;
        REQUIRE(!all.empty());
        REQUIRE(all.front().canonical);
        const auto& answers = lessons::text_of(lesson.name).en.predict.answers;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            CHECK(agrees(answers[i], all.front().text) ==
                  (i == w.right_answer()));
        }
    }
}

TEST_CASE("the run of a walk prints what the lesson's command prints") {
    for (const auto& lesson : lessons::all_lessons()) {
        if (lesson.real_time) continue;
        const walk w = walk_of(lesson.name);
        arguments command = lessons::text_of(lesson.name).en.predict.command;
        command.insert(command.end(), {"--speed", "max"});
        if (lesson.endless) command.insert(command.end(), {"--for", "3s"});
        CAPTURE(lesson.name);
        CHECK(ctx_test::ctxdemo(command).out == output_of(w.usual_run()));
    }
}

}  // namespace answers_test
