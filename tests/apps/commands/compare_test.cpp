// ctxdemo compare prints numbers that the lessons' own runs confirm.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/compare.hpp"
#include "tests/apps/program.hpp"
#include "tests/lessons/commands.hpp"
#include "tests/lessons/legal.hpp"

namespace compare_test {

using namespace std::chrono_literals;
using ctx_test::arguments;
using ctx_test::outcome;
using lessons::language;
using nlohmann::json;

/// Runs ctxdemo in `locale`.
outcome run_in(const std::string& locale, arguments args) {
    args = ctx_test::ctxdemo_line(std::move(args));
    args.insert(args.begin(), {"/usr/bin/env", "LC_ALL=" + locale});
    return ctx_test::run_program(args);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

json compared(arguments args) {
    args.insert(args.begin(), "compare");
    args.emplace_back("--json");
    const auto got = ctx_test::ctxdemo(args);
    CAPTURE(got.err);
    REQUIRE(got.code == 0);
    return json::parse(got.out);
}

std::vector<std::string> approach_names() {
    std::vector<std::string> names;
    for (const auto& l : lessons::all_lessons()) {
        if (!lessons::text_of(l.name).en.approach.empty()) {
            names.push_back(l.name);
        }
    }
    return names;
}

constexpr std::int64_t half_a_second = 500'000'000;

TEST_CASE("compare prints this table in English") {
    const auto got = run_in("C", {"compare"});
    CHECK(got.code == 0);
    CHECK(got.err == "");
    CHECK(got.out == R"(Main asks the worker to stop at 2.5s

             stopped  main     nested       left    legal        go run
             after    held up  after        behind  transcripts  -race
global-flag  500ms    0s       500ms        0       2            no race found
channel      500ms    500ms    left behind  1       2            no race found
cancel       500ms    0s       500ms        0       2            no race found
nested       500ms    0s       500ms        0       48           no race found
prompt       0s       0s       0s           0       2            no race found

global-flag  The worker polls, so it stops late; all code must know the flag.
             go run -race lessons/global-flag/plain-bool/main.go: DATA RACE
channel      A send reaches one worker, and blocks main until the worker looks.
cancel       cancel does not wait; all goroutines with the context are told.
nested       Both share a context; nobody waits for worker2, so it may be left.
prompt       A select waits for the work and the context at once: no polling.

stopped after: from the request until the worker has returned
main held up: from the request until main goes on
nested after: the same of a worker that it starts itself (--nested)
left behind: goroutines left when that run ends; other schedules may differ
legal transcripts: how many there are, without flags; see ctxdemo explore
go run -race: of the Go twin, lessons/<lesson>/main.go, as a test recorded it
)");
}

TEST_CASE("compare prints this table in Chinese") {
    const auto got = run_in("zh_CN.UTF-8", {"compare"});
    CHECK(got.code == 0);
    CHECK(got.out == R"(main 叫停的时间：2.5s

             停下   main   内层    遗留  合法  go run
             用时   卡住   用时    个数  输出  -race
global-flag  500ms  0s     500ms   0     2     未发现竞争
channel      500ms  500ms  被留下  1     2     未发现竞争
cancel       500ms  0s     500ms   0     2     未发现竞争
nested       500ms  0s     500ms   0     48    未发现竞争
prompt       0s     0s     0s      0     2     未发现竞争

global-flag  worker 轮询，所以停得晚；而且所有代码都得知道这个变量。
             go run -race lessons/global-flag/plain-bool/main.go: DATA RACE
channel      一次发送只到一个 worker；它不来看，main 就一直卡住。
cancel       cancel 不等；凡是有这个 context 的 goroutine 都会知道。
nested       两个 worker 共用一个 context；没有人等 worker2，它可能被留下。
prompt       select 同时等活干完和 context 结束，不必轮询，说停就停。

停下用时：从叫停到 worker 返回
main 卡住：从叫停到 main 往下走
内层用时：它自己再启动一个 worker（--nested），从叫停到那一个返回
遗留个数：同一次运行，main 返回时还剩几个 goroutine（别的调度可能不同）
合法输出：不加参数运行，有几种可能的输出；见 ctxdemo explore
go run -race：对 Go 程序 lessons/<lesson>/main.go 的结论，由测试记录
)");
}

/// Two lessons with all that a table can show: a variant of a program, times
/// that never come, and an unfinished search.
std::vector<ctxdemo::comparison> two_rows() {
    return {{.lesson = "global-flag",
             .stopped = 500ms,
             .held_up = 0s,
             .nested_stopped = 500ms,
             .left = 0,
             .transcripts = 2,
             .complete = true,
             .races = {{"go run -race a", "a", lessons::no_race},
                       {"go run -race a/b", "a/b", lessons::data_race}}},
            {.lesson = "channel",
             .stopped = 500ms,
             .held_up = {},
             .nested_stopped = {},
             .left = 12,
             .transcripts = 34,
             .complete = false,
             .races = {{"go run -race c", "c", lessons::no_race}}}};
}

TEST_CASE("in 40 columns each approach is a block") {
    CHECK(compare_text(two_rows(), 1s, 40, language::en) ==
          R"(Main asks the worker to stop at 1s

global-flag
  stopped after      500ms
  main held up       0s
  nested after       500ms
  left behind        0
  legal transcripts  2
  go run -race       no race found
  The worker polls, so it stops late;
  all code must know the flag.
  go run -race a/b: DATA RACE

channel
  stopped after      500ms
  main held up       for ever
  nested after       left behind
  left behind        12
  legal transcripts  34+
  go run -race       no race found
  A send reaches one worker, and blocks
  main until the worker looks.

stopped after: from the request until
the worker has returned
main held up: from the request until
main goes on
nested after: the same of a worker that
it starts itself (--nested)
left behind: goroutines left when that
run ends; other schedules may differ
legal transcripts: how many there are,
without flags; see ctxdemo explore
go run -race: of the Go twin,
lessons/<lesson>/main.go, as a test
recorded it
)");
    CHECK(compare_text(two_rows(), 1s, 40, language::zh) ==
          R"(main 叫停的时间：1s

global-flag
  停下用时      500ms
  main 卡住     0s
  内层用时      500ms
  遗留个数      0
  合法输出      2
  go run -race  未发现竞争
  worker 轮询，所以停得晚；而且所有代码
  都得知道这个变量。
  go run -race a/b: DATA RACE

channel
  停下用时      500ms
  main 卡住     永远
  内层用时      被留下
  遗留个数      12
  合法输出      34+
  go run -race  未发现竞争
  一次发送只到一个 worker；它不来看，
  main 就一直卡住。

停下用时：从叫停到 worker 返回
main 卡住：从叫停到 main 往下走
内层用时：它自己再启动一个 worker
（--nested），从叫停到那一个返回
遗留个数：同一次运行，main 返回时还剩几
个 goroutine（别的调度可能不同）
合法输出：不加参数运行，有几种可能的输
出；见 ctxdemo explore
go run -race：对 Go 程序
lessons/<lesson>/main.go 的结论，由测试
记录
)");
}

TEST_CASE("no line of a comparison is longer than the width") {
    for (const auto l : {language::en, language::zh}) {
        for (std::size_t width = 20; width <= 100; ++width) {
            const auto text = compare_text(two_rows(), 2500ms, width, l);
            std::string_view rest = text;
            while (!rest.empty()) {
                const auto line = rest.substr(0, rest.find('\n'));
                rest.remove_prefix(line.size() + 1);
                CAPTURE(line);
                CHECK(ctxdemo::width_of(line) <= width);
            }
        }
    }
}

TEST_CASE(
    "the reason of each approach fits beside its name in both languages") {
    for (const auto& name : approach_names()) {
        CAPTURE(name);
        for (const auto l : {language::en, language::zh}) {
            const auto why = lessons::text_of(name).prose(l).approach;
            CHECK(!why.empty());
            CHECK(ctxdemo::width_of("global-flag  ") + ctxdemo::width_of(why) <=
                  80);
        }
    }
}

TEST_CASE("compare measures these numbers") {
    const json all = compared({});
    REQUIRE(all.size() == 5);
    struct row {
        const char* lesson;
        std::int64_t stopped;
        std::int64_t held_up;
        json nested;
        int left;
        std::size_t transcripts;
    };
    const row rows[] = {
        {"global-flag", half_a_second, 0, half_a_second, 0, 2},
        {"channel", half_a_second, half_a_second, nullptr, 1, 2},
        {"cancel", half_a_second, 0, half_a_second, 0, 2},
        {"nested", half_a_second, 0, half_a_second, 0, 48},
        {"prompt", 0, 0, 0, 0, 2},
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string name = rows[i].lesson;
        CAPTURE(name);
        CHECK(all[i]["lesson"] == rows[i].lesson);
        CHECK(all[i]["stop_after_ns"] == 5 * half_a_second);
        CHECK(all[i]["stopped_after_ns"] == rows[i].stopped);
        CHECK(all[i]["held_up_ns"] == rows[i].held_up);
        CHECK(all[i]["nested_stopped_after_ns"] == rows[i].nested);
        CHECK(all[i]["left_behind"] == rows[i].left);
        CHECK(all[i]["transcripts"] == rows[i].transcripts);
        CHECK(all[i]["complete"] == true);
    }
}

TEST_CASE("the lessons do what compare says when they run alone") {
    for (const json& c : compared({})) {
        const std::string name = c["lesson"];
        CAPTURE(name);
        // Main prints "over" when the worker has stopped.
        const auto one = ctx_test::ctxdemo(
            {name, "--stop-after", "2500ms", "--speed", "max", "--stamps"});
        const bool late = c["stopped_after_ns"] == half_a_second;
        CHECK(has(one.out, late ? "\n3.000 over\n" : "\n2.500 over\n"));

        arguments two{name, "--stop-after", "2500ms", "--speed", "max"};
        if (name != "nested") two.emplace_back("--nested");
        const auto got = ctx_test::ctxdemo(two);
        CHECK(has(got.out, "worker2\n"));
        CHECK(has(got.err, "\"worker2\"") ==
              c["nested_stopped_after_ns"].is_null());
        CHECK(has(got.err, "1 goroutine was still alive") ==
              (c["left_behind"] == 1));

        CHECK(ctx_test::legal_transcripts({name}).size() == c["transcripts"]);
    }
}

TEST_CASE("each race verdict has its command, and variants come last") {
    const json flag = compared({"global-flag"})[0]["race"];
    CHECK(flag == json::parse(R"([
        {"command": "go run -race lessons/global-flag/main.go",
         "verdict": "no race found"},
        {"command": "go run -race lessons/global-flag/plain-bool/main.go",
         "verdict": "DATA RACE"}])"));
    CHECK(compared({"cancel"})[0]["race"].size() == 1);
}

TEST_CASE("compare takes the named lessons in their given order") {
    const json some = compared({"prompt", "cancel"});
    REQUIRE(some.size() == 2);
    CHECK(some[0]["lesson"] == "prompt");
    CHECK(some[1]["lesson"] == "cancel");
}

TEST_CASE("the help of compare names the default lessons") {
    const auto help = ctx_test::ctxdemo({"compare", "--help"}).out;
    CHECK(has(help, "by default"));
    for (const auto& name : approach_names()) CHECK(has(help, name));
}

TEST_CASE("compare refuses a wrong lesson or flag with one line") {
    struct row {
        arguments args;
        const char* says;
    };
    const row rows[] = {
        {{"compare", "chanel"}, "did you mean \"channel\"?"},
        {{"compare", "cancel", "gen"},
         "gen does not stop a worker; the lessons to compare are global-flag, "
         "channel, cancel, nested and prompt, such as: ctxdemo compare"},
        {{"compare", "client"}, "client does not stop a worker"},
        {{"compare", "cancel", "--work", "1s"}, "unknown flag --work"},
    };
    for (const auto& row : rows) {
        const auto got = ctx_test::ctxdemo(row.args);
        CAPTURE(got.err);
        CHECK(has(got.err, row.says));
        CHECK(got.err.find('\n') == got.err.size() - 1);
        CHECK(got.out == "");
        CHECK(got.code == 2);
    }
}

}  // namespace compare_test
