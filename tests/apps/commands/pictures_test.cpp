// The commands that draw pictures: timeline and tree.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <string>

#include "tests/apps/program.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/terminal.hpp"

namespace pictures_test {

using ctx_test::arguments;
using ctx_test::check_golden;
using ctx_test::ctxdemo;
using ctx_test::outcome;
using ctx_test::run_program;
using ctx_test::terminal;

arguments with(const arguments& variables, const arguments& args) {
    arguments line{"/usr/bin/env"};
    line.insert(line.end(), variables.begin(), variables.end());
    line.emplace_back(CTXDEMO_BINARY);
    line.insert(line.end(), args.begin(), args.end());
    return line;
}

outcome in_utf8(const arguments& args) {
    return run_program(with({"LC_ALL=C.UTF-8", "TERM=xterm"}, args));
}

bool is_ascii(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("timelines and trees match their golden files") {
    struct row {
        const char* file;
        arguments args;
    };
    const row rows[] = {
        {"timeline-cancel", {"timeline", "cancel"}},
        {"timeline-why", {"timeline", "why"}},
        {"timeline-deadline", {"timeline", "deadline"}},
        {"timeline-deadlock", {"timeline", "rules", "--no-cancel"}},
        {"timeline-left-behind", {"timeline", "gen", "--no-cancel"}},
        {"timeline-long", {"timeline", "basic", "--for", "60s"}},
        {"timeline-schedule", {"timeline", "cancel", "--schedule", "1"}},
        {"tree-family", {"tree", "family"}},
        {"tree-interface", {"tree", "interface", "--at", "1s"}},
        {"tree-timeout", {"tree", "timeout", "--at", "20ms"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.file);
        const auto got = in_utf8(row.args);
        CHECK(got.code == 0);
        CHECK(got.err == "");
        check_golden(std::string("pictures/") + row.file + ".txt", got.out);
    }
}

TEST_CASE("every lesson has a timeline and a tree") {
    for (const auto& name : ctx_test::lesson_names()) {
        for (const char* picture : {"timeline", "tree"}) {
            CAPTURE(name);
            const auto got = ctxdemo({picture, name});
            CHECK(got.code == 0);
            CHECK(got.err == "");
            CHECK(has(got.out,
                      picture == std::string("tree") ? "background" : "main"));
        }
    }
}

TEST_CASE("the trees of network lessons have the contexts of both sides") {
    struct row {
        arguments args;
        std::string want;
    };
    const row rows[] = {
        {{"tree", "http", "--respond", "quick", "--ms", "20000"},
         R"(background
├─ ctx WithTimeout [canceled at 0s: context canceled]
└─ r.context WithCancel [canceled at 0s: context canceled]
)"},
        {{"tree", "client", "--url", "http://127.0.0.1:1/", "--ms", "20000"},
         R"(background
└─ ctx WithTimeout [canceled at 0s: context canceled]
)"},
        {{"tree", "server", "--respond", "slow", "--watch"},
         R"(background
├─ ctx WithTimeout [expired at 100ms: context deadline exceeded]
└─ r.context WithCancel [canceled at 100ms: context canceled]
   └─ work WithTimeout [canceled at 100ms: context canceled]
)"},
    };
    for (const auto& row : rows) {
        const auto line = ctx_test::text_of(row.args);
        CAPTURE(line);
        const auto got = in_utf8(row.args);
        CHECK(got.code == 0);
        CHECK(got.out == row.want);
    }
}

TEST_CASE("the timelines of network lessons have all lanes") {
    for (const char* name : {"client", "http", "server"}) {
        const auto drawn = ctxdemo({"timeline", name}).out;
        CAPTURE(drawn);
        for (const char* lane : {"main ", "listener ", "client.send ",
                                 "connection ", "handler ", "clock "}) {
            CHECK((drawn.starts_with(lane) ||
                   has(drawn, '\n' + std::string(lane))));
        }
    }
}

TEST_CASE("a timeline says below it how a run that did not end well ended") {
    CHECK(ctxdemo({"timeline", "rules", "--no-cancel"}).code == 0);
    CHECK(
        has(ctxdemo({"timeline", "rules", "--no-cancel"}).out,
            "\n\nThe run ends with: all goroutines are asleep - deadlock!\n"));
    CHECK(has(ctxdemo({"timeline", "gen", "--no-cancel"}).out,
              "\n\nThe program ends; left behind: generator, waiting for "));
    CHECK(has(ctxdemo({"timeline", "basic"}).out,
              "\n\n--for ends the program at 3s.\n"));
    // The legend is below all pictures.
    CHECK(ctxdemo({"timeline", "cancel"}).out.ends_with(" not yet\n"));
}

TEST_CASE("--at shows a context before and after its deadline") {
    const auto at = [](const char* time) {
        return ctxdemo({"tree", "deadline", "--at", time}).out;
    };
    CHECK(has(at("49999us"), "[live, deadline 50ms]"));
    CHECK(has(at("50ms"), "[expired at 50ms: context deadline exceeded]"));
    CHECK(at("1h") == ctxdemo({"tree", "deadline"}).out);
    CHECK(has(at("0s"), "[live"));
}

TEST_CASE("timeline and tree refuse a wrong command line with one line") {
    struct row {
        arguments args;
        const char* want;
    };
    const row rows[] = {
        {{"tree", "cancel", "--at", "-1s"},
         "ctxdemo tree: --at -1s: must not be "},
        {{"tree", "cancel", "--at", "soon"}, "ctxdemo tree: --at soon: "},
        {{"tree", "cancel", "--at"}, "ctxdemo tree: --at"},
        {{"tree"}, "ctxdemo tree: which lesson?"},
        {{"tree", "nosuch"}, "ctxdemo tree: unknown lesson \"nosuch\""},
        {{"timeline"}, "ctxdemo timeline: which lesson?"},
        {{"timeline", "cancel", "--schedule", "_"},
         "ctxdemo timeline: --schedule _: "},
        {{"timeline", "cancel", "gen"}, "ctxdemo timeline: unexpected "},
        {{"timeline", "cancel", "--at", "1s"},
         "ctxdemo timeline: unknown flag --at"},
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

TEST_CASE("pictures have colors only on a terminal, and not with NO_COLOR") {
    const arguments args{"tree", "family"};
    const auto at_terminal = [&](const arguments& variables) {
        return terminal(with(variables, args)).wait().out;
    };
    const std::string escape = "\x1b[";
    CHECK(has(at_terminal({"-u", "NO_COLOR", "TERM=xterm"}), escape));
    CHECK_FALSE(has(at_terminal({"NO_COLOR=1", "TERM=xterm"}), escape));
    CHECK_FALSE(has(at_terminal({"-u", "NO_COLOR", "TERM=dumb"}), escape));
    CHECK_FALSE(has(at_terminal({"-u", "NO_COLOR", "-u", "TERM"}), escape));
    CHECK_FALSE(has(in_utf8(args).out, escape));
}

TEST_CASE("a picture is as wide as the terminal, from 40 to 160 columns") {
    const auto widest_line = [](unsigned short columns) {
        const arguments line = with({"LC_ALL=C", "NO_COLOR=1", "TERM=xterm"},
                                    {"timeline", "basic", "--for", "100s"});
        const auto out =
            terminal(line, {.columns = columns, .rows = 24}).wait().out;
        std::size_t widest = 0;
        for (std::size_t at = 0; at < out.size();) {
            const auto end = out.find("\r\n", at);
            widest = std::max(widest, end - at);
            at = end + 2;
        }
        return widest;
    };
    // All gaps between instants are equal, so a few columns may be left over.
    for (const auto& [columns, width] :
         {std::pair{60, 60}, std::pair{10, 40}, std::pair{500, 160}}) {
        const auto widest =
            static_cast<int>(widest_line(static_cast<unsigned short>(columns)));
        CHECK(widest <= width);
        CHECK(widest > width - 8);
    }
}

TEST_CASE("pictures are ASCII in a locale or on a terminal without UTF-8") {
    const arguments args{"timeline", "cancel"};
    CHECK(is_ascii(run_program(with({"LC_ALL=C", "TERM=xterm"}, args)).out));
    CHECK(
        is_ascii(run_program(with({"LC_ALL=C.UTF-8", "TERM=dumb"}, args)).out));
    CHECK_FALSE(is_ascii(in_utf8(args).out));
}

TEST_CASE("a UTF-8 locale counts as UTF-8 even if it is not installed") {
    const arguments args{"timeline", "cancel"};
    CHECK(run_program(with({"LC_ALL=xx_YY.UTF-8", "TERM=xterm"}, args)).out ==
          in_utf8(args).out);
    CHECK(run_program(with({"LC_ALL=xx_YY.utf8", "TERM=xterm"}, args)).out ==
          in_utf8(args).out);
    CHECK(is_ascii(
        run_program(with({"LC_ALL=xx_YY.ISO-8859-1", "TERM=xterm"}, args))
            .out));
}

}  // namespace pictures_test
