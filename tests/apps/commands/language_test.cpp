// --lang and the locale decide whether ctxdemo prints English or Chinese.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lesson.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/terminal.hpp"

namespace language_test {

using ctx_test::arguments;
using ctx_test::ctxdemo;
using ctx_test::environment_changes;
using ctx_test::outcome;
using ctx_test::terminal;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

bool is_chinese(const outcome& got) { return has(got.out, "怎样开始："); }

bool is_english(const outcome& got) { return has(got.out, "How to start:"); }

// Without the three variables that name a locale, besides `set`.
environment_changes locale(environment_changes set) {
    set.insert(set.begin(), {"LC_ALL", std::nullopt});
    return set;
}

TEST_CASE("--lang may stand before and after the command") {
    const std::string zh = ctxdemo({"list", "--lang", "zh"}).out;
    CHECK(has(zh, "用取消 context 通知 worker 停下"));
    for (const arguments& args :
         {arguments{"--lang", "zh", "list"}, arguments{"--lang=zh", "list"},
          arguments{"list", "--lang=zh"}, arguments{"--lang=zh", "--", "list"},
          arguments{"--lang", "en", "list", "--lang", "zh"},
          arguments{"--lang", "en", "--lang", "zh", "list"}}) {
        const outcome got = ctxdemo(args);
        CHECK(got.out == zh);
        CHECK(got.err == "");
        CHECK(got.code == 0);
    }
    CHECK(is_chinese(ctxdemo({"--lang", "zh"})));
    CHECK(is_english(ctxdemo({"--lang=zh", "--lang=en"})));
    CHECK(has(ctxdemo({"--lang", "zh", "--help"}).out, "用法："));
    CHECK(ctxdemo({"--lang", "zh", "--version"}).out ==
          ctxdemo({"--version"}).out);
}

TEST_CASE("every command takes --lang, and its help lists it") {
    for (const auto& c : ctxdemo::plain_commands()) {
        const auto got = ctxdemo({c.name, "--lang", "zh", "--help"});
        CHECK(got.code == 0);
        CHECK(has(got.out, "  --lang en|zh "));
        CHECK(has(
            got.out,
            std::string(c.summary.in(lessons::language::zh).substr(0, 12))));
    }
}

TEST_CASE("a wrong language is refused") {
    struct row {
        arguments args;
        std::string message;
    };
    const std::string allowed = "must be en or zh, such as --lang zh\n";
    const row rows[] = {
        {{"list", "--lang", "fr"}, "ctxdemo list: --lang fr: " + allowed},
        {{"--lang", "fr", "list"}, "ctxdemo list: --lang fr: " + allowed},
        {{"cancel", "--lang=ZH"}, "ctxdemo cancel: --lang ZH: " + allowed},
        {{"list", "--lang="}, "ctxdemo list: --lang \"\": " + allowed},
        {{"--lang=", "list"}, "ctxdemo list: --lang \"\": " + allowed},
        {{"--lang", "fr"}, "ctxdemo: --lang fr: " + allowed},
        {{"--lang", "list"}, "ctxdemo: --lang list: " + allowed},
        {{"list", "--lang"}, "ctxdemo list: --lang needs a value: " + allowed},
        {{"--lang"}, "ctxdemo: --lang needs a value: " + allowed},
        {{"list", "--help", "--lang", "fr"},
         "ctxdemo list: --lang fr: " + allowed},
        {{"--lnag", "zh"},
         "ctxdemo: unknown flag --lnag; did you mean --lang?\n"},
    };
    for (const auto& row : rows) {
        const outcome got = ctxdemo(row.args);
        CHECK(got.err == row.message);
        CHECK(got.out == "");
        CHECK(got.code == 2);
    }
}

TEST_CASE("without --lang the locale decides the language") {
    struct row {
        environment_changes set;
        bool chinese;
    };
    const row rows[] = {
        {{}, false},
        {{{"LANG", "zh_CN.UTF-8"}}, true},
        {{{"LANG", "zh_TW.utf8"}}, true},
        {{{"LANG", "zh_CN.UTF-8@pinyin"}}, true},
        {{{"LANG", "en_US.UTF-8"}}, false},
        {{{"LC_ALL", "zh_CN.UTF-8"}, {"LANG", "en_US.UTF-8"}}, true},
        {{{"LC_MESSAGES", "zh_CN.UTF-8"}, {"LANG", "en_US.UTF-8"}}, true},
        {{{"LC_MESSAGES", "en_US.UTF-8"}, {"LANG", "zh_CN.UTF-8"}}, false},
        {{{"LC_ALL", ""}, {"LANG", "zh_CN.UTF-8"}}, true},
        // Chinese is written in UTF-8 only.
        {{{"LANG", "zh_CN"}}, false},
        {{{"LANG", "zh_CN.GB18030"}}, false},
        {{{"LANG", "zh_CN.UTF-8"}, {"LC_CTYPE", "C"}}, false},
        {{{"LC_ALL", "C"}, {"LANG", "zh_CN.UTF-8"}}, false},
    };
    for (const auto& row : rows) {
        const std::string set =
            row.set.empty() ? "" : row.set[0].first + '=' + *row.set[0].second;
        CAPTURE(set);
        CHECK(is_chinese(ctxdemo({}, locale(row.set))) == row.chinese);
        CHECK(is_english(ctxdemo({}, locale(row.set))) != row.chinese);
    }
}

TEST_CASE("--lang overrides the locale") {
    CHECK(is_chinese(ctxdemo({"--lang", "zh"}, {{"LC_ALL", "C"}})));
    CHECK(is_english(ctxdemo({"--lang", "en"}, {{"LC_ALL", "zh_CN.UTF-8"}})));
}

TEST_CASE("the output of a lesson and error messages are not translated") {
    const environment_changes zh{{"LC_ALL", "zh_CN.UTF-8"}};
    CHECK(ctxdemo({"cancel", "--speed", "max", "--lang", "zh"}, zh).out ==
          "worker\nworker\nworker\nover\n");
    CHECK(ctxdemo({"cancle"}, zh).err == ctxdemo({"cancle"}).err);
    CHECK(ctxdemo({"cancel", "x", "--lang", "zh"}).err ==
          ctxdemo({"cancel", "x"}).err);
}

TEST_CASE("explore in Chinese names a command without --lang") {
    const auto zh =
        ctxdemo({"explore", "--lang", "zh", "channel", "--leave-early"});
    CHECK(
        zh.out ==
        "1 种输出，1 种调度；已穷尽：虚拟时间里的输出全部在此，只要 goroutine "
        "之间只共享\n"
        "本库的对象\n"
        "1 种调度（1 种输出）以致命错误结束：all goroutines are asleep - "
        "deadlock!\n"
        "\n"
        "默认：1 种调度中的 1 种，例如 0\n"
        "    worker\n"
        "  致命错误：all goroutines are asleep - deadlock!\n"
        "  调度 0 中睡着的：\n"
        "    goroutine 1 \"main\" [chan send]: channel.cpp:48\n"
        "\n"
        "要再看一种：ctxdemo channel --leave-early --schedule 0\n");
    const auto cut =
        ctxdemo({"explore", "--lang", "zh", "cancel", "--max", "1"});
    CHECK(std::regex_search(
        cut.out,
        std::regex("1 种输出，1 种调度；未穷尽：到 --max 1 为止，约完成 "
                   "[0-9]+%；试试 --max 10\n")));
}

TEST_CASE("explore explains the kinds of outputs in Chinese") {
    const auto got = ctxdemo({"explore", "nested", "--lang", "zh"});
    CHECK(got.out.starts_with(
        "48 种输出，56 种调度；已穷尽：虚拟时间里的输出全部在此，只要 "
        "goroutine 之间只共\n"
        "享本库的对象\n"
        "24 种调度（24 种输出）遗留 goroutine：worker2\n"
        "\n"
        "这些输出分 4 类：同一类的行相同，只是顺序不同，结束的方式也相同。每类"
        "完整打印一\n"));
    CHECK(has(got.out,
              "类  输出  调度  各行      结束\n"
              "1   8     16    3a 3b 1c  可能遗留 worker2\n"
              "2   8     8     4a 3b 1c  -\n"));
    CHECK(has(got.out, "\n第 1 类，默认：56 种调度中的 2 种，例如 0\n"));
    CHECK(has(got.out, "\n  另外 7 种，顺序不同：\n    1       bababac"));
}

TEST_CASE("explore says in Chinese what it has left out") {
    const auto out = [](const std::vector<std::string>& more) {
        ctx_test::arguments args{"explore", "nested", "--lang", "zh"};
        args.insert(args.end(), more.begin(), more.end());
        return ctxdemo(args).out;
    };
    CHECK(has(out({"--preemptions", "1"}),
              "；未穷尽：没有运行抢占超过 1 次的调度\n"));
    CHECK(has(out({"--random", "5"}),
              "；未穷尽：这些是随机的调度，从 --random-seed 1 开始\n"));
    const auto endless =
        ctxdemo({"explore", "basic", "--for", "1000h", "--lang", "zh"});
    CHECK(has(endless.out, "；未穷尽：有一次运行不会结束，被停下\n"));
}

TEST_CASE("the value of another flag may be --lang") {
    CHECK(ctxdemo({"value", "--stop-after", "0s", "--speed", "max",
                   "--trace-code", "--lang"})
              .out == "worker, trace code:--lang\nworker done!\nover\n");
}

TEST_CASE("the start page in Chinese begins with how to start") {
    const auto got = ctxdemo({"--lang", "zh"});
    CHECK(
        got.out ==
        "边运行边学 Go 的 context。各课依据李文周的文章《Go标准库Context》：\n"
        "https://www.liwenzhou.com/posts/Go/context/\n"
        "\n"
        "怎样开始：\n"
        "  ctxdemo walk           走一遍所有的课：思路、一个问题、"
        "一步一步的运行，以及为\n"
        "                         什么\n"
        "  ctxdemo walk cancel    只走一课\n"
        "  ctxdemo exercise       练习：代码由你来写，由每一种调度来评判\n"
        "  ctxdemo cancel         直接运行：打印的和它的 Go 程序一样\n"
        "  ctxdemo show cancel    它的代码，C++ 的和 Go 的\n"
        "  ctxdemo cancel --help  它的参数，换个方式试试\n"
        "  ctxdemo help           所有命令\n"
        "\n"
        "各课，按原文的顺序，并注明在原文的哪一节：\n" +
            ctxdemo({"list", "--lang", "zh"}).out +
            "\n"
            "在源码目录里，把 ctxdemo 换成 apps/run。\n");
}

TEST_CASE("list in Chinese has each lesson's summary and section") {
    const std::string got = ctxdemo({"list", "--lang", "zh"}).out;
    for (const auto& lesson : lessons::all_lessons()) {
        const auto& prose =
            lessons::text_of(lesson.name).prose(lessons::language::zh);
        const std::string both =
            "  " + lesson.name + std::string(13 - lesson.name.size(), ' ') +
            std::string(prose.summary) + '\n' + std::string(15, ' ') + "（" +
            std::string(prose.section) + "）\n";
        CHECK(has(got, both));
    }
}

TEST_CASE("the help of a lesson is printed in Chinese") {
    CHECK(
        ctxdemo({"cancel", "--help", "--lang", "zh"}).out ==
        "用法：ctxdemo cancel [参数]\n"
        "\n"
        "用取消 context 通知 worker 停下\n"
        "\n"
        "参数：\n"
        "  --work DURATION        干一件活要多久（默认：1s）\n"
        "  --stop-after DURATION  main 过多久通知 worker 停下（默认：3s）\n"
        "  --nested               让 worker 再启动一个 main 不知道的 worker\n"
        "  --speed X              是实际速度的多少倍；max 表示完全不等"
        "（默认：1）\n"
        "  --os                   用操作系统的时钟和调度来运行；输出就会像 Go "
        "程序那样变\n"
        "                         化\n"
        "  --stamps               每行前面加上时间，以秒计，例如 0.010\n"
        "  --schedule ID          用这个调度运行，它是 ctxdemo explore "
        "列出的一种\n"
        "                         （默认：0）\n"
        "  --lang en|zh           用英文还是中文（默认：由 locale 决定）\n"
        "  -h, --help             打印帮助，什么也不做\n"
        "\n"
        "例如：\n"
        "  ctxdemo cancel --speed 10 --stamps\n");
}

TEST_CASE("the help of a command is printed in Chinese") {
    CHECK(ctxdemo({"--lang=zh", "help", "tree"}).out ==
          "用法：ctxdemo tree <课> [参数]\n"
          "\n"
          "运行一课，画出各个 context 的树和它们的状态；"
          "课自己的参数写在课名后面\n"
          "\n"
          "参数：\n"
          "  --at DURATION  画出运行到这个时刻时的状态（默认：运行完时）\n"
          "  --lang en|zh   用英文还是中文（默认：由 locale 决定）\n"
          "  -h, --help     打印帮助，什么也不做\n"
          "\n"
          "例如：\n"
          "  ctxdemo tree timeout --at 20ms\n");
}

TEST_CASE("no line of a page is wider than 80 columns in either language") {
    std::vector<arguments> pages{
        {}, {"list"}, {"help"}, {"progress"}, {"exercise"}};
    for (const auto& c : ctxdemo::plain_commands()) {
        pages.push_back({"help", c.name});
    }
    for (const auto& l : lessons::all_lessons()) {
        pages.push_back({"help", l.name});
        pages.push_back({"explore", l.name, "--help"});
    }
    for (auto page : pages) {
        for (const std::string language : {"en", "zh"}) {
            auto args = page;
            args.insert(args.end(), {"--lang", language});
            for (const auto& line : lines_of(ctxdemo(args).out)) {
                CAPTURE(line);
                CHECK(ctxdemo::width_of(line) <= 80);
                CHECK_FALSE(line.ends_with(' '));
            }
        }
    }
}

/// Returns `text` without the escape sequences of its looks.
std::string without_looks(const std::string& text) {
    return std::regex_replace(text, std::regex("\x1b\\[[0-9;]*m"), "");
}

TEST_CASE("at a terminal no line of a page is wider than the terminal") {
    const arguments pages[] = {{"list"},
                               {"help"},
                               {"help", "explore"},
                               {"cancel", "--help"},
                               {"value", "--help"},
                               {"progress"},
                               {"exercise"},
                               {"compare", "channel", "cancel"},
                               {"explore", "cancel"},
                               {"explore", "channel", "--leave-early"},
                               {"explore", "nested"}};
    for (const auto& page : pages) {
        for (const std::string language : {"en", "zh"}) {
            for (const std::size_t columns : {20U, 40U, 79U}) {
                auto args = ctx_test::ctxdemo_line(page);
                args.insert(args.end(), {"--lang", language});
                CAPTURE(ctx_test::text_of(args));
                CAPTURE(columns);
                const auto got =
                    terminal(args, {.columns = columns, .rows = 24}).wait();
                CHECK(got.code == 0);
                for (auto line : lines_of(without_looks(got.out))) {
                    if (line.ends_with('\r')) line.pop_back();
                    // A slow search shows a line, and erases it.
                    line = line.substr(line.rfind('\r') + 1);
                    CAPTURE(line);
                    CHECK(ctxdemo::width_of(line) <= columns);
                    CHECK_FALSE(line.ends_with(' '));
                }
            }
        }
    }
}

TEST_CASE("headings are bold at a terminal that has looks, and only there") {
    const arguments help = ctx_test::ctxdemo_line({"cancel", "--help"});
    const std::string bold = "\x1b[1mFlags:\x1b[0m\r\n";
    CHECK(has(terminal(help).wait().out, bold));
    arguments plain = help;
    plain.insert(plain.begin(), {"/usr/bin/env", "NO_COLOR=1"});
    CHECK(has(terminal(plain).wait().out, "\nFlags:\r\n"));
    CHECK(has(ctxdemo({"cancel", "--help"}).out, "\nFlags:\n"));
}

}  // namespace language_test
