// The manual page, which `ctxdemo man` prints.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "apps/ctxdemo/commands/command.hpp"
#include "lessons/support/catalog.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/scratch.hpp"

namespace man_test {

using ctx_test::ctxdemo;
using ctx_test::outcome;

outcome shell(const std::string& command) {
    return ctx_test::run_program({"/bin/sh", "-c", command});
}

const std::string& source() {
    static const auto text = ctxdemo({"man"}).out;
    return text;
}

// The source without what roff needs: "\-" is "-".
std::string plain() {
    return std::regex_replace(source(), std::regex(R"(\\-)"), "-");
}

bool has(const std::string& text) {
    return plain().find(text) != std::string::npos;
}

TEST_CASE("the manual has each lesson, command, exercise and flag") {
    const auto check = [](const ctxdemo::command& c) {
        CAPTURE(c.name);
        CHECK(has("\\fB" + c.name + "\\fR"));
        lessons::flag_set flags;
        (void)c.prepare(flags, {});
        for (const auto& f : flags.all()) {
            CAPTURE(f.name);
            CHECK(has("\\fB" + f.name + "\\fR"));
        }
    };
    for (const auto& l : lessons::all_lessons()) {
        check(ctxdemo::lesson_command(l));
    }
    for (const auto& c : ctxdemo::plain_commands()) check(c);
    for (const auto& e : lessons::all_exercises()) {
        CHECK(has("\\fB" + std::string(e.name) + "\\fR"));
    }
    for (const auto& e : lessons::all_puzzles()) {
        CHECK(has("\\fB" + std::string(e.name) + "\\fR"));
    }
}

TEST_CASE("each example of the manual runs") {
    const ctx_test::scratch folder;
    std::istringstream lines(plain());
    int seen = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("    ctxdemo ")) continue;
        ++seen;
        std::istringstream words(line.substr(12));
        ctx_test::arguments args{std::istream_iterator<std::string>(words), {}};
        if (lessons::all_lessons().end() !=
            std::ranges::find(lessons::all_lessons(), args[0],
                              &lessons::lesson::name)) {
            args.insert(args.end(), {"--speed", "max"});
        }
        args.insert(args.begin(),
                    {"/usr/bin/env", "-C", folder.path(), CTXDEMO_BINARY});
        const auto got = ctx_test::run_program(args);
        CAPTURE(line);
        CAPTURE(got.err);
        CHECK(got.code == 0);
    }
    CHECK(seen >= 5);
}

// A program that reads manual pages, and says what is wrong with them.
struct reader {
    std::string name;
    std::string command;
};

TEST_CASE("programs that read manual pages find nothing wrong with it") {
    const ctx_test::scratch folder;
    const auto file = folder / "ctxdemo.1";
    std::ofstream(file) << source();
    bool any = false;
    for (const auto& [name, command] :
         {reader{"mandoc", "mandoc -T lint -W warning "},
          reader{"groff", "groff -man -Tutf8 -ww -z "},
          reader{"man", "man --warnings -l "}}) {
        if (shell("command -v " + name).code != 0) continue;
        any = true;
        const auto got = shell(command + file);
        CAPTURE(name);
        CHECK(got.code == 0);
        CHECK(got.err == "");
        if (name == "mandoc") CHECK(got.out == "");
    }
    (void)ctx_test::skip_without(any, "program that reads manual pages");
}

}  // namespace man_test
