// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/prose_lines.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lesson.hpp"

namespace prose_lines_test {

using ctxdemo::look;
using lines = std::vector<std::string>;

/// Returns the lines without their looks.
lines prose_lines(std::string_view markdown, std::size_t width) {
    lines all;
    for (const auto& line : ctxdemo::prose_lines(markdown, width)) {
        all.push_back(line.text());
    }
    return all;
}

/// Returns the lines with a letter before each part: p for plain, d for dim,
/// S for strong, a for accent.
lines looks(std::string_view markdown, std::size_t width,
            look as = look::plain) {
    lines all;
    for (const auto& line : ctxdemo::prose_lines(markdown, width, as)) {
        all.emplace_back();
        for (const auto& part : line.parts) {
            all.back() += "pdSgba"[static_cast<int>(part.as)] + part.text;
        }
    }
    return all;
}

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

TEST_CASE("a line indented by four blanks is not broken if it is too long") {
    const std::string tree = "    |-- request    canceled, with a cause";
    CHECK(prose_lines("one\n\n" + tree + "\n\n- two\n\n" + tree, 20) ==
          lines{"one", "", tree, "", "- two", "", tree});
}

TEST_CASE("code in backticks is strong, and keeps its dim backticks") {
    CHECK(looks("call `f` or `g()`.", 20) ==
          lines{"pcall d`Sfd`p or d`Sg()d`p."});
    CHECK(looks("`a b c` d", 4) == lines{"d`Sa b", "Scd`p d"});
    CHECK(looks("- `one two`\n- three", 7) ==
          lines{"p- d`Sone", "S  twod`", "p- three"});
}

TEST_CASE("a backtick without a second one is forgotten after its paragraph") {
    CHECK(looks("a ` b\n\nc", 20) == lines{"pa d`S b", "", "pc"});
}

TEST_CASE("an indented line is plain, backticks and all") {
    CHECK(looks("    `-- user", 20) == lines{"p    `-- user"});
}

TEST_CASE("text of another look than plain keeps it for code") {
    CHECK(looks("call `f`", 20, look::accent) == lines{"acall `f`"});
    CHECK(looks("    x", 20, look::dim) == lines{"d    x"});
}

TEST_CASE("a heading is strong and has a line of its own") {
    CHECK(looks("one\n## What to do\ntwo", 20) ==
          lines{"pone", "SWhat to do", "ptwo"});
    CHECK(looks("# one two", 5) == lines{"Sone", "Stwo"});
    CHECK(looks("#include <x>", 20) == lines{"p#include <x>"});
    CHECK(looks("####### one", 20) == lines{"p####### one"});
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

TEST_CASE(
    "the texts of every lesson, but for indented lines, fit into 38, 78 and "
    "118 columns") {
    for (const auto& lesson : lessons::all_lessons()) {
        for (const auto l : {lessons::language::en, lessons::language::zh}) {
            const auto& prose = lessons::text_of(lesson.name).prose(l);
            for (const std::size_t width : {38U, 78U, 118U}) {
                CAPTURE(lesson.name);
                for (const auto& text : {prose.idea, prose.watch, prose.in_cpp,
                                         prose.predict.question}) {
                    for (const auto& line : prose_lines(text, width)) {
                        CAPTURE(line);
                        if (line.starts_with("    ")) continue;
                        CHECK(ctxdemo::width_of(line) <= width);
                    }
                }
            }
        }
    }
}

}  // namespace prose_lines_test
