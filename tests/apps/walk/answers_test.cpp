// The right answer of a walk is the one that the run agrees with. The row of an
// answer shows where it differs from the others.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/answers.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "apps/ctxdemo/screen/width.hpp"
#include "tests/apps/program.hpp"
#include "tests/apps/walk/walks.hpp"

namespace answers_test {

using namespace ctx_test;
using ctxdemo::walk;
using ctxdemo::walk_screen;
using lessons::language;

TEST_CASE("in both languages the right answer is the output of the run") {
    for (const auto& lesson : lessons::all_lessons()) {
        const walk w = walk_of(lesson.name);
        const auto output = output_of(w.usual_run());
        for (const auto l : {language::en, language::zh}) {
            CAPTURE(lesson.name);
            const auto& answers =
                lessons::text_of(lesson.name).prose(l).predict.answers;
            REQUIRE(answers.size() == w.answer_count());
            REQUIRE(w.right_answer() < answers.size());
            for (std::size_t i = 0; i < answers.size(); ++i) {
                CHECK(agrees(answers[i], output) == (i == w.right_answer()));
            }
        }
    }
}

TEST_CASE("the right answer is the canonical one of all outputs") {
    for (const auto& lesson : lessons::all_lessons()) {
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
        std::string on_stdout;
        for (const auto& e : w.usual_run().events) {
            const bool is_error = e.other == STDERR_FILENO;
            if (e.what == ctx::step::print && !is_error)
                on_stdout += e.text + '\n';
        }
        CHECK(ctx_test::ctxdemo(command).out == on_stdout);
    }
}

using ctxdemo::ascii_signs;
using ctxdemo::unicode_signs;
using outputs = std::vector<std::string>;

std::vector<lessons::answer> answers_with(const outputs& transcripts) {
    std::vector<lessons::answer> all;
    for (const auto& text : transcripts) all.push_back({"", text, ""});
    return all;
}

/// Returns the lines that show the output of answer `i`.
std::string shown(const std::vector<lessons::answer>& answers, std::size_t i,
                  std::size_t width, const ctxdemo::signs& s = unicode_signs) {
    ctxdemo::text_block b(width);
    add_output(b, answers, i, false, s);
    std::string all;
    for (const auto& line : b.lines()) {
        CHECK(ctxdemo::width_of(line.text()) <= width);
        all += line.text() + '\n';
    }
    return all;
}

TEST_CASE("the row of an answer keeps the line that no other answer has") {
    const std::string same = "one\ntwo\nthree\nfour\nfive\n";
    const auto answers = answers_with({same + "a\n", same + "b\n"});
    CHECK(shown(answers, 0, 25) == "     one ⏎ two ⏎ … ⏎ a\n");
    CHECK(shown(answers, 1, 25) == "     one ⏎ two ⏎ … ⏎ b\n");
    CHECK(shown(answers, 1, 25, ascii_signs) == "     one / two / ~ / b\n");
    CHECK(shown(answers, 1, 80) ==
          "     one ⏎ two ⏎ three ⏎ four ⏎ five ⏎ b\n");
}

// No line is in one answer only: each line is in two of the four.
TEST_CASE("the row of an answer tells it apart from each other answer") {
    const auto answers =
        answers_with({"first\nmiddle\nyes\n", "first\nmiddle\nno\n",
                      "other\nmiddle\nyes\n", "other\nmiddle\nno\n"});
    CHECK(shown(answers, 0, 22) == "     first ⏎ … ⏎ yes\n");
    CHECK(shown(answers, 1, 22) == "     first ⏎ … ⏎ no\n");
    CHECK(shown(answers, 2, 22) == "     other ⏎ … ⏎ yes\n");
    CHECK(shown(answers, 3, 22) == "     other ⏎ … ⏎ no\n");
}

TEST_CASE("an output that goes on differs from one that ends there") {
    const auto answers = answers_with(
        {"first\nsecond\nthird\n", "first\nsecond\nthird\nfourth\n"});
    CHECK(shown(answers, 0, 18) == "     … ⏎ third\n");
    CHECK(shown(answers, 1, 18) == "     … ⏎ fourth\n");
}

TEST_CASE("an answer has all its lines if a row cannot tell it apart") {
    const auto answers =
        answers_with({"first\nmiddle\nyes\n", "first\nmiddle\nno\n",
                      "other\nmiddle\nyes\n", "other\nmiddle\nno\n"});
    CHECK(shown(answers, 0, 15) == "     first\n     middle\n     yes\n");
    CHECK_FALSE(fit_in_rows(answers, 15, unicode_signs));
    CHECK(fit_in_rows(answers, 22, unicode_signs));
    // A long line is continued on the next.
    const std::string same = "aaaa bbbb cccc ";
    CHECK(shown(answers_with({same + "d\n", same + "e\n"}), 1, 15) ==
          "     aaaa bbbb\n     cccc e\n");
}

TEST_CASE("answers that differ show different rows at any width") {
    for (const auto& lesson : lessons::all_lessons()) {
        for (const auto l : {language::en, language::zh}) {
            const auto& answers =
                lessons::text_of(lesson.name).prose(l).predict.answers;
            for (std::size_t width = 38; width <= 100; ++width) {
                for (std::size_t i = 1; i < answers.size(); ++i) {
                    for (std::size_t k = 0; k < i; ++k) {
                        if (answers[i].transcript == answers[k].transcript) {
                            continue;
                        }
                        CAPTURE(lesson.name);
                        CAPTURE(width);
                        CHECK(shown(answers, i, width) !=
                              shown(answers, k, width));
                    }
                }
            }
        }
    }
}

}  // namespace answers_test
