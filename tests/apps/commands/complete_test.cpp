// `ctxdemo complete`, which the completions of the shells call.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "apps/ctxdemo/commands/command.hpp"
#include "tests/apps/program.hpp"

namespace complete_test {

using ctx_test::arguments;
using ctx_test::ctxdemo;

std::string complete(const arguments& line) {
    arguments args{"complete", "--"};
    args.insert(args.end(), line.begin(), line.end());
    const auto got = ctxdemo(args);
    CHECK(got.code == 0);
    CHECK(got.err == "");
    return got.out;
}

// The words that are offered, without their meanings.
arguments words(const arguments& line) {
    std::istringstream in(complete(line));
    arguments all;
    for (std::string each; std::getline(in, each);) {
        all.push_back(each.substr(0, each.find('\t')));
    }
    return all;
}

bool has(const arguments& all, const std::string& word) {
    return std::ranges::find(all, word) != all.end();
}

TEST_CASE("a command line begins with any lesson or command") {
    const auto offered = words({""});
    for (const auto& l : lessons::all_lessons()) CHECK(has(offered, l.name));
    for (const auto& c : ctxdemo::plain_commands()) {
        CHECK(has(offered, c.name));
    }
    CHECK(words({}) == offered);
    CHECK(words({"--lang", "zh", ""}) == offered);
    CHECK(words({"help", ""}) == offered);
}

TEST_CASE("a lesson or command has each of its flags, and --help") {
    const auto check = [](const ctxdemo::command& c) {
        lessons::flag_set flags;
        (void)c.prepare(flags, {});
        const auto offered = words({c.name, "-"});
        CAPTURE(c.name);
        for (const auto& f : flags.all()) CHECK(has(offered, f.name));
        CHECK(has(offered, "--lang"));
        CHECK(has(offered, "--help"));
    };
    for (const auto& l : lessons::all_lessons()) {
        check(ctxdemo::lesson_command(l));
    }
    for (const auto& c : ctxdemo::plain_commands()) check(c);
}

TEST_CASE("a flag takes each word that is offered as its value") {
    for (const auto& l : lessons::all_lessons()) {
        const auto command = ctxdemo::lesson_command(l);
        lessons::flag_set flags;
        const auto holder = command.prepare(flags, {});
        for (const auto& f : flags.all()) {
            if (f.value_name.empty()) continue;
            for (const auto& word : words({l.name, f.name, ""})) {
                CAPTURE(f.name);
                CAPTURE(word);
                CHECK_NOTHROW(f.set(word));
            }
        }
    }
}

TEST_CASE("a schedule is offered for each output, with the flags given") {
    CHECK(complete({"cancel", "--stop-after", "1s", "--schedule", ""}) ==
          "0\tworker, over\n1\tworker, worker, over\n");
    CHECK(complete({"timeline", "cancel", "--stop-after=2s", "--schedule=1"}) ==
          "--schedule=1\tworker, worker, worker, over\n");
    // This lesson never ends, so a run is cut.
    CHECK(complete({"basic", "--for", "2s", "--schedule", "0"}) ==
          "0\tworker, worker\n");
}

TEST_CASE("a flag before the command counts") {
    const std::string chinese = complete({"--lang", "zh", "canc"});
    CHECK(chinese.starts_with("cancel\t"));
    CHECK(chinese != complete({"canc"}));
    CHECK(words({"--", "canc"}) == arguments{"cancel"});
}

TEST_CASE("words depend on the words before them") {
    CHECK(words({"walk", "cancel", "gen"}).empty());
    CHECK(words({"export", "cancel", "gen"}) == arguments{"gen"});
    CHECK(words({"compare", "g"}) == arguments{"global-flag"});
    CHECK(words({"show", "--code", "go", "roo"}) == arguments{"root"});
    CHECK(words({"exercise", "break", "stop"}).empty());
    CHECK(words({"exercise", "check", "stop-t"}) ==
          arguments{"stop-two", ":files"});
    CHECK(words({"progress", "--forget", "stop-t"}) == arguments{"stop-two"});
}

TEST_CASE("a lesson without words to come has its flags offered") {
    CHECK(has(words({"cancel", ""}), "--work"));
    CHECK(words({"cancel", "--", ""}).empty());
    CHECK(words({"show", "--", "canc"}) == arguments{"cancel"});
}

TEST_CASE("a value may be joined to its flag") {
    CHECK(complete({"export", "--as=s"}) == "--as=svg\n");
    CHECK(complete({"export", "-o"}) ==
          "-o\tthe file to write; a file that is "
          "there is not overwritten without "
          "--force\n");
    CHECK(complete({"export", "-oa"}) == ":files\t-o\n");
    CHECK(complete({"export", "-o=a"}) == ":files\t-o\n");
    CHECK(complete({"exercise", "start", "--dir=a"}) == ":folders\t--dir=\n");
}

TEST_CASE("a schedule is always offered, and no long one") {
    for (const auto& l : lessons::all_lessons()) {
        CAPTURE(l.name);
        if (l.real_time) continue;
        const auto schedules = words({l.name, "--schedule", ""});
        CHECK(has(schedules, "0"));
        for (const auto& id : schedules) CHECK(id.size() <= 40);
    }
}

TEST_CASE("nothing is offered after an unknown lesson or command") {
    CHECK(complete({"cancle", ""}) == "");
    CHECK(complete({"timeline", "cancle", "--"}) == "");
}

TEST_CASE("meanings are in the language of the user") {
    arguments args{"complete", "--lang", "zh",    "--",
                   "show",     "cancel", "--code"};
    CHECK(ctxdemo(args).out == "--code\t两个程序中的哪一个\n");
}

}  // namespace complete_test
