// ctxdemo explore, and --schedule, which runs a schedule again.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

#include "lessons/support/printable.hpp"
#include "tests/apps/program.hpp"
#include "tests/lessons/canonical.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/terminal.hpp"

namespace explore_app_test {

using ctx_test::arguments;
using ctx_test::ctxdemo;
using ctx_test::outcome;
using ctx_test::terminal;
using nlohmann::json;

json explore(arguments args) {
    args.insert(args.begin(), {"explore", "--json"});
    const auto got = ctxdemo(args);
    REQUIRE(got.code == 0);
    CHECK(got.err == "");
    return json::parse(got.out);
}

json transcripts_of(const arguments& args) {
    return explore(args)["transcripts"];
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("explore lists the canonical transcript of every lesson first") {
    for (const auto& lesson : ctx_test::canonical_transcripts()) {
        CAPTURE(lesson.lesson);
        const json found = explore({lesson.lesson});
        CHECK(found["lesson"] == lesson.lesson);
        CHECK(found["complete"] == true);
        const json& first = found["transcripts"][0];
        CHECK(first["text"] == ctx_test::without_times(lesson.timed));
        CHECK(first["canonical"] == true);
        CHECK(first["id"] == "0");
        std::uint64_t sum = 0;
        int canonical = 0;
        for (const auto& t : found["transcripts"]) {
            sum += t["schedules"].get<std::uint64_t>();
            canonical += t["canonical"].get<bool>() ? 1 : 0;
        }
        CHECK(found["schedules"] == sum);
        CHECK(canonical == 1);
    }
}

TEST_CASE("a race at second 3 makes two transcripts, and no race makes one") {
    const std::string three = "worker\nworker\nworker\n";
    for (const char* lesson : {"global-flag", "channel", "cancel"}) {
        const std::string name = lesson;
        CAPTURE(name);
        std::set<std::string> texts;
        for (const json& t : transcripts_of({lesson})) {
            texts.insert(t["text"]);
        }
        CHECK(texts == std::set<std::string>{three + "over\n",
                                             three + "worker\nover\n"});
        // Half a second earlier nothing else happens.
        const json late = explore({lesson, "--stop-after", "2500ms"});
        CHECK(late["transcripts"].size() == 1);
    }
}

TEST_CASE("the schedule of each transcript prints it again") {
    const arguments rows[] = {
        {"cancel"},
        {"nested"},
        {"timeout"},
        {"gen"},
        {"basic", "--for", "2s"},
        {"cancel", "--stamps"},
        {"nested", "--stamps", "--stop-after", "1s"},
        {"deadline", "--ms", "0", "--oversleep", "0"},
        {"value", "--ms", "20", "--trace-code", "a b"},
        {"timeout", "--work", "25ms", "--stamps"},
    };
    for (const auto& row : rows) {
        const std::string line = ctx_test::text_of(row);
        CAPTURE(line);
        for (const json& t : transcripts_of(row)) {
            arguments again = row;
            again.insert(again.end(), {"--speed", "max", "--schedule",
                                       t["id"].get<std::string>()});
            const auto got = ctxdemo(again);
            CHECK(got.code == 0);
            CHECK(got.out == t["text"].get<std::string>());
        }
    }
}

TEST_CASE("the nested workers have 48 transcripts in at most 60 schedules") {
    const json found = explore({"nested"});
    CHECK(found["transcripts"].size() == 48);
    CHECK(found["schedules"] <= 60);
    CHECK(found["done"] == 1);
}

TEST_CASE("a leak is shown with a schedule that has it") {
    const json all = transcripts_of({"nested"});
    int leaks = 0;
    for (const auto& t : all) {
        CHECK(t.contains("left") == (t["leaks"] > 0));
        if (!t.contains("left") || ++leaks > 1) continue;
        CHECK(has(t["left"]["goroutines"][0], "worker2"));
        const auto got = ctxdemo({"nested", "--speed", "max", "--schedule",
                                  t["left"]["id"].get<std::string>()});
        CHECK(got.out == t["text"].get<std::string>());
        CHECK(has(got.err, "1 goroutine was still alive"));
    }
    CHECK(leaks > 0);
}

TEST_CASE("a passed deadline and a sleep of no time make two transcripts") {
    const json all =
        transcripts_of({"deadline", "--ms", "0", "--oversleep", "0"});
    REQUIRE(all.size() == 2);
    CHECK(all[0]["text"] == "overslept\n");
    CHECK(all[0]["canonical"] == true);
    CHECK(all[1]["text"] == "context deadline exceeded\n");
}

TEST_CASE("a generator that is not canceled is left behind by each schedule") {
    const json found = explore({"gen", "--no-cancel"});
    REQUIRE(found["transcripts"].size() == 1);
    const json& only = found["transcripts"][0];
    CHECK(only["leaks"] == 1);
    CHECK(has(only["left"]["goroutines"][0], "goroutine 2 \"generator\" ["));
    CHECK(explore({"gen"})["transcripts"][0]["leaks"] == 0);
}

TEST_CASE("a worker that leaves early makes the sender of the channel hang") {
    const json found = explore({"channel", "--leave-early"});
    REQUIRE(found["transcripts"].size() == 1);
    const json& only = found["transcripts"][0];
    CHECK(only["failure"] == "all goroutines are asleep - deadlock!");
    CHECK(
        has(only["left"]["goroutines"][0], "goroutine 1 \"main\" [chan send]"));

    const auto text = ctxdemo({"explore", "channel", "--leave-early"});
    CHECK(has(text.out, "fatal error: all goroutines are asleep - deadlock!"));

    const auto again = ctxdemo({"channel", "--leave-early", "--speed", "max",
                                "--schedule", only["id"].get<std::string>()});
    CHECK(again.code == 1);
    CHECK(again.out == "worker\n");
    CHECK(has(again.err, "deadlock"));
}

TEST_CASE("explore prints a summary, and each output with a schedule") {
    const auto got = ctxdemo({"explore", "cancel"});
    CHECK(got.code == 0);
    CHECK(got.out ==
          "2 outputs, 2 schedules; complete: every output in virtual time, "
          "given that the\n"
          "goroutines share nothing but this library's objects\n"
          "no schedule leaves a goroutine behind or ends with an error\n"
          "\n"
          "canonical: 1 of 2 schedules, such as 0\n"
          "    worker\n    worker\n    worker\n    over\n"
          "\n"
          "1 of 2 schedules, such as 1\n"
          "    worker\n    worker\n    worker\n    worker\n    over\n"
          "\n"
          "to see one again: ctxdemo cancel --schedule 1\n");
    CHECK(got.err == "");
}

TEST_CASE("explore groups many outputs, and prints one of each kind in full") {
    const auto got = ctxdemo({"explore", "nested"});
    CHECK(got.code == 0);
    CHECK(got.out.starts_with(
        "48 outputs, 56 schedules; complete: every output in virtual time, "
        "given that the\n"
        "goroutines share nothing but this library's objects\n"
        "goroutines are left behind in 24 schedules of 24 outputs: worker2\n"
        "\n"
        "The outputs are of 4 kinds. Those of one kind have the same lines in "
        "another\n"
        "order, and end in the same way. One of each kind is printed in full, "
        "the others\n"
        "with a letter for each line and a schedule that prints them. To see "
        "all in full:\n"
        "--all\n"
        "\n"
        "    a  worker\n"
        "    b  worker2\n"
        "    c  over\n"
        "\n"
        "kind  outputs  schedules  lines     ending\n"
        "1     8        16         3a 3b 1c  may leave worker2\n"
        "2     8        8          4a 3b 1c  -\n"
        "3     16       16         3a 4b 1c  leaves worker2\n"
        "4     16       16         4a 4b 1c  -\n"
        "\n"
        "kind 1, canonical: 2 of 56 schedules, such as 0\n"
        "    worker\n    worker2\n    worker\n    worker2\n"
        "    worker\n    worker2\n    over\n"
        "  left behind in schedule 00000210101:\n"
        "    goroutine 3 \"worker2\" [sleep]: nested.cpp:31, started at "
        "nested.cpp:15\n"
        "  the other 7 in another order:\n"
        "    1       bababac    001     abbabac    101     baababc    00001   "
        "ababbac\n"
        "    10001   babaabc    001001  abbaabc    101001  baabbac\n"
        "\n"
        "kind 2: 1 of 56 schedules, such as 000001\n"));
    CHECK(has(got.out, "\nto see one again: ctxdemo nested --schedule "));
}

/// Returns the words that explore prints for the outputs of `args`, by their
/// schedules.
std::map<std::string, std::string> spelled_outputs(arguments args) {
    args.insert(args.begin(), "explore");
    const std::string text = ctxdemo(args).out;
    std::map<std::string, std::string> words;
    const std::regex pair("([0-9a-z]+) +([a-c]+)( {4}|\n)");
    const std::regex others("order:\n(( {4}.*\n)+)");
    for (std::sregex_iterator block(text.begin(), text.end(), others), end;
         block != end; ++block) {
        const std::string lines = (*block)[1];
        for (std::sregex_iterator at(lines.begin(), lines.end(), pair);
             at != end; ++at) {
            words[(*at)[1]] = (*at)[2];
        }
    }
    return words;
}

TEST_CASE("each schedule prints the output that the letters beside it spell") {
    const auto words = spelled_outputs({"nested"});
    CHECK(words.size() == 48 - 4);
    const std::map<char, std::string> lines{
        {'a', "worker\n"}, {'b', "worker2\n"}, {'c', "over\n"}};
    std::map<std::string, std::string> by_id;
    for (const json& t : transcripts_of({"nested"})) by_id[t["id"]] = t["text"];
    for (const auto& [id, word] : words) {
        CAPTURE(id);
        std::string text;
        for (const char letter : word) text += lines.at(letter);
        CHECK(by_id[id] == text);
    }
}

TEST_CASE("with --all explore prints each output in full, and the same JSON") {
    const auto got = ctxdemo({"explore", "nested", "--all"});
    CHECK(got.out.starts_with("48 outputs, 56 schedules; complete"));
    CHECK_FALSE(has(got.out, "kind"));
    for (const json& t : transcripts_of({"nested"})) {
        CHECK(has(got.out, "schedules, such as " + t["id"].get<std::string>() +
                               "\n    worker"));
    }
    CHECK(explore({"nested", "--all"}) == explore({"nested"}));
}

TEST_CASE(
    "with --stamps the same lines at other times are another transcript") {
    std::set<std::string> texts;
    for (const json& t : transcripts_of({"cancel", "--stamps"})) {
        texts.insert(t["text"]);
    }
    const std::string three = "0.000 worker\n1.000 worker\n2.000 worker\n";
    CHECK(texts == std::set<std::string>{three + "3.000 over\n",
                                         three + "3.000 worker\n4.000 over\n"});
}

TEST_CASE("the command to type repeats the flags of the lesson") {
    const auto got = ctxdemo({"explore", "--max", "9", "value", "--trace-code",
                              "a b", "--ms", "20"});
    CHECK(has(got.out, "    worker, trace code:a b\n"));
    CHECK(has(got.out, "ctxdemo value --trace-code 'a b' --ms 20 --schedule "));
}

/// Runs `line` in a shell that finds ctxdemo.
outcome typed(const std::string& line) {
    const std::string program = CTXDEMO_BINARY;
    const std::string folder = program.substr(0, program.rfind('/'));
    return ctx_test::run_program(
        {"/bin/sh", "-c", "PATH=\"$0:$PATH\"\n" + line, folder});
}

TEST_CASE("the command to type works in a shell without changes") {
    const arguments rows[] = {
        {"cancel"},
        {"--stamps", "cancel"},
        {"--stamps", "--", "cancel"},
        {"gen", "--max", "9", "--count", "3", "--"},
        {"--max=9", "gen", "--count=3"},
        {"basic", "--for", "2s"},
        {"value", "--ms", "20", "--trace-code", "it's $x"},
        {"value", "--ms", "20", "--trace-code=a `b` \\ \"c\"; d & !e"},
        {"value", "--ms", "20", "--trace-code", "two\nlines"},
        {"value", "--ms", "20", "--trace-code", ""},
        {"value", "--ms", "20", "--trace-code="},
        {"value", "--ms", "20", "--trace-code", "--"},
        {"value", "--ms", "20", "--trace-code", "--max"},
        {"value", "--ms", "20", "--trace-code", "\u540d*~#"},
    };
    const std::string before = "\nto see one again:";
    for (const auto& row : rows) {
        const std::string given = ctx_test::text_of(row);
        CAPTURE(given);
        arguments args = row;
        args.insert(args.begin(), "explore");
        const std::string text = ctxdemo(args).out;
        REQUIRE(has(text, before));
        std::string line = text.substr(text.find(before) + before.size());
        line.pop_back();
        CAPTURE(line);
        const auto got = typed(line + " --speed max");
        CHECK(got.err == "");
        CHECK(got.out == transcripts_of(row).back()["text"].get<std::string>());
    }
}

TEST_CASE("a search that --max ends is not complete") {
    const json found = explore({"nested", "--max", "10"});
    CHECK(found["complete"] == false);
    CHECK(found["schedules"] == 10);
    const auto text = ctxdemo({"explore", "nested", "--max", "10"});
    CHECK(std::regex_search(
        text.out, std::regex("10 schedules; not complete: stopped after --max "
                             "10, with about [0-9]+ %\ndone; try --max "
                             "100\n")));
    CHECK(found["done"] > 0);
    CHECK(found["done"] < 1);
    // No larger --max is possible, so none is suggested.
    const auto most =
        ctxdemo({"explore", "cancel", "--max", "9223372036854775807"});
    CHECK(has(most.out, "; complete:"));
}

TEST_CASE("a search with a bound on preemptions has a part of the outputs") {
    const json all = explore({"nested"});
    std::size_t before = 0;
    for (const char* bound : {"0", "1", "9"}) {
        const json found = explore({"nested", "--preemptions", bound});
        CHECK(found["complete"] == false);
        CHECK(found["done"] == 1);
        CHECK(found["transcripts"].size() > before);
        before = found["transcripts"].size();
    }
    CHECK(before == all["transcripts"].size());
    const auto text = ctxdemo({"explore", "cancel", "--preemptions", "1"});
    CHECK(
        has(text.out,
            "not complete: no schedule with more than 1 preemption\nwas run"));
}

TEST_CASE("the same seed makes the same random schedules") {
    const arguments args{"nested", "--random", "50", "--random-seed", "7"};
    const json found = explore(args);
    CHECK(found["complete"] == false);
    CHECK(found["schedules"] == 50);
    CHECK(explore(args) == found);
    CHECK(explore({"nested", "--random", "50"}) != found);
    const auto text = ctxdemo({"explore", "nested", "--random", "50"});
    CHECK(has(text.out,
              "50 schedules; not complete: these are random schedules, from\n"
              "--random-seed 1\n"));
}

TEST_CASE("a run that does not end is stopped, and the search not complete") {
    const json found = explore({"basic", "--for", "1000h"});
    CHECK(found["complete"] == false);
    CHECK(has(found["transcripts"][0]["failure"], "livelock"));
    const auto text = ctxdemo({"explore", "basic", "--for", "1000h"});
    CHECK(
        text.out.starts_with("1 output, 1 schedule; not complete: a run that "
                             "does not end was stopped\n"));
}

TEST_CASE("the JSON is valid even if a lesson prints text that is not UTF-8") {
    const json found = explore({"value", "--trace-code", "\xff"});
    CHECK(has(found["transcripts"][0]["text"], "trace code:\xef\xbf\xbd\n"));
}

TEST_CASE("the help of explore shows the flags of the named lesson") {
    const auto own = ctxdemo({"explore", "--help"});
    CHECK(has(own.out, "--max N"));
    CHECK_FALSE(has(own.out, "--work"));
    CHECK(has(ctxdemo({"explore", "cancel", "--help"}).out, "--work"));
}

TEST_CASE("a long command to type goes on over several lines") {
    const std::string code(70, 'x');
    const auto got = ctxdemo(
        {"explore", "--max", "9", "value", "--ms", "20", "--trace-code", code});
    CHECK(has(got.out,
              "\nto see one again:\n"
              "  ctxdemo value --ms 20 --trace-code \\\n"
              "  " +
                  code +
                  " \\\n"
                  "  --schedule "));
}

TEST_CASE("explore needs no thread for a goroutine") {
    if (ctx_test::sanitized) return;  // a sanitizer takes all addresses
    // Room for one or two large stacks. The thread that waits for Ctrl-C gets
    // the first.
    const auto got = ctx_test::run_program(ctx_test::shell_line(
        "ulimit -s 400000 && ulimit -v 1000000 || exit 77; exec \"$0\" \"$@\"",
        {"explore", "nested"}));
    if (got.code == 77) {
        MESSAGE("not tested: no such limits can be set");
        return;
    }
    CHECK(has(got.out, "; complete: "));
    CHECK(got.err == "");
    CHECK(got.code == 0);
}

TEST_CASE("a wrong lesson or schedule is refused with one line") {
    struct row {
        arguments args;
        const char* says;
    };
    const row rows[] = {
        {{"explore"}, "which lesson?"},
        {{"explore", "cancle"}, "did you mean \"cancel\"?"},
        {{"explore", "nope"}, "lesson \"nope\" (ctxdemo list shows all)"},
        {{"explore", "--max", "5", "nope"}, "unknown lesson \"nope\""},
        {{"explore", "--json", "nope"}, "unknown lesson \"nope\""},
        {{"explore", "--work", "2s", "cancel"},
         "\"2s\" is not a lesson; a lesson's flags come after its name, such "
         "as: "
         "ctxdemo explore cancel --work 2s\n"},
        {{"explore", "--json", "--work", "2s"},
         "such as: ctxdemo explore cancel --work 2s\n"},
        {{"explore", "cancel", "gen"}, "unexpected argument \"gen\""},
        {{"explore", "cancel", "--max", "0"}, "--max 0: must be from 1"},
        {{"explore", "cancel", "--speed", "1"}, "unknown flag --speed"},
        {{"explore", "basic"}, "basic needs --for"},
        {{"explore", "cancel", "--preemptions", "-1"},
         "--preemptions -1: must be from 0"},
        {{"explore", "cancel", "--random", "5", "--max", "9"},
         "--random excludes --max, "},
        {{"explore", "cancel", "--random", "5", "--preemptions", "1"},
         "--random excludes --preemptions, "},
        {{"explore", "cancel", "--random-seed", "5"},
         "--random-seed needs --random, "},
        {{"cancel", "--schedule", "x y"},
         "not a schedule, because digit 2 is \" \"; its digits are"},
        {{"cancel", "--schedule", "0\u540d"}, "because digit 2 is \"\u540d\""},
        {{"cancel", "--schedule", ""}, "because it is empty;"},
        {{"cancel", "--schedule", "0z"},
         "because a digit must follow the last"},
        {{"cancel", "--schedule", "99"},
         "--schedule 99: digit 1 is 9, but only 0 to 1 can be chosen there; "
         "ctxdemo explore cancel lists a schedule for each output\n"},
        {{"nested", "--schedule", "0zz1"},
         "digit 2 is zz1, but only 0 to 1 can be chosen there"},
        {{"timeline", "cancel", "--schedule", "02"},
         "ctxdemo timeline: --schedule 02: digit 2 is 2, but only 0 to 1 can "
         "be chosen there; ctxdemo explore cancel lists a schedule for each "
         "output\n"},
        {{"tree", "cancel", "--work", "2s", "--at", "1s", "--schedule", "7"},
         "; ctxdemo explore cancel --work 2s lists a schedule for each "
         "output\n"},
        {{"timeline", "basic", "--schedule", "9"},
         "; ctxdemo explore basic --for 3s lists a schedule for each output\n"},
        {{"timeline", "basic", "--for=2s", "--schedule", "9"},
         "; ctxdemo explore basic --for=2s lists a schedule for each output\n"},
        {{"cancel", "--schedule", "000000000001"},
         "it has 12 digits, but this run has only 2 choices; ctxdemo explore "
         "cancel lists a schedule for each output\n"},
        {{"gen", "--speed", "2", "--count", "1", "--stamps", "--schedule",
          "000000000001"},
         "; ctxdemo explore gen --count 1 lists a schedule for each output\n"},
        {{"deadline", "--ms=0", "--oversleep", "0", "--schedule", "01"},
         "but this run has only 1 choice; ctxdemo explore deadline --ms=0 "
         "--oversleep 0 lists a schedule for each output\n"},
        {{"cancel", "--schedule", std::string(5000, '0') + '1'},
         "--schedule 00000000000000000000...00000000000000000001: it has 5001 "
         "digits, but"},
        {{"cancel", "--schedule", std::string(5000, '0') + 'Z'},
         "0Z: not a schedule, because digit 5001 is"},
        {{"cancel", "--schedule", "1", "--os"}, "--os excludes --schedule 1"},
        {{"basic", "--schedule", "1"},
         "such as: ctxdemo basic --schedule 1 --for 5s\n"},
    };
    for (const auto& row : rows) {
        const auto got = ctxdemo(row.args);
        CAPTURE(got.err);
        CHECK(has(got.err, row.says));
        CHECK(got.err.find('\n') == got.err.size() - 1);
        CHECK(got.err.size() < 300);
        CHECK(got.out == "");
        CHECK(got.code == 2);
    }
}

TEST_CASE("a long search on a terminal shows a line, and erases it") {
    // This search takes hours.
    terminal t(ctx_test::ctxdemo_line(
        {"explore", "nested", "--stop-after", "1m", "--max", "1000000000"}));
    t.await("about 0 %: ");
    t.await("so far ...");
    t.type("\x03");
    const std::string out = t.wait().out;
    const std::string erased = '\r' + std::string(60, ' ') + '\r';
    const std::size_t last = out.rfind("so far ...");
    CHECK(out.find(erased, last) != std::string::npos);
    CHECK(out.find('\n', last) > out.find(erased, last));
    CHECK(has(out, "; not complete: interrupted\r\n"));
}

TEST_CASE("a search of less than a second shows no line") {
    terminal t(ctx_test::ctxdemo_line({"explore", "cancel"}));
    const auto got = t.wait();
    CHECK(got.code == 0);
    CHECK(got.out.starts_with("2 outputs, 2 schedules"));
    CHECK_FALSE(has(got.out, "so far"));
}

TEST_CASE("explore prints a flag's text in printable characters") {
    const std::string hostile = "\u009b2J\u202e\U000f0000";
    arguments args{"explore", "value", "--trace-code", hostile};
    const auto text = ctxdemo(args).out;
    CAPTURE(text);
    CHECK(has(text, R"(\u009b2J\u202e\U000f0000)"));
    CHECK(has(text, R"(--trace-code $'\xc2\x9b2J\xe2\x80\xae)"));
    CHECK(lessons::printable_lines(text) == text);

    args.emplace_back("--json");
    const auto line = ctxdemo(args).out;
    CAPTURE(line);
    CHECK(has(line, R"(\u009b2J\u202e\udb80\udc00)"));
    CHECK(lessons::printable_lines(line) == line);
    CHECK(has(json::parse(line)["transcripts"][0]["text"], hostile));
}

// A lesson's own output is that of the Go program, byte for byte.
TEST_CASE("a lesson prints a flag's text as it is") {
    const std::string hostile = "\u009b2J\u202e";
    const auto got =
        ctxdemo({"value", "--trace-code", hostile, "--speed", "max"});
    CHECK(has(got.out, hostile));
}

}  // namespace explore_app_test
