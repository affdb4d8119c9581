// Parses en.md and zh.md.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lessons/support/prose.hpp"

namespace prose_test {

using lessons::agrees;
using lessons::answer;
using lessons::language;
using lessons::lesson_prose;
using words = std::vector<std::string>;

const std::string english = R"(# A title

A summary

Section: Somewhere

The idea,
on two lines.

And more.

## What to watch for

- This.
- That.

## In C++

- A difference.

## Predict

What is printed?

And why?

Command: ctxdemo some --flag 1s

1. Two lines, with a blank one between

       one

         two

   Why: It is so,
   as one sees.

2. Nothing

   Why: It is not so.

## Try

- `ctxdemo some`: look at this,
  and that.
- `ctxdemo explore some`: all of it.
)";

const std::string chinese = R"(# 标题

摘要

章节：某处

要旨。

## 要点

- 这个。

## C++ 里

- 不同。

## 猜一猜

会打印什么？

命令：ctxdemo some --flag 1s

1. 一行

       one

   原因：就是这样。

2. 没有

   原因：不是这样。

## 试一试

- `ctxdemo some`：看这个。
)";

std::string without(std::string text, const std::string& part) {
    const auto at = text.find(part);
    REQUIRE(at != text.npos);
    return text.erase(at, part.size());
}

lesson_prose parse(const std::string& text) {
    return lessons::parse_prose(text, language::en, {"usual"});
}

TEST_CASE("a text begins with a title, a summary, a section and an idea") {
    const auto prose = parse(english);
    CHECK(prose.title == "A title");
    CHECK(prose.summary == "A summary");
    CHECK(prose.section == "Somewhere");
    CHECK(prose.idea == "The idea,\non two lines.\n\nAnd more.");
    CHECK(prose.text == english);
}

TEST_CASE("a way to stop a worker has an approach, on a line before the idea") {
    CHECK(parse(english).approach.empty());
    const std::string section = "Section: Somewhere\n\n";
    auto text = english;
    text.insert(text.find(section) + section.size(), "Approach: So.\n\n");
    CHECK(parse(text).approach == "So.");
    CHECK(parse(text).idea == parse(english).idea);

    text.insert(text.find("So.") + 3, "\ngoes on");
    CHECK_THROWS_WITH_AS((void)parse(text),
                         doctest::Contains("not so the approach"),
                         lessons::prose_error);
}

TEST_CASE("a section goes from its heading up to the next heading") {
    const auto prose = parse(english);
    CHECK(prose.watch == "- This.\n- That.");
    CHECK(prose.in_cpp == "- A difference.");
}

TEST_CASE("a prediction is a question, a command and answers") {
    const auto predict = parse(english).predict;
    CHECK(predict.question == "What is printed?\n\nAnd why?");
    CHECK(predict.command == words{"some", "--flag", "1s"});
    REQUIRE(predict.answers.size() == 2);
    CHECK(predict.answers[0].claim == "Two lines, with a blank one between");
    CHECK(predict.answers[0].transcript == "one\n\n  two\n");
    CHECK(predict.answers[0].why == "It is so,\nas one sees.");
    CHECK(predict.answers[1].claim == "Nothing");
    CHECK(predict.answers[1].transcript.empty());
    CHECK(predict.answers[1].why == "It is not so.");
}

TEST_CASE("a prediction without a command has the usual command") {
    const auto text = without(english, "Command: ctxdemo some --flag 1s\n\n");
    const auto prose = parse(text);
    CHECK(prose.predict.command == words{"usual"});
    CHECK(prose.predict.question == "What is printed?\n\nAnd why?");
}

TEST_CASE("each item to try is a command with a text") {
    const auto to_try = parse(english).to_try;
    REQUIRE(to_try.size() == 2);
    CHECK(to_try[0].line == "ctxdemo some");
    CHECK(to_try[0].command == words{"some"});
    CHECK(to_try[0].text == "look at this,\nand that.");
    CHECK(to_try[1].command == words{"explore", "some"});
    CHECK(to_try[1].text == "all of it.");
}

TEST_CASE("a Chinese text has the same parts with Chinese headings") {
    const auto prose = lessons::parse_prose(chinese, language::zh, {"usual"});
    CHECK(prose.title == "标题");
    CHECK(prose.section == "某处");
    CHECK(prose.watch == "- 这个。");
    CHECK(prose.in_cpp == "- 不同。");
    CHECK(prose.predict.command == words{"some", "--flag", "1s"});
    REQUIRE(prose.predict.answers.size() == 2);
    CHECK(prose.predict.answers[0].why == "就是这样。");
    REQUIRE(prose.to_try.size() == 1);
    CHECK(prose.to_try[0].text == "看这个。");
}

TEST_CASE("a text that lacks a part is refused with the name of the part") {
    struct row {
        const char* part;
        const char* complaint;
    };
    const row rows[] = {
        {"# A title\n\n", "not so the title"},
        {"Section: Somewhere\n\n", "not so the section"},
        {"The idea,\non two lines.\n\nAnd more.\n\n", "there is no idea"},
        {"## What to watch for\n", "there is no ## What to watch for"},
        {"- A difference.\n", "there is nothing under ## In C++"},
        {"What is printed?\n\nAnd why?\n", "there is no question"},
        {"ctxdemo some --flag", "a command is ctxdemo and a lesson"},
        {"1. Two lines, with a blank one between\n",
         "between command and answers is: "},
        {"   Why: It is so,\n   as one sees.\n", "there is no why in: Two"},
        {"Why: It is not", "the rest begins with its mark"},
        {"   as one", "is indented, unlike: "},
        {"`: all", "begins with a command in `...`"},
        {": all", "a colon must follow the command ctxdemo explore some"},
    };
    for (const auto& row : rows) {
        SUBCASE(row.part) {
            CHECK_THROWS_WITH_AS((void)parse(without(english, row.part)),
                                 doctest::Contains(row.complaint),
                                 lessons::prose_error);
        }
    }
}

TEST_CASE("answers are numbered from 1, without gaps") {
    auto text = english;
    text[text.find("2. Nothing")] = '3';
    CHECK_THROWS_WITH_AS((void)parse(text),
                         doctest::Contains("the next answer is not number 2"),
                         lessons::prose_error);
}

TEST_CASE("a second section of the same name is refused") {
    CHECK_THROWS_AS((void)parse(english + "\n## Try\n\n- `ctxdemo x`: y\n"),
                    lessons::prose_error);
}

TEST_CASE("an answer agrees only with the whole output that it claims") {
    const answer two{"", "one\ntwo\n", ""};
    CHECK(agrees(two, "one\ntwo\n"));
    CHECK_FALSE(agrees(two, "one\n"));
    CHECK_FALSE(agrees(two, "one\ntwo\nthree\n"));
    CHECK_FALSE(agrees(two, "two\none\n"));
    CHECK(agrees(answer{}, ""));
    CHECK_FALSE(agrees(answer{}, "one\n"));
}

TEST_CASE("an asterisk stands for any characters in its line") {
    const answer a{"", "at *:*/, <nil>\n", ""};
    CHECK(agrees(a, "at 127.0.0.1:80/, <nil>\n"));
    CHECK(agrees(a, "at :/, <nil>\n"));
    CHECK_FALSE(agrees(a, "at 127.0.0.1:80/, 0\n"));
    CHECK_FALSE(agrees(a, "at 1:\n2/, <nil>\n"));
}

}  // namespace prose_test
