// Verdicts in words, in both languages.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/verdict_text.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "apps/ctxdemo/exercise/verdict_advice.hpp"
#include "apps/ctxdemo/exercise/verdict_headline.hpp"
#include "apps/ctxdemo/exercise/waiting_words.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "tests/support/golden.hpp"

namespace verdict_text_test {

using namespace std::chrono_literals;
using namespace ctxdemo;
using lessons::language;

// Two workers are stopped, and the program has 19 lines.
const std::string source = R"(// Exercise stop-two: stops two workers
#include "lessons/support/exercise.hpp"

bool stop = false;

void worker(ctx::channel<bool> stop_here, std::string name) {
    for (;;) {
        if (stop) break;  // the flag
        stop_here.receive();
    }
    println("{} stops", name);
}

void run() {
    ctx::channel<bool> c;
    ctx::go("worker1", [=] { worker(c, "worker1"); });
    c.send(true);
    stop = true;
}
)";

const lessons::exercise& example() {
    static const lessons::exercise e{
        .name = "stop-two",
        .lesson = "channel",
        .start = source,
        .solution = "",
        .judge = "",
        .en = {.title = "Stop two workers",
               .summary = "Stops two workers with one channel.",
               .task = "The task.",
               .hints = {"One.", "Two.", "Three."},
               .solved = "A closed channel is `ready` for all that receive."},
        .zh = {.title = "停下两个 worker",
               .summary = "用一个 channel 停下两个 worker。",
               .task = "任务。",
               .hints = {"一。", "二。", "三。"},
               .solved = "关闭的 channel 对所有接收者都就绪。"}};
    return e;
}

source_place at(std::uint32_t line) { return {"/tmp/a b/stop-two.cpp", line}; }

verdict of(verdict_kind k) {
    verdict v;
    v.kind = k;
    v.schedules = 40;
    v.failing = 3;
    v.complete = true;
    v.schedule = "0110";
    return v;
}

// A verdict of each kind, with what its kind has.
std::vector<verdict> one_of_each() {
    std::vector<verdict> all;
    const auto add = [&](verdict_kind k) -> verdict& {
        return all.emplace_back(of(k));
    };
    {
        auto& v = add(verdict_kind::does_not_compile);
        v.schedules = v.failing = 0;
        v.schedule = "";
        v.at = at(9);
        v.what = "'class ctx::channel<bool>' has no member named 'recieve'";
        v.details = "stop-two.cpp:9:19: error: no member\n    9 | here\n";
    }
    {
        auto& v = add(verdict_kind::ends_the_process);
        v.what = "0";
        v.at = at(8);
    }
    {
        auto& v = add(verdict_kind::crashes);
        v.what = "SIGSEGV";
        v.at = at(9);
    }
    add(verdict_kind::out_of_memory).at = at(11);
    add(verdict_kind::data_race).race = {
        {{1, "main", "", at(18)}, true, false},
        {{2, "worker1", "", at(8)}, false, false}};
    add(verdict_kind::deadlock).goroutines = {
        {1, "main", "chan send", at(17)},
        {2, "worker1", "select: done, chan receive", at(9)},
        {3, "", "wait_group wait", {}}};
    add(verdict_kind::leak).goroutines = {
        {3, "worker2", "chan receive", at(9)}};
    {
        auto& v = add(verdict_kind::exception);
        v.what = v.thrown = "send on a closed channel";
        v.goroutines = {{1, "main", "", at(17)}};
        v.at = at(17);
    }
    {
        auto& v = add(verdict_kind::wrong_output);
        v.actual = "worker1 stops\nover\n";
        v.expected = "worker1 stops\nworker2 stops\nover\n";
    }
    {
        auto& v = add(verdict_kind::too_late);
        v.took = 3500ms;
        v.at_most = 3s;
        v.at = {};
    }
    {
        auto& v = add(verdict_kind::does_not_end);
        v.goroutines = {{2, "worker1", "select: chan receive", at(7)},
                        {1, "main", "wait_group wait", at(18)}};
        v.at = at(7);
        v.took = 1h;
    }
    {
        auto& v = add(verdict_kind::unfinished);
        v.complete = false;
        v.failing = 0;
        v.schedule = "";
    }
    add(verdict_kind::solved).failing = 0;
    return all;
}

const judged_source judged{example(), "stop-two", "stop-two.cpp", source,
                           nullptr};

std::string text_of(const verdict& v, const verdict_page& p = {},
                    const judged_source& of = judged) {
    return to_text(verdict_text(v, of, p), false);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("each kind of verdict is worded in English and in Chinese") {
    for (const auto& v : one_of_each()) {
        const auto name = "verdicts/" + std::string(to_string(v.kind));
        ctx_test::check_golden(name + ".en.txt", text_of(v));
        ctx_test::check_golden(name + ".zh.txt",
                               text_of(v, {.in = language::zh}));
    }
}

TEST_CASE("one_of_each has each kind") {
    const auto all = one_of_each();
    CHECK(all.size() == static_cast<std::size_t>(verdict_kind::solved) + 1);
    for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(static_cast<std::size_t>(all[i].kind) == i);
    }
}

TEST_CASE("the headline says on how many of the schedules the fault is") {
    struct row {
        std::uint64_t failing, schedules;
        bool complete;
        std::string en, zh;
    };
    const row rows[] = {
        {3, 40, true, "The output is wrong on 3 of 40 schedules.",
         "40 种调度中有 3 种，输出不对。"},
        {40, 40, true, "The output is wrong on all 40 schedules.",
         "全部 40 种调度里，输出不对。"},
        {3, 40, false, "The output is wrong on 3 of the first 40 schedules.",
         "前 40 种调度中有 3 种，输出不对。"},
        {40, 40, false, "The output is wrong on all of the first 40 schedules.",
         "前 40 种调度里，输出不对。"},
        {2, 2, true, "The output is wrong on both schedules.",
         "两种调度里，输出不对。"},
        {1, 1, true, "The output is wrong.", "输出不对。"},
        {0, 0, false, "The output is wrong.", "输出不对。"},
    };
    for (const auto& row : rows) {
        auto v = of(verdict_kind::wrong_output);
        v.failing = row.failing;
        v.schedules = row.schedules;
        v.complete = row.complete;
        CHECK(verdict_headline(v, language::en) == row.en);
        CHECK(verdict_headline(v, language::zh) == row.zh);
    }
}

TEST_CASE("the headline of a data race says which goroutine writes") {
    const access_place reads{{2, "worker", "", {}}, false, false};
    const access_place writes{{1, "", "", {}}, true, false};
    const access_place also{{3, "", "", {}}, true, true};
    struct row {
        std::vector<access_place> race;
        std::string en;
    };
    const row rows[] = {
        {{writes, reads}, "main writes a variable that worker reads."},
        {{reads, writes}, "main writes a variable that worker reads."},
        {{writes, also}, "main and goroutine 3 write the same variable."},
    };
    for (const auto& row : rows) {
        auto v = of(verdict_kind::data_race);
        v.race = row.race;
        CHECK(verdict_headline(v, language::en) ==
              "Data race on 3 of 40 schedules: " + row.en);
    }
}

TEST_CASE("many goroutines are counted, and the first eight are listed") {
    auto v = of(verdict_kind::leak);
    for (std::uint32_t id = 2; id < 12; ++id) {
        v.goroutines.push_back({id, "", "sleep", {}});
    }
    const auto text = text_of(v);
    CHECK(text.starts_with("10 goroutines are left behind on 3 of 40"));
    CHECK(has(text, "  goroutine 9 sleeps\n  and others\n"));
}

TEST_CASE("goroutines of one name are counted, and said once for each place") {
    auto v = of(verdict_kind::leak);
    v.goroutines = {{2, "worker", "sleep", at(9)},
                    {3, "worker", "sleep", at(9)},
                    {4, "worker", "sleep", at(8)},
                    {5, "other", "sleep", at(9)}};
    const auto text = text_of(v);
    CHECK(text.starts_with("3 goroutines named worker and other are left"));
    const std::string once = "  worker sleeps:\n    stop-two.cpp:9 ";
    CHECK(text.find(once) == text.rfind(once));
    CHECK(has(text, "  worker sleeps:\n    stop-two.cpp:8 "));
    CHECK(has(text, "  other sleeps:\n    stop-two.cpp:9 "));
}

TEST_CASE("what a goroutine waits on is put into plain words") {
    struct row {
        std::string waits_on, en, zh;
    };
    const row rows[] = {
        {"chan send", "g waits until another goroutine receives what it sends",
         "g 在等别的 goroutine 来接收它发送的值"},
        {"chan receive",
         "g waits until another goroutine sends something, or closes the "
         "channel",
         "g 在等别的 goroutine 发送，或关闭 channel"},
        {"done", "g waits until a context is done", "g 在等一个 context 结束"},
        {"done (never)", "g waits for a context that is never canceled",
         "g 在等一个永远不会被取消的 context"},
        {"select: done, chan send",
         "g waits until a context is done, or until another goroutine receives "
         "what it sends",
         "g 在等一个 context 结束，或别的 goroutine 来接收它发送的值"},
        {"select: done, done", "g waits until a context is done",
         "g 在等一个 context 结束"},
        {"select", "g waits in a select that has no case, which never ends",
         "g 在一个没有分支的 select 里等，永远等不到"},
        {"start", "g has not begun", "g 还没有开始"},
        {"sleep", "g sleeps", "g 睡着"},
        {"wait_group wait",
         "g waits until the goroutines of a wait group have returned",
         "g 在等一个 wait group 的 goroutine 都返回"},
        {"mutex lock, held by goroutine 3 since a.cpp:17",
         "g waits until a lock is free", "g 在等一把锁被放开"},
        {"chan receive or done",
         "g waits until another goroutine sends something, or closes the "
         "channel, or until a context is done",
         "g 在等别的 goroutine 发送，或关闭 channel，或一个 context 结束"},
        {"sleep or done",
         "g waits until a time has passed, or until a context is done",
         "g 在等一段时间过去，或一个 context 结束"},
        {"", "g still runs", "g 还在运行"},
        {"a comet", "g waits in \"a comet\"", "g 在等“a comet”"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.waits_on);
        CHECK(waiting_sentence("g", row.waits_on, language::en) == row.en);
        CHECK(waiting_sentence("g", row.waits_on, language::zh) == row.zh);
    }
}

TEST_CASE("a line is quoted only if it is the learner's") {
    auto v = of(verdict_kind::crashes);
    v.what = "SIGILL";
    v.at = {"/usr/include/vector", 9};
    CHECK(has(text_of(v), "\n  vector:9\n"));
    v.at = {"lessons/channel/exercise/stop-two/judge.cpp", 9};
    CHECK(has(text_of(v), "\n  (in the code that judges yours)\n"));
    v.at = at(9);
    CHECK(has(text_of(v), "\n  stop-two.cpp:9  │ stop_here.receive();\n"));
    v.at = at(900);
    CHECK(has(text_of(v), "\n  stop-two.cpp:900\n"));
}

TEST_CASE("the canonical schedule is called the usual one") {
    auto v = of(verdict_kind::too_late);
    for (const std::string schedule : {"", "0"}) {
        v.schedule = schedule;
        CHECK(has(text_of(v), "\nThe usual schedule shows it already.\n"));
    }
}

TEST_CASE("a solved exercise names the next one, or says that all are solved") {
    lessons::exercise other = example();
    other.name = "prompt";
    judged_source then = judged;
    then.next = &other;
    const auto v = one_of_each().back();
    CHECK(has(text_of(v, {}, then),
              "\nctxdemo exercise start prompt  the next exercise: "
              "Stop two workers\n"));
    CHECK(has(text_of(v, {.with_commands = false}, then),
              "\nthe next exercise: prompt\n"));
    CHECK(has(text_of(v), "\nThat was the last exercise: all are solved.\n"));
}

TEST_CASE("a screen with keys gets no commands, and quoted names where typed") {
    const auto v = one_of_each()[std::size_t(verdict_kind::leak)];
    CHECK_FALSE(has(text_of(v, {.with_commands = false}), "ctxdemo "));
    judged_source elsewhere{example(), "a b/x.cpp", "a b/x.cpp", source};
    CHECK(has(text_of(v, {}, elsewhere), "ctxdemo exercise walk 'a b/x.cpp'"));
}

TEST_CASE("--verbose prints all that the compiler said") {
    const auto v = one_of_each().front();
    CHECK_FALSE(has(text_of(v), "9 | here"));
    CHECK(has(text_of(v), "--verbose"));
    const auto all = text_of(v, {.verbose = true});
    CHECK(has(all, "\n      9 | here\n"));
    CHECK_FALSE(has(all, "--verbose"));
}

TEST_CASE("a goroutine that goes on at one instant is said to be there") {
    auto v = of(verdict_kind::does_not_end);
    v.goroutines = {{2, "worker1", "", at(8)}};
    v.at = at(8);
    CHECK(has(text_of(v), ": worker1 goes on for ever.\n"));
    CHECK(has(text_of(v), "  worker1 is here, again and again:\n"));
    judged_source with_atomic = judged;
    with_atomic.source += "ctx::atomic<bool> other;\n";
    CHECK(has(text_of(v, {}, with_atomic),
              "  worker1 is at this line, or after it:\n"));
}

TEST_CASE("a file that lacks the function of the judge is told so") {
    auto v = one_of_each().front();
    v.missing = "void run()";
    for (const auto l : {language::en, language::zh}) {
        CHECK(has(text_of(v, {.in = l}), "\n    void run()\n"));
    }
    CHECK_FALSE(has(text_of(v), "recieve"));
}

TEST_CASE("an exception that ends the process is said with the crash") {
    auto v = of(verdict_kind::crashes);
    v.what = "SIGABRT";
    v.thrown = "close of closed channel";
    CHECK(has(text_of(v, {.width = 200}),
              "a destructor, or a function that must not throw: close of "));
    CHECK(has(text_of(v, {.in = language::zh, .width = 200}),
              "close of closed channel"));
}

TEST_CASE("a program that starts a thread is told so in both languages") {
    auto v = of(verdict_kind::exception);
    v.what = starts_a_thread;
    CHECK(has(text_of(v, {.width = 200}), "go() starts a goroutine."));
    CHECK(has(text_of(v, {.in = language::zh}), "程序自己启动了线程"));
}

TEST_CASE("one schedule that is right is no more than one") {
    auto v = one_of_each().back();
    v.schedules = 1;
    CHECK(verdict_headline(v, language::en) == "Solved: the program is right.");
    CHECK(verdict_headline(v, language::zh) == "解出来了：程序是对的。");
}

TEST_CASE("the first warning of the compiler is below a fault") {
    auto v = of(verdict_kind::leak);
    v.warning = "ignoring return value";
    v.warned_at = at(9);
    const std::string words =
        "\nThe compiler warns:\n"
        "  stop-two.cpp:9  │ stop_here.receive();\n"
        "  ignoring return value\n";
    CHECK(has(text_of(v), words));
    v.kind = verdict_kind::solved;
    CHECK_FALSE(has(text_of(v), words));
}

TEST_CASE("names in the code, but not in comments, bring advice") {
    struct row {
        const char* code;
        verdict_kind kind;
        bool has_advice;
    };
    using enum verdict_kind;
    const row rows[] = {
        {"std::this_thread::sleep_for(1s);", leak, true},
        {"// std::this_thread::sleep_for(1s);", leak, false},
        {"f(\"usleep\");", leak, false},
        {"sleep_for(1s);", leak, false},
        {"std::condition_variable c;", does_not_end, true},
        {"ctx::condition_variable c;", does_not_end, false},
        {"go(\"a\", [&] { f(); });", crashes, true},
        {"ctx::go([&n] { f(); });", does_not_end, true},
        {"go([&] { f(); });", leak, false},
        {"go([=] { f([&] {}); });", crashes, false},
        {"wg.go([&] { f(); });", crashes, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.code);
        verdict v;
        v.kind = row.kind;
        for (const auto l : {language::en, language::zh}) {
            CHECK(verdict_advice(v, row.code, l).size() == row.has_advice);
        }
    }
}

TEST_CASE("an error of tempting code brings the code that was meant") {
    verdict v{.kind = verdict_kind::does_not_compile};
    v.at.line = 1;
    v.what = "expected primary-expression before '.' token";
    CHECK(verdict_advice(v, "while (!ctx.err()) {", language::en).size() == 1);
    CHECK(verdict_advice(v, "while (!c.err()) {", language::en).empty());
    v.what = "conflicting declaration 'defer<...auto...> cancel'";
    CHECK(verdict_advice(v, "defer(cancel);", language::en).size() == 1);
}

TEST_CASE("no line of a verdict is wider than the page") {
    for (const auto& v : one_of_each()) {
        for (const std::size_t width : {20U, 40U, 79U}) {
            for (const auto l : {language::en, language::zh}) {
                const verdict_page p{.in = l, .width = width};
                for (const auto& line : verdict_text(v, judged, p)) {
                    CAPTURE(line.text());
                    const bool is_command = line.text().starts_with("ctxdemo ");
                    CHECK((is_command || width_of(line.text()) <= width));
                }
            }
        }
    }
}

TEST_CASE("text of the program is printed in printable characters") {
    auto v = of(verdict_kind::wrong_output);
    v.actual = "\x1b[2J\n";
    v.expected = "fine\n";
    CHECK(has(text_of(v), "\\x1b[2J"));
    v = of(verdict_kind::exception);
    v.what = "\x1b[2J";
    CHECK(has(text_of(v), "\\x1b[2J"));
}

}  // namespace verdict_text_test
