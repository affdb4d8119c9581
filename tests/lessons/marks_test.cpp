// The marks that pair lines of a lesson's C++ program with lines of its Go
// program.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/lesson.hpp"
#include "lessons/support/marks.hpp"
#include "tests/lessons/commands.hpp"

namespace marks_test {

using ctx_test::program_of;
using lessons::marked_lines;
using names = std::vector<std::string_view>;

TEST_CASE("a mark is removed from its line with the blanks before it") {
    const auto lines = marked_lines(
        "work();  //: work\n"
        "stop();  // say stop //: stop-it\n"
        "\tgo() //: go2\n"
        "plain();  // no mark\n"
        "\n"
        "  //: alone");
    REQUIRE(lines.size() == 6);
    CHECK(lines[0].text == "work();");
    CHECK(lines[0].mark == "work");
    CHECK(lines[1].text == "stop();  // say stop");
    CHECK(lines[1].mark == "stop-it");
    CHECK(lines[2].text == "\tgo()");
    CHECK(lines[2].mark == "go2");
    CHECK(lines[3].text == "plain();  // no mark");
    CHECK(lines[3].mark.empty());
    CHECK(lines[4].text.empty());
    CHECK(lines[5].text.empty());
    CHECK(lines[5].mark == "alone");
}

TEST_CASE("a comment that is not the name of a mark stays in its line") {
    for (const std::string_view line :
         {"a();  //: Two", "a();  //: two words", "a();  //: ", "a();  //:b"}) {
        CAPTURE(line);
        const auto lines = marked_lines(line);
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].text == line);
        CHECK(lines[0].mark.empty());
    }
}

names marks_in(std::string_view source) {
    names marks;
    for (const auto& line : marked_lines(source)) {
        CAPTURE(line.text);
        // A malformed mark is left in the text.
        CHECK(line.text.find("//:") == line.text.npos);
        if (!line.mark.empty()) marks.push_back(line.mark);
    }
    std::ranges::sort(marks);
    return marks;
}

TEST_CASE("each mark is once in the C++ program and once in the Go program") {
    for (const auto& lesson : lessons::all_lessons()) {
        CAPTURE(lesson.name);
        const auto& text = lessons::text_of(lesson.name);
        const auto cpp = marks_in(text.cpp);
        CHECK(!cpp.empty());
        CHECK(std::ranges::adjacent_find(cpp) == cpp.end());
        CHECK(cpp == marks_in(text.go));
    }
}

TEST_CASE("each approach has the marks that compare looks for") {
    for (const auto& lesson : lessons::all_lessons()) {
        const auto& text = lessons::text_of(lesson.name);
        if (text.en.approach.empty()) continue;
        CAPTURE(lesson.name);
        for (const std::string_view mark : {"go", "go-2", "pause", "stop"}) {
            CAPTURE(mark);
            CHECK(std::ranges::count(marks_in(text.cpp), mark) == 1);
        }
    }
}

/// If `e` is from the lesson's own file, checks that its line is marked, and
/// counts it.
void check_marked(const ctx::event& e, const std::string& lesson,
                  const std::vector<lessons::marked_line>& lines,
                  std::size_t& seen) {
    const std::string_view file = e.where.file_name();
    if (!file.ends_with("lessons/" + lesson + '/' + lesson + ".cpp")) return;
    ++seen;
    CAPTURE(e.where.line());
    CAPTURE(ctx::to_string(e.what));
    CAPTURE(e.text);
    REQUIRE(e.where.line() >= 1);
    REQUIRE(e.where.line() <= lines.size());
    CHECK(!lines[e.where.line() - 1].mark.empty());
}

void check_run(const std::vector<std::string>& command) {
    const auto run = program_of(command);
    const auto lines = marked_lines(lessons::text_of(command[0]).cpp);
    ctx::bubble_options options;
    options.limit = run.limit;
    std::size_t seen = 0;
    options.observer = [&](const ctx::event& e) {
        check_marked(e, command[0], lines, seen);
    };
    try {
        (void)ctx::bubble(run.main, options);
    } catch (const ctx::deadlock&) {
        // The steps before the deadlock have been checked.
    }
    CHECK(seen > 3);
}

TEST_CASE("every step of a lesson is on a marked line") {
    std::vector<std::vector<std::string>> commands{
        {"channel", "--leave-early"},
        {"channel", "--stop-after", "2500ms"},
        {"gen", "--no-cancel"},
        {"value", "--no-trace-code"},
        {"value", "--stop-after", "20ms"},
        {"cancel", "--stop-after", "2500ms"},
        {"cancel", "--stop-after", "0s"},
        {"nested", "--work", "2s"},
        {"global-flag", "--nested"},
        {"channel", "--nested"},
        {"cancel", "--nested"},
        {"prompt", "--nested"},
        {"deadline", "--ms", "1500"},
        {"deadline", "--ms", "0"},
        {"timeout", "--stop-after", "20ms"},
    };
    for (const auto& lesson : lessons::all_lessons()) {
        if (!lesson.real_time) commands.push_back({lesson.name});
    }
    for (const auto& command : commands) {
        SUBCASE(ctx_test::line_of(command).c_str()) { check_run(command); }
    }
}

TEST_CASE("each print of a lesson on the network is on a marked line") {
    // Only the client prints on stdout; the other two lessons print on stderr.
    for (const auto& line : marked_lines(lessons::text_of("client").cpp)) {
        if (line.text.find(" println(") == line.text.npos) continue;
        CAPTURE(line.text);
        CHECK(!line.mark.empty());
    }
}

}  // namespace marks_test
