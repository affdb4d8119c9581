// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/prose_lines.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lesson.hpp"

namespace prose_lines_test {

using ctxdemo::prose_lines;
using lines = std::vector<std::string>;

TEST_CASE("paragraphs are filled, with one blank line between them") {
    CHECK(prose_lines("one\ntwo three\n\n\nfour\n", 20) ==
          lines{"one two three", "", "four"});
    CHECK(prose_lines("", 20) == lines{});
    CHECK(prose_lines("\n\none", 20) == lines{"one"});
}

TEST_CASE("the second line of a list item begins below its text") {
    CHECK(prose_lines("- one two\n  three\n- four", 9) ==
          lines{"- one two", "  three", "- four"});
    CHECK(prose_lines("text\n- one", 20) == lines{"text", "- one"});
    CHECK(prose_lines("- one\n\n- two", 20) == lines{"- one", "", "- two"});
}

TEST_CASE("a line indented by four blanks is not filled") {
    CHECK(prose_lines("one\n\n    a   b\n    c\n\ntwo", 20) ==
          lines{"one", "", "    a   b", "    c", "", "two"});
}

TEST_CASE("a line break within Chinese becomes no blank") {
    struct row {
        const char* text;
        const char* want;
    };
    const row rows[] = {
        {"取消\n上下文", "取消上下文"},
        {"取消，\n上下文", "取消，上下文"},
        {"取消，\n`ctx`", "取消，`ctx`"},
        {"取消……\n上下文", "取消……上下文"},
        {"取消——\n上下文", "取消——上下文"},
        {"用 `ctx`\n取消", "用 `ctx` 取消"},
        {"取消\ncontext", "取消 context"},
        {"context\ncancel", "context cancel"},
        {"（取消）\ncontext", "（取消）context"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(prose_lines(row.text, 40) == lines{row.want});
    }
}

TEST_CASE("the texts of every lesson fit into 38, 78 and 118 columns") {
    for (const auto& lesson : lessons::all_lessons()) {
        for (const auto l : {lessons::language::en, lessons::language::zh}) {
            const auto& prose = lessons::text_of(lesson.name).prose(l);
            for (const std::size_t width : {38U, 78U, 118U}) {
                CAPTURE(lesson.name);
                for (const auto& text : {prose.idea, prose.watch, prose.in_cpp,
                                         prose.predict.question}) {
                    for (const auto& line : prose_lines(text, width)) {
                        CAPTURE(line);
                        CHECK(ctxdemo::width_of(line) <= width);
                    }
                }
            }
        }
    }
}

}  // namespace prose_lines_test
