// The parts of lines of C++ and Go that are colored.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/lexer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "lessons/support/lesson.hpp"
#include "lessons/support/lines.hpp"

namespace lexer_test {

using ctxdemo::code_language;
using ctxdemo::lexer;
using ctxdemo::look;

char letter_of(look as) {
    switch (as) {
        case look::plain:
            return '.';
        case look::keyword:
            return 'k';
        case look::string:
            return 's';
        case look::dim:
            return 'c';
        default:
            return '?';
    }
}

/// Returns a letter for each byte: keyword, string, comment, or a dot.
std::string looks_of(lexer& l, std::string_view line) {
    std::string looks;
    for (const auto& part : l.next(line)) {
        looks.append(part.size, letter_of(part.as));
    }
    return looks;
}

std::string in_cpp(std::string_view line) {
    lexer l(code_language::cpp);
    return looks_of(l, line);
}

std::string in_go(std::string_view line) {
    lexer l(code_language::go);
    return looks_of(l, line);
}

TEST_CASE("a keyword is a whole word of the language") {
    CHECK(in_cpp("if (x) return;") == "kk.....kkkkkk.");
    CHECK(in_cpp("iffy if_ _if if2") == "................");
    CHECK(in_cpp("func go defer") == ".............");
    CHECK(in_cpp("#include <x>") == "kkkkkkkk....");
    CHECK(in_go("func main() {") == "kkkk.........");
    CHECK(in_go("using int") == ".........");
    CHECK(in_go("\tgo f()") == ".kk....");
    CHECK(in_go("für := 1") == ".........");
}

TEST_CASE("a comment goes on to the end of its line") {
    CHECK(in_cpp("x; // if \"x\"") == "...ccccccccc");
    CHECK(in_go("x // go /* ") == "..ccccccccc");
    CHECK(in_cpp("a / b") == ".....");
}

TEST_CASE("a quoted literal ends at a quote that is not escaped") {
    CHECK(in_cpp(R"(f("a\"b", c))") == "..ssssss....");
    CHECK(in_cpp(R"("\\" x)") == "ssss..");
    CHECK(in_cpp(R"('\'' "x")") == "ssss.sss");
    CHECK(in_go(R"("// no" x)") == "sssssss..");
    CHECK(in_cpp("\"取消\" x") == "ssssssss..");
}

TEST_CASE("a literal that is not closed ends with its line") {
    lexer l(code_language::cpp);
    CHECK(looks_of(l, "x \"abc") == "..ssss");
    CHECK(looks_of(l, "x \"abc\\") == "..sssss");
    CHECK(looks_of(l, "x") == ".");
}

TEST_CASE("a quote between digits begins no literal") {
    CHECK(in_cpp("1'000'000 + 'x'") == "............sss");
    CHECK(in_cpp("0xff'ff") == ".......");
}

TEST_CASE("a block comment goes on over lines") {
    for (const auto language : {code_language::cpp, code_language::go}) {
        lexer l(language);
        CHECK(looks_of(l, "a /* b") == "..cccc");
        CHECK(looks_of(l, "// \"if\"") == "ccccccc");
        CHECK(looks_of(l, "") == "");
        CHECK(looks_of(l, "*/ if") == "cc.kk");
        CHECK(looks_of(l, "/*/ if */ x") == "ccccccccc..");
    }
}

TEST_CASE("a raw string of C++ ends at its own delimiter") {
    lexer l(code_language::cpp);
    CHECK(looks_of(l, "R\"(a\\)\" x") == "sssssss..");
    CHECK(looks_of(l, "u8R\"x(a)\" // b") == "ssssssssssssss");
    CHECK(looks_of(l, "if \" )y\"") == "ssssssss");
    CHECK(looks_of(l, ")x\" if") == "sss.kk");
    CHECK(in_cpp("PR\"(x\" if") == "..ssss.kk");
    CHECK(in_cpp("R\"x") == "sss");
}

TEST_CASE("a string in backquotes of Go goes on over lines") {
    lexer l(code_language::go);
    CHECK(looks_of(l, "x := `a\\") == ".....sss");
    CHECK(looks_of(l, "func // \"") == "sssssssss");
    CHECK(looks_of(l, "` + `b` go") == "s...sss.kk");
}

TEST_CASE("the parts of a line follow each other and differ in their looks") {
    lexer l(code_language::cpp);
    const auto parts = l.next("a + b; return 1;");
    REQUIRE(parts.size() == 3);
    CHECK(parts[0] == ctxdemo::code_part{7, look::plain});
    CHECK(parts[1] == ctxdemo::code_part{6, look::keyword});
    CHECK(parts[2] == ctxdemo::code_part{3, look::plain});
}

void check_program(std::string_view source, code_language language) {
    lexer l(language);
    for (const auto line : lessons::lines_of(source)) {
        CAPTURE(line);
        const auto looks = looks_of(l, line);
        CHECK(looks.size() == line.size());
        // The lessons have no comments and no strings over several lines.
        const auto begin = line.find_first_not_of(" \t");
        if (begin == line.npos) continue;
        const bool is_comment = line.substr(begin).starts_with("//");
        CHECK(is_comment == (looks[begin] == 'c'));
    }
}

TEST_CASE("the parts of every line of every lesson add up to the line") {
    for (const auto& lesson : lessons::all_lessons()) {
        CAPTURE(lesson.name);
        const auto& text = lessons::text_of(lesson.name);
        check_program(text.cpp, code_language::cpp);
        check_program(text.go, code_language::go);
    }
}

}  // namespace lexer_test
