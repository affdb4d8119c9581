// The parts of the lessons' programs that a walk does not show.
// SPDX-License-Identifier: MIT
#include "lessons/support/plumbing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "lessons/support/lesson.hpp"

namespace plumbing_test {

using lessons::marked_lines;

/// Returns a program without its plumbing and its marks.
std::string shown(std::string_view source) {
    const auto lines = marked_lines(source);
    const auto plumbing = lessons::plumbing_of(lines);
    REQUIRE(plumbing.size() == lines.size());
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!plumbing[i]) text.append(lines[i].text) += '\n';
    }
    return text;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

TEST_CASE("the plumbing of C++ is at the top level, with its comments") {
    CHECK(shown("// The summary.\n"
                "#include <string>\n"
                "\n"
                "namespace lessons {\n"
                "namespace {\n"
                "\n"
                "using namespace ctx;\n"
                "\n"
                "// The settings.\n"
                "struct settings {\n"
                "    duration work;\n"
                "};\n"
                "\n"
                "// The key.\n"
                "struct key {};\n"
                "\n"
                "void work(int a,\n"
                "          int b) {\n"
                "    using namespace std;\n"
                "\n"
                "    f();  //: call\n"
                "}\n"
                "\n"
                "void flags(flag_set& f, settings& s) {\n"
                "    f.text();\n"
                "\n"
                "    f.text();\n"
                "}\n"
                "\n"
                "}  // namespace\n"
                "\n"
                "lesson one_lesson() { return {}; }\n"
                "\n"
                "void run() {\n"
                "}\n"
                "\n"
                "lesson two_lesson() {\n"
                "    return {};\n"
                "}\n"
                "\n"
                "}  // namespace lessons\n") ==
          "// The key.\n"
          "struct key {};\n"
          "\n"
          "void work(int a,\n"
          "          int b) {\n"
          "    using namespace std;\n"
          "\n"
          "    f();\n"
          "}\n"
          "\n"
          "void run() {\n"
          "}\n");
}

TEST_CASE("the plumbing of Go is package, imports and flags") {
    CHECK(shown("// The summary.\n"
                "package main\n"
                "\n"
                "import (\n"
                "\t\"flag\"\n"
                "\n"
                "\t\"fmt\"\n"
                ")\n"
                "\n"
                "var (\n"
                "\tms = flag.Int(\"ms\", 1, \"\")\n"
                ")\n"
                "\n"
                "const work = 1\n"
                "\n"
                "var (\n"
                "\ta = 1\n"
                ")\n"
                "\n"
                "func main() {\n"
                "\tflag.Parse()\n"
                "\tf() //: call\n"
                "}\n") ==
          "const work = 1\n"
          "\n"
          "var (\n"
          "\ta = 1\n"
          ")\n"
          "\n"
          "func main() {\n"
          "\tf()\n"
          "}\n");
}

TEST_CASE("a program may be empty, or plumbing alone") {
    CHECK(shown("").empty());
    CHECK(shown("// A comment.\n") == "// A comment.\n");
    CHECK(shown("#include <x>\n\n\n").empty());
    CHECK(shown("\n\nx\n\n\ny\n\n") == "x\n\ny\n");
}

TEST_CASE("no marked line of a lesson is plumbing") {
    for (const auto& lesson : lessons::all_lessons()) {
        CAPTURE(lesson.name);
        const auto& text = lessons::text_of(lesson.name);
        for (const auto source : {text.cpp, text.go}) {
            const auto lines = marked_lines(source);
            const auto plumbing = lessons::plumbing_of(lines);
            for (std::size_t i = 0; i < lines.size(); ++i) {
                CAPTURE(lines[i].text);
                CHECK((lines[i].mark.empty() || !plumbing[i]));
            }
        }
    }
}

/// Checks that `text` consists of whole functions and has no two blank lines in
/// a row.
void check_whole(const std::string& text) {
    CAPTURE(text);
    CHECK(std::ranges::count(text, '{') == std::ranges::count(text, '}'));
    CHECK(std::ranges::count(text, '(') == std::ranges::count(text, ')'));
    CHECK_FALSE(has(text, "\n\n\n"));
    CHECK_FALSE(text.starts_with('\n'));
    CHECK_FALSE(text.ends_with("\n\n"));
}

TEST_CASE("what is shown of each C++ program is whole, and no plumbing") {
    for (const auto& lesson : lessons::all_lessons()) {
        CAPTURE(lesson.name);
        const auto text = shown(lessons::text_of(lesson.name).cpp);
        check_whole(text);
        CHECK(has(text, "void run("));
        for (const std::string word :
             {"#include", "namespace", "using ", "flag_set", "define_lesson",
              "struct settings", "\nlesson "}) {
            CAPTURE(word);
            CHECK_FALSE(has(text, word));
        }
    }
}

TEST_CASE("what is shown of each Go program is whole, and no plumbing") {
    for (const auto& lesson : lessons::all_lessons()) {
        CAPTURE(lesson.name);
        const auto text = shown(lessons::text_of(lesson.name).go);
        check_whole(text);
        CHECK(has(text, "func main() {"));
        for (const std::string word : {"package main", "import ", "flag."}) {
            CAPTURE(word);
            CHECK_FALSE(has(text, word));
        }
    }
}

}  // namespace plumbing_test
