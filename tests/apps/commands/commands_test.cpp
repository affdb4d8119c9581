// The output of ctxdemo's commands, and the values of their flags.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/apps/program.hpp"

namespace commands_test {

using ctx_test::arguments;
using ctx_test::ctxdemo;
using ctx_test::outcome;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("a number is decimal, and the last value of a flag counts") {
    struct row {
        arguments args;
        std::string out;
    };
    const row rows[] = {
        {{"--ms", "010"}, "0.010 context deadline exceeded\n"},
        {{"--ms", "-5"}, "0.000 context deadline exceeded\n"},
        {{"--ms=-5"}, "0.000 context deadline exceeded\n"},
        {{"--ms", "abc", "--ms", "7"}, "0.007 context deadline exceeded\n"},
        {{"--ms", "1500", "--"}, "1.000 overslept\n"},
    };
    for (const auto& row : rows) {
        arguments args{"deadline", "--stamps", "--speed", "max"};
        args.insert(args.end(), row.args.begin(), row.args.end());
        const std::string& given = row.args.front();
        CAPTURE(given);
        const outcome got = ctxdemo(args);
        CHECK(got.out == row.out);
        CHECK(got.err == "");
        CHECK(got.code == 0);
    }
}

TEST_CASE("a flag takes any argument after it as its value") {
    for (const std::string value :
         {"", "a b", "\"x\"", "'x'", "[1,2]", "{}", "%%", "a,b", "-x", "--",
          "--help", "--ms=", "名字"}) {
        for (const arguments& flag : {arguments{"--trace-code", value},
                                      arguments{"--trace-code=" + value}}) {
            arguments args{"value", "--stop-after", "0s", "--speed", "max"};
            args.insert(args.end(), flag.begin(), flag.end());
            CHECK(ctxdemo(args).out ==
                  "worker, trace code:" + value + "\nworker done!\nover\n");
        }
    }
}

TEST_CASE("--stamps begins every line with its time") {
    const outcome got = ctxdemo({"value", "--trace-code", "a\nb", "--ms", "10",
                                 "--stamps", "--speed", "max"});
    CHECK(got.out ==
          "0.000 worker, trace code:a\n0.000 b\n0.010 worker done!\n"
          "5.000 over\n");
}

TEST_CASE("--for ends an endless lesson") {
    const outcome got = ctxdemo({"basic", "--for", "2500ms", "--speed", "max"});
    CHECK(got.out == "worker\nworker\nworker\n");
    CHECK(got.err == "");
    CHECK(got.code == 0);
}

TEST_CASE("a goroutine left behind is reported on stderr") {
    const outcome got = ctxdemo({"gen", "--no-cancel"});
    CHECK(got.out == "1\n2\n3\n4\n5\n");
    CHECK(got.code == 0);
    CHECK(got.err.starts_with(
        "ctxdemo: 1 goroutine was still alive when main returned:\n"
        "  goroutine 2 \"generator\" ["));
    CHECK(std::count(got.err.begin(), got.err.end(), '\n') == 2);
}

TEST_CASE(
    "without arguments ctxdemo says how to start, then lists the lessons") {
    const outcome got = ctxdemo({});
    CHECK(got.code == 0);
    CHECK(has(got.out, ctxdemo({"list"}).out));
    CHECK(got.out.find("ctxdemo walk") < got.out.find("ctxdemo cancel"));
    CHECK(has(got.out, "https://www.liwenzhou.com/posts/Go/context/"));
}

TEST_CASE("--version prints the version") {
    CHECK(ctxdemo({"--version"}).out == "ctxdemo " CTXDEMO_VERSION "\n");
    CHECK(ctxdemo({"version"}).out == "ctxdemo " CTXDEMO_VERSION "\n");
}

TEST_CASE("--help, -h and help print the same page for every command") {
    const std::string names[] = {
        "why",      "basic",     "global-flag", "channel", "cancel", "nested",
        "prompt",   "interface", "root",        "family",  "gen",    "deadline",
        "timeout",  "value",     "rules",       "compare", "list",   "show",
        "progress", "events",    "exercise",    "export",  "help",   "version"};
    for (const auto& name : names) {
        CAPTURE(name);
        const outcome got = ctxdemo({name, "--help"});
        CHECK(got.out.starts_with("Usage: ctxdemo " + name));
        CHECK(got.code == 0);
        CHECK(ctxdemo({name, "-h"}).out == got.out);
        CHECK(ctxdemo({"help", name}).out == got.out);
        CHECK(ctxdemo({"--help", name}).out == got.out);
    }
}

TEST_CASE("help says how to start, then lists lessons and commands") {
    const outcome got = ctxdemo({"help"});
    CHECK(got.out.find("  ctxdemo walk ") < got.out.find("\n  cancel "));
    CHECK(has(got.out, "  show <lesson> "));
    CHECK(ctxdemo({"--help"}).out == got.out);
}

TEST_CASE("help lists a lesson's flags with their defaults") {
    const outcome got = ctxdemo({"deadline", "--ms", "abc", "--help"});
    CHECK(has(got.out, "\n  --ms N "));
    CHECK(has(got.out, "(default: 50)"));
    CHECK(has(got.out, "\n  --speed X "));
    CHECK(got.code == 0);
}

}  // namespace commands_test
