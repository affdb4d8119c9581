// `ctxdemo walk --plain`, which prints the walk through a lesson as text, and
// the errors for a wrong command line.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/golden.hpp"

namespace plain_test {

using ctx_test::arguments;
using ctx_test::check_golden;
using ctx_test::ctxdemo;
using ctx_test::outcome;
using ctx_test::run_program;

/// Runs ctxdemo with `args` in a locale.
outcome in_locale(const std::string& locale, const arguments& args) {
    arguments line{"/usr/bin/env", "LC_ALL=" + locale, CTXDEMO_BINARY};
    line.insert(line.end(), args.begin(), args.end());
    return run_program(line);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("a printed walk is in the language of the locale") {
    const arguments walk{"walk", "cancel", "--plain", "--answers", "c"};
    struct row {
        const char* locale;
        const char* file;
    };
    for (const auto& row : {row{"C.UTF-8", "walk/cancel.en.txt"},
                            row{"zh_CN.UTF-8", "walk/cancel.zh.txt"},
                            row{"C", "walk/cancel.ascii.txt"}}) {
        const auto got = in_locale(row.locale, walk);
        CHECK(got.code == 0);
        CHECK(got.err == "");
        check_golden(row.file, got.out);
    }
}

TEST_CASE("a printed walk has only ASCII characters in an ASCII locale") {
    const auto got = in_locale("C", {"walk", "cancel", "--plain"});
    CHECK(got.out.starts_with("=== "));
    CHECK(std::ranges::all_of(got.out, [](char c) { return (c & 0x80) == 0; }));
}

TEST_CASE("a printed walk of a network lesson shows steps and contexts") {
    struct row {
        std::string lesson;
        std::vector<std::string> want;
    };
    const row rows[] = {
        {"http",
         {"  main derives ctx from background with WithTimeout", "  (http.cpp:",
          "  the deadline of ctx passes", "(server.cpp:", "(client.cpp:",
          "  handler sends a response, but the connection is closed",
          "\n|- ctx WithTimeout [expired at 100ms: ",
          "\n`- r.context WithCancel [canceled at 100ms: ",
          "\nIn virtual time there are 6 possible outputs; see: "}},
        {"client",
         {"  client.send connects to the server  (client.cpp:",
          "  handler derives work ",
          "(server.cpp:", "  client.send closes the connection  (client.cpp:",
          "; left behind: handler, waiting for work (server.cpp:27)\n",
          "\nIn virtual time there are 2 possible outputs; see: "}},
        {"server",
         {"  handler sends the response  (server.cpp:",
          "\nIn virtual time this is the only possible output.\n"}},
    };
    for (const auto& row : rows) {
        const auto got = in_locale("C", {"walk", row.lesson, "--plain"});
        CAPTURE(row.lesson);
        CHECK(got.code == 0);
        for (const auto& want : row.want) {
            CAPTURE(want);
            CHECK(has(got.out, want));
        }
    }
}

TEST_CASE(
    "a printed walk says whether the answer is right, wrong or not given") {
    const auto walk = [](const arguments& more) {
        arguments args{"walk", "cancel", "--plain"};
        args.insert(args.end(), more.begin(), more.end());
        return ctxdemo(args).out;
    };
    CHECK(has(walk({"--answers", "c"}), "\nRight: c.\n"));
    CHECK(has(walk({"--answers", "a"}), "\nNot quite. You answered a.\n"));
    CHECK(has(walk({}), "\nYou have not answered.\n"));
    CHECK(has(walk({"--answers", "a"}), "\n> a  The third piece"));
}

TEST_CASE("walk --plain without a lesson prints all lessons in order") {
    const auto got = ctxdemo({"walk", "--plain", "--answers", "a,b"});
    CHECK(got.code == 0);
    CHECK(got.err == "");
    std::size_t at = 0;
    for (const auto& l : lessons::all_lessons()) {
        CAPTURE(l.name);
        const auto next = got.out.find("=== " + l.name + ": Idea ===\n", at);
        REQUIRE(next != std::string::npos);
        at = next;
    }
}

TEST_CASE("a wrong command line prints one line, the error, and nothing else") {
    struct row {
        arguments args;
        const char* want;
    };
    const row rows[] = {
        {{"walk", "cancel", "--plain", "--answers", "x"},
         "ctxdemo walk: --answers x: cancel has the answers a to d, such as: "
         "ctxdemo walk cancel --answers b --plain\n"},
        {{"walk", "cancel", "--plain", "--answers", "A"},
         "ctxdemo walk: --answers A: cancel has the answers a to d"},
        {{"walk", "cancel", "--plain", "--answers", "a,b"},
         "ctxdemo walk: --answers a,b: 2 answers for 1 lesson"},
        {{"walk", "--plain", "--answers", "a,z"},
         "ctxdemo walk: --answers z: basic has the answers a to "},
        {{"walk", "--plain", "--answers", "a,,b"},
         "ctxdemo walk: --answers \"\": basic has the answers a to "},
        {{"walk", "cancle", "--plain"},
         "ctxdemo walk: unknown lesson \"cancle\"; did you mean \"cancel\"?"},
        {{"walk", "cancle"},
         "ctxdemo walk: unknown lesson \"cancle\"; did you mean \"cancel\"?"},
        {{"walk", "cancel", "gen", "--plain"},
         "ctxdemo walk: unexpected argument \"gen\""},
        {{"walk", "cancel", "--answers", "a"},
         "ctxdemo walk: --answers a needs --plain"},
        {{"walk", "gen"},
         "ctxdemo walk: standard input and output must be a terminal that can "
         "show a full screen; use --plain to print the walk as text, such as: "
         "ctxdemo walk gen --plain\n"},
        {{"walk"},
         "ctxdemo walk: standard input and output must be a terminal that can "
         "show a full screen; use --plain to print the walk as text, such as: "
         "ctxdemo walk cancel --plain\n"},
    };
    for (const auto& row : rows) {
        const auto got = ctxdemo(row.args);
        const auto line = ctx_test::text_of(row.args);
        CAPTURE(line);
        CAPTURE(got.err);
        CHECK(got.code == 2);
        CHECK(got.out == "");
        CHECK(got.err.starts_with(row.want));
        CHECK(std::ranges::count(got.err, '\n') == 1);
    }
}

TEST_CASE("a printed walk does not save the user's progress") {
    const auto got = run_program(
        {"/usr/bin/env", "XDG_STATE_HOME=/nowhere/at/all", CTXDEMO_BINARY,
         "walk", "cancel", "--plain", "--answers", "c"});
    CHECK(got.code == 0);
    CHECK(got.err == "");
}

TEST_CASE("ctxdemo without arguments or a terminal lists the lessons") {
    const auto got = ctxdemo({});
    CHECK(got.code == 0);
    CHECK(got.err == "");
    CHECK(has(got.out, "  cancel "));
}

}  // namespace plain_test
