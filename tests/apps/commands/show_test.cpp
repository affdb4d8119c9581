// The programs of a lesson, as `ctxdemo show` prints them.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "lessons/support/lesson.hpp"
#include "lessons/support/lines.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/terminal.hpp"

namespace show_test {

using ctx_test::arguments;
using ctx_test::ctxdemo;
using ctx_test::terminal;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("show prints each program, or both under headings") {
    const std::string cpp = ctxdemo({"show", "cancel", "--code", "cpp"}).out;
    const std::string go = ctxdemo({"show", "--code=go", "cancel"}).out;
    CHECK(has(cpp, "lesson cancel_lesson()"));
    CHECK(has(go, "\npackage main\n"));
    CHECK(ctxdemo({"show", "cancel"}).out ==
          "=== C++: lessons/cancel/cancel.cpp ===\n\n" + cpp +
              "\n=== Go: lessons/cancel/main.go ===\n\n" + go);
}

// Checks that `printed` is `source`, except that marks are missing.
void check_source(std::string_view printed, std::string_view source) {
    while (!source.empty()) {
        const auto want = lessons::next_line(source);
        const auto got = lessons::next_line(printed);
        const auto mark = want.find("//: ");
        CHECK(want.starts_with(got));
        CHECK((mark == want.npos ? got == want : got.size() < mark));
    }
    CHECK(printed.empty());
}

TEST_CASE("show prints each file line by line, without its marks") {
    for (const auto& lesson : lessons::all_lessons()) {
        CAPTURE(lesson.name);
        const auto& text = lessons::text_of(lesson.name);
        check_source(ctxdemo({"show", lesson.name, "--code", "cpp"}).out,
                     text.cpp);
        check_source(ctxdemo({"show", lesson.name, "--code", "go"}).out,
                     text.go);
    }
}

/// Returns what `show` prints at a terminal of `columns` columns.
std::string at_terminal(std::size_t columns, const std::string& no_color,
                        const arguments& args) {
    arguments line{"/usr/bin/env",         "LC_ALL=C.UTF-8", "TERM=xterm",
                   "NO_COLOR=" + no_color, CTXDEMO_BINARY,   "show"};
    line.insert(line.end(), args.begin(), args.end());
    return terminal(line, {.columns = columns, .rows = 24}).wait().out;
}

TEST_CASE("show prints the programs side by side on a terminal as wide") {
    // The longest line of each program has 66 columns.
    const auto wide = at_terminal(66 + 3 + 66, "1", {"cancel"});
    CHECK(wide.starts_with("─ lessons/cancel/cancel.cpp ──"));
    CHECK(has(wide, "─┬ lessons/cancel/main.go ──"));
    CHECK(has(wide, "polls. │ // The official way: main"));
    CHECK(has(wide, "│     \"context\"\r\n"));
    const auto narrow = at_terminal(66 + 3 + 65, "1", {"cancel"});
    CHECK(narrow.starts_with("=== C++: lessons/cancel/cancel.cpp ===\r\n"));
    CHECK_FALSE(has(narrow, "│"));
}

TEST_CASE("show colors programs at a terminal, unless NO_COLOR is set") {
    const auto colored = at_terminal(80, "", {"cancel", "--code", "go"});
    CHECK(has(colored, "\x1b[0;35mpackage\x1b[0m main\r\n"));
    CHECK(has(colored, "fmt.Println(\x1b[0;32m\"over\"\x1b[0m)\r\n"));
    CHECK(has(colored, "\x1b[0;2m// Tell the worker to stop.\x1b[0m\r\n"));
    const auto plain = at_terminal(80, "1", {"cancel", "--code", "go"});
    CHECK_FALSE(has(plain, "\x1b["));
    CHECK(has(plain, "\r\npackage main\r\n"));
}

}  // namespace show_test
