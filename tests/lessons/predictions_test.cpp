// The claims that the texts of the lessons make about their output.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "lessons/support/lines.hpp"
#include "tests/apps/program.hpp"
#include "tests/lessons/commands.hpp"

namespace predictions_test {

using ctx_test::lesson_called;
using ctx_test::line_of;
using lessons::language;
using lessons::prediction;
using command_line = std::vector<std::string>;

/// Returns what the command prints in a bubble, in virtual time.
std::string printed_in_bubble(const command_line& command) {
    const auto run = ctx_test::program_of(command);
    std::string printed;
    ctx::bubble_options options;
    options.limit = run.limit;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print) printed += e.text + '\n';
    };
    try {
        (void)ctx::bubble(run.main, options);
    } catch (const ctx::deadlock&) {
        // The output up to the deadlock counts.
    }
    return printed;
}

/// Returns the numbers of the right answers, counted from 1.
std::vector<std::size_t> right_answers(const prediction& p) {
    const auto printed = printed_in_bubble(p.command);
    CAPTURE(printed);
    std::vector<std::size_t> right;
    for (std::size_t i = 0; i < p.answers.size(); ++i) {
        if (agrees(p.answers[i], printed)) right.push_back(i + 1);
    }
    CHECK(right.size() == 1);
    return right;
}

TEST_CASE("exactly one answer of a prediction is what the command prints") {
    std::multiset<std::size_t> places;
    for (const auto& lesson : lessons::all_lessons()) {
        const auto& p =
            lessons::text_of(lesson.name).prose(language::en).predict;
        CAPTURE(line_of(p.command));
        for (const auto place : right_answers(p)) places.insert(place);
    }
    // A reader who always takes the same answer should not get far.
    for (std::size_t place = 1; place <= 4; ++place) {
        CAPTURE(place);
        CHECK(places.count(place) <= places.size() / 2);
    }
}

TEST_CASE("a prediction has three or four answers, all of them different") {
    for (const auto& lesson : lessons::all_lessons()) {
        for (const auto l : {language::en, language::zh}) {
            const auto& p = lessons::text_of(lesson.name).prose(l).predict;
            CAPTURE(lesson.name);
            CAPTURE(p.question);
            CHECK(p.answers.size() >= 3);
            CHECK(p.answers.size() <= 4);
            std::set<std::string> transcripts;
            std::set<std::string_view> claims;
            for (const auto& a : p.answers) {
                CHECK(!a.claim.empty());
                transcripts.insert(a.transcript);
                claims.insert(a.claim);
            }
            CHECK(transcripts.size() == p.answers.size());
            CHECK(claims.size() == p.answers.size());
        }
    }
}

TEST_CASE("only an answer on the network contains an asterisk") {
    for (const auto& lesson : lessons::all_lessons()) {
        // The ports of these differ, and a response is long.
        if (lesson.real_time || lesson.name == "http") continue;
        for (const auto& a : lessons::text_of(lesson.name)
                                 .prose(language::en)
                                 .predict.answers) {
            CAPTURE(a.claim);
            CHECK(a.transcript.find('*') == std::string::npos);
        }
    }
}

TEST_CASE("the Chinese text has the same commands and transcripts") {
    for (const auto& lesson : lessons::all_lessons()) {
        CAPTURE(lesson.name);
        const auto& text = lessons::text_of(lesson.name);
        const auto& en = text.prose(language::en);
        const auto& zh = text.prose(language::zh);
        CHECK(zh.predict.command == en.predict.command);
        REQUIRE(zh.predict.answers.size() == en.predict.answers.size());
        for (std::size_t i = 0; i < en.predict.answers.size(); ++i) {
            CHECK(zh.predict.answers[i].transcript ==
                  en.predict.answers[i].transcript);
        }
        REQUIRE(zh.to_try.size() == en.to_try.size());
        for (std::size_t i = 0; i < en.to_try.size(); ++i) {
            CHECK(zh.to_try[i].line == en.to_try[i].line);
            CHECK(!zh.to_try[i].text.empty());
        }
    }
}

/// Returns the number of items in the list `text`.
std::ptrdiff_t items_of(std::string_view text) {
    return std::ranges::count_if(lessons::lines_of(text), [](auto line) {
        return line.starts_with("- ");
    });
}

TEST_CASE("the Chinese text makes as many points as the English one") {
    for (const auto& lesson : lessons::all_lessons()) {
        CAPTURE(lesson.name);
        const auto& text = lessons::text_of(lesson.name);
        CHECK(items_of(text.zh.watch) == items_of(text.en.watch));
        CHECK(items_of(text.zh.in_cpp) == items_of(text.en.in_cpp));
    }
}

bool has(const command_line& command, const char* word) {
    return std::ranges::count(command, word) != 0;
}

/// Returns `command` with flags that make it quick and let it end.
command_line hurried(command_line command) {
    const auto* lesson = lesson_called(command[0]);
    if (!lesson) return command;
    if (lesson->endless && !has(command, "--for")) {
        command.insert(command.end(), {"--for", "100ms"});
    }
    if (command[0] == "server" && !has(command, "--addr")) {
        // Port 8000 may be taken here.
        command.insert(command.end(), {"--addr", "127.0.0.1:0"});
    }
    if (!lesson->real_time && !has(command, "--speed") &&
        !has(command, "--os")) {
        command.insert(command.end(), {"--speed", "max"});
    }
    return command;
}

TEST_CASE("every command to try runs") {
    for (const auto& lesson : lessons::all_lessons()) {
        for (const auto& s :
             lessons::text_of(lesson.name).prose(language::en).to_try) {
            CAPTURE(s.line);
            CHECK(!s.text.empty());
            const auto got = ctx_test::ctxdemo(hurried(s.command));
            CAPTURE(got.err);
            const bool deadlocks =
                got.err.find("all goroutines are asleep") != std::string::npos;
            CHECK(got.code == (deadlocks ? 1 : 0));
        }
    }
}

}  // namespace predictions_test
