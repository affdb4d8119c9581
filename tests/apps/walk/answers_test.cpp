// Which answer a walk takes for right: the one that the run agrees with.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/apps/program.hpp"
#include "tests/apps/walk/walks.hpp"

namespace answers_test {

using namespace ctx_test;
using ctxdemo::walk;
using lessons::language;
using lessons::line_order;

const ctxdemo::transcript* canonical_of(const walk& w) {
    const auto it = std::ranges::find_if(
        w.legal()->all, [](const auto& t) { return t.canonical; });
    return it == w.legal()->all.end() ? nullptr : &*it;
}

TEST_CASE("the right answer is what the run shows, in both languages") {
    for (const auto& lesson : lessons::all_lessons()) {
        std::size_t right = 0;
        for (const auto l : {language::en, language::zh}) {
            CAPTURE(lesson.name);
            const walk w = walk_of(lesson.name, l);
            const auto& answers = w.prose().predict.answers;
            REQUIRE(w.right_answer() < answers.size());
            const auto order =
                lesson.real_time ? line_order::any : line_order::as_given;
            for (std::size_t i = 0; i < answers.size(); ++i) {
                CHECK(agrees(answers[i], printed_by(w.usual()), order) ==
                      (i == w.right_answer()));
            }
            if (l == language::zh) CHECK(w.right_answer() == right);
            right = w.right_answer();
        }
    }
}

TEST_CASE("of all that may be printed the right answer is the canonical one") {
    for (const auto& lesson : lessons::all_lessons()) {
        if (lesson.real_time) continue;
        CAPTURE(lesson.name);
        walk w = walk_of(lesson.name);
        type(w, "\ns\n");
        REQUIRE(w.legal());
        CHECK(w.legal()->complete);
        const auto* canonical = canonical_of(w);
        REQUIRE(canonical);
        const auto& answers = w.prose().predict.answers;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            CHECK(agrees(answers[i], canonical->text) ==
                  (i == w.right_answer()));
        }
    }
}

TEST_CASE("what the run shows is what the command prints") {
    for (const auto& lesson : lessons::all_lessons()) {
        if (lesson.real_time) continue;
        const walk w = walk_of(lesson.name);
        arguments command = w.prose().predict.command;
        command.insert(command.end(), {"--speed", "max"});
        if (lesson.endless) command.insert(command.end(), {"--for", "3s"});
        CAPTURE(lesson.name);
        CHECK(ctx_test::ctxdemo(command).out == printed_by(w.usual()));
    }
}

}  // namespace answers_test
