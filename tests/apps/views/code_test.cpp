// The two programs of a lesson, and where a run is in them.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/code.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/apps/recordings.hpp"

namespace code_test {

using namespace std::chrono_literals;
using ctx_test::lesson_called;
using ctx_test::recording_of;
using ctxdemo::code_pair;
using ctxdemo::code_side;
using ctxdemo::code_view;
using ctxdemo::frame;
using ctxdemo::moment_at;

code_pair code_of(const std::string& name) {
    const auto* l = lesson_called(name);
    REQUIRE(l);
    return code_pair(*l);
}

std::string drawn(const code_view& v, std::size_t width, std::size_t height) {
    return to_text(
        draw_code(code_of("cancel"), v, width, height, ctxdemo::unicode_signs),
        false);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A line of a program that a text occurs in, counted from 0.
std::size_t line_with(const std::vector<lessons::marked_line>& lines,
                      const std::string& text) {
    const auto it = std::ranges::find_if(lines, [&](const auto& line) {
        return line.text.find(text) != line.text.npos;
    });
    REQUIRE(it != lines.end());
    return static_cast<std::size_t>(it - lines.begin());
}

TEST_CASE("no marks and no tabs are shown") {
    for (const auto& l : lessons::all_lessons()) {
        CAPTURE(l.name);
        for (const auto side :
             {code_side::both, code_side::cpp, code_side::go}) {
            const auto text =
                to_text(draw_code(code_pair(l), {.side = side}, 200, 400,
                                  ctxdemo::unicode_signs),
                        false);
            CHECK_FALSE(has(text, "//:"));
            CHECK_FALSE(has(text, "\t"));
            CHECK_FALSE(has(text, "?:"));
        }
    }
}

TEST_CASE("a tab is as wide as four blanks") {
    CHECK(
        has(drawn({.side = code_side::go}, 80, 99), "\n      ctx, cancel :="));
}

TEST_CASE("a line that is cut is marked, and one that fits is not") {
    const auto text = to_text(draw_code(code_of("why"), {.side = code_side::go},
                                        40, 400, ctxdemo::unicode_signs),
                              false);
    CHECK(has(text, "func lookup(ctx context.Context, what…\n"));
    CHECK(has(text, "      wg.Wait()\n"));
    CHECK_FALSE(has(drawn({.side = code_side::go}, 200, 400), "…"));
}

TEST_CASE("the programs are side by side where there is room for them") {
    CHECK(has(drawn({}, 72, 20), "C++                                │"));
    const auto stacked = drawn({}, 71, 20);
    CHECK(stacked.starts_with("C++\n"));
    CHECK(has(stacked, "\nGo\n"));
    CHECK_FALSE(has(stacked, "│"));
    CHECK(std::ranges::count(stacked, '\n') == 20);
}

TEST_CASE("one program has all of the room") {
    CHECK(drawn({.side = code_side::cpp}, 40, 20).starts_with("C++\n"));
    CHECK(drawn({.side = code_side::go}, 40, 20).starts_with("Go\n"));
    CHECK_FALSE(has(drawn({.side = code_side::go}, 40, 20), "C++"));
}

TEST_CASE("the place of a step is its line, and the one that Go has for it") {
    const auto code = code_of("cancel");
    const auto r = recording_of({"cancel"});
    const auto at_print = code.place_of(moment_at(r, 5));
    REQUIRE(r.events[4].what == ctx::step::print);
    CHECK(at_print.cpp == line_with(code.cpp(), "println(\"{}\", name)"));
    CHECK(at_print.go == line_with(code.go(), "fmt.Println(name)"));
    CHECK_FALSE(code.place_of(moment_at(r, 0)).cpp);
}

TEST_CASE("every step of every lesson has its place") {
    for (const auto& name : ctx_test::bubble_lessons()) {
        const auto code = code_of(name);
        const auto r = recording_of({name});
        for (std::size_t i = 1; i <= r.events.size(); ++i) {
            // The clock has no program.
            if (r.events[i - 1].goroutine == 0) continue;
            CAPTURE(name);
            CAPTURE(i);
            CHECK(code.place_of(moment_at(r, i)).cpp);
        }
    }
}

TEST_CASE("what is in another file of the same name has no place") {
    const auto http = ctx_test::program_of({"http", "--respond", "quick"});
    const auto r = ctxdemo::record(http.main, {.schedule = {},
                                               .limit = {},
                                               .until = ctx::background(),
                                               .real_time = true});
    const auto in = [](const ctx::event& e, const char* file) {
        return std::string(e.where.file_name()).ends_with(file);
    };
    REQUIRE(std::ranges::any_of(r.events, [&](const auto& e) {
        return in(e, "/support/http/server.cpp");
    }));
    const auto server = code_of("server");
    for (std::size_t i = 0; i < r.events.size(); ++i) {
        if (!in(r.events[i], "/support/http/server.cpp")) continue;
        CHECK_FALSE(server.place_of(moment_at(r, i + 1)).cpp);
    }
}

TEST_CASE("the current line has a pointer, and is well within") {
    const auto code = code_of("cancel");
    const std::size_t line = line_with(code.cpp(), "cancel();");
    const code_view view{.side = code_side::cpp, .at = {line, {}}};
    const auto text = drawn(view, 60, 11);
    CHECK(has(text, "\n>     cancel();"));
    CHECK(std::count(text.begin(), text.end(), '>') == 1);
    CHECK(
        std::count(text.begin(),
                   text.begin() + static_cast<std::ptrdiff_t>(text.find("\n>")),
                   '\n') >= 3);

    code_view unpointed = view;
    unpointed.pointed = false;
    CHECK_FALSE(has(drawn(unpointed, 60, 11), ">"));
}

TEST_CASE("one cannot scroll past the end") {
    const auto far = drawn({.side = code_side::cpp, .scroll = 1000}, 60, 11);
    CHECK(has(far, "}  // namespace lessons"));
    CHECK(std::count(far.begin(), far.end(), '\n') == 11);
}

TEST_CASE("code is drawn in any size") {
    for (std::size_t width = 1; width < 100; width += 7) {
        for (std::size_t height = 0; height < 9; ++height) {
            const frame f = draw_code(code_of("gen"), {.at = {20, 20}}, width,
                                      height, ctxdemo::unicode_signs);
            CHECK(f.width() == width);
            CHECK(f.height() == height);
        }
    }
}

}  // namespace code_test
