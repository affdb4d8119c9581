// The two programs of a lesson, and the lines of a step in them.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/code.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/apps/recordings.hpp"

namespace code_test {

using namespace std::chrono_literals;
using ctx_test::lesson_called;
using ctx_test::recording_of;
using ctxdemo::code_pair;
using ctxdemo::code_side;
using ctxdemo::code_view;
using ctxdemo::frame;
using ctxdemo::lesson_source;
using ctxdemo::look;
using ctxdemo::moment_at;

code_pair code_of(const std::string& name) {
    const auto* l = lesson_called(name);
    REQUIRE(l);
    return code_pair(lesson_source(*l));
}

ctxdemo::canvas sized(std::size_t width, std::size_t height) {
    return {width, height, ctxdemo::unicode_signs, lessons::language::en};
}

std::string drawn(const code_view& v, std::size_t width, std::size_t height) {
    return to_text(draw_code(code_of("cancel"), v, sized(width, height)),
                   false);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Returns the first line that contains `text`, counted from 0.
std::size_t line_with(const code_pair::lines& lines, const std::string& text) {
    const auto it = std::ranges::find_if(lines, [&](const auto& line) {
        return line.text.find(text) != line.text.npos;
    });
    REQUIRE(it != lines.end());
    return static_cast<std::size_t>(it - lines.begin());
}

TEST_CASE("a drawn program has no marks, no tabs and no plumbing") {
    for (const auto& l : lessons::all_lessons()) {
        CAPTURE(l.name);
        for (const auto side :
             {code_side::both, code_side::cpp, code_side::go}) {
            const auto text =
                to_text(draw_code(code_pair(lesson_source(l)), {.side = side},
                                  sized(200, 400)),
                        false);
            for (const auto* part : {"//:", "\t", "?:", "#include", "flag_set",
                                     "define_lesson", "import"}) {
                CAPTURE(part);
                CHECK_FALSE(has(text, part));
            }
        }
    }
}

TEST_CASE("a whole program has its plumbing, but no marks and no tabs") {
    for (const auto& l : lessons::all_lessons()) {
        CAPTURE(l.name);
        const code_pair code(lesson_source(l));
        const auto cpp = to_text(draw_program(code.cpp()), false);
        const auto go = to_text(draw_program(code.go()), false);
        CHECK(has(cpp, "#include \""));
        CHECK(has(cpp, "define_lesson("));
        CHECK(has(go, "package main\n\nimport (\n    \""));
        CHECK_FALSE(has(cpp + go, "//:"));
        CHECK_FALSE(has(cpp + go, "\t"));
    }
}

TEST_CASE("a tab is as wide as four blanks") {
    CHECK(
        has(drawn({.side = code_side::go}, 80, 99), "\n      ctx, cancel :="));
}

TEST_CASE("a line that is cut is marked, and one that fits is not") {
    const auto text = to_text(
        draw_code(code_of("why"), {.side = code_side::go}, sized(40, 400)),
        false);
    CHECK(has(text, "func lookup(ctx context.Context, what…\n"));
    CHECK(has(text, "      wg.Wait()\n"));
    CHECK_FALSE(has(drawn({.side = code_side::go}, 200, 400), "…"));
}

TEST_CASE("the programs are side by side from 110 columns on") {
    const auto wide = drawn({}, 110, 20);
    CHECK(wide.starts_with("─ C++ ─"));
    CHECK(has(wide, "─┬─ Go ─"));
    CHECK(has(wide, "│"));
    CHECK(ctxdemo::both_fit(110));
    CHECK_FALSE(ctxdemo::both_fit(109));
    CHECK(drawn({}, 109, 20) == drawn({.side = code_side::cpp}, 109, 20));
}

TEST_CASE("g shows each program in turn, and both only where they fit") {
    const auto cycle = [](bool both_fit) {
        std::vector<code_side> sides{code_side::both};
        for (int i = 0; i < 3; ++i) {
            sides.push_back(next_side(sides.back(), both_fit));
        }
        return sides;
    };
    using enum code_side;
    CHECK(cycle(true) == std::vector{both, cpp, go, both});
    // C++ is shown for `both`, so the first key shows Go.
    CHECK(cycle(false) == std::vector{both, go, cpp, go});
}

TEST_CASE("one program alone has the whole canvas") {
    CHECK(drawn({.side = code_side::cpp}, 40, 20).starts_with("─ C++ ──"));
    CHECK(drawn({.side = code_side::go}, 40, 20).starts_with("─ Go ──"));
    CHECK_FALSE(has(drawn({.side = code_side::go}, 40, 20), "C++"));
}

TEST_CASE(
    "the place of a step is its C++ line and the Go line with the same mark") {
    const auto code = code_of("cancel");
    const auto r = recording_of({"cancel"});
    const auto prints = [&](const auto& step) {
        return !step.is_time() && r.events[step.begin].what == ctx::step::print;
    };
    const auto first = std::ranges::find_if(r.steps, prints);
    REQUIRE(first != r.steps.end());
    const auto number = static_cast<std::size_t>(first - r.steps.begin()) + 1;
    const auto at_print = code.place_of(moment_at(r, number));
    // Places count all lines of the files, so they are those of an editor.
    CHECK(at_print.cpp == line_with(code.cpp(), "println(\"{}\", name)"));
    CHECK(at_print.go == line_with(code.go(), "fmt.Println(name)"));
    CHECK_FALSE(code.place_of(moment_at(r, 0)).cpp);
}

TEST_CASE("every step of a goroutine in every lesson has a place") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        const ctxdemo::code_book book(lesson_source(*lesson_called(name)), r);
        for (std::size_t i = 1; i <= r.steps.size(); ++i) {
            // Goroutine 0, the clock, has no program.
            const auto& step = r.steps[i - 1];
            if (step.is_time() || r.events[step.begin].goroutine == 0) continue;
            CAPTURE(name);
            CAPTURE(i);
            const auto m = moment_at(r, i);
            const auto place = book.at(m).place_of(m);
            REQUIRE(place.cpp);
            CHECK_FALSE(book.at(m).cpp()[*place.cpp].is_plumbing);
        }
    }
}

TEST_CASE("a run goes from the program of one lesson into another") {
    const auto* http = lesson_called("http");
    REQUIRE(http);
    const auto r = ctx_test::recording_of({"http", "--respond", "quick"});
    const ctxdemo::code_book book(lesson_source(*http), r);
    CHECK(book.own().source().name == "http/http.cpp");
    CHECK(book.has_others());
    std::set<std::string> visited;
    for (std::size_t i = 1; i <= r.steps.size(); ++i) {
        const auto m = moment_at(r, i);
        const auto& code = book.at(m);
        CAPTURE(i);
        const auto place = code.place_of(m);
        REQUIRE(place.cpp);
        CHECK_FALSE(code.cpp()[*place.cpp].is_plumbing);
        CHECK(place.go);
        visited.insert(code.source().name);
    }
    CHECK(visited == std::set<std::string>{"client/client.cpp", "http/http.cpp",
                                           "server/server.cpp"});
}

TEST_CASE("the current line has a pointer, and lines above and below it") {
    const auto code = code_of("cancel");
    const std::size_t line = line_with(code.cpp(), "cancel();");
    const code_view view{.side = code_side::cpp, .at = {line, {}}};
    const auto text = drawn(view, 60, 11);
    CHECK(has(text, "\n>     cancel();"));
    CHECK(std::ranges::count(text, '>') == 1);
    CHECK(
        std::count(text.begin(),
                   text.begin() + static_cast<std::ptrdiff_t>(text.find("\n>")),
                   '\n') >= 3);

    code_view unpointed = view;
    unpointed.pointed = false;
    CHECK_FALSE(has(drawn(unpointed, 60, 11), ">"));
}

TEST_CASE("the current line is a bar across its pane") {
    const auto code = code_of("cancel");
    const code_view view{.at = {line_with(code.cpp(), "cancel();"),
                                line_with(code.go(), "cancel()")}};
    const frame f = draw_code(code, view, sized(120, 24));
    std::size_t bars = 0;
    for (std::size_t y = 0; y < f.height(); ++y) {
        for (const auto& part : {std::pair(0U, 59U), std::pair(60U, 120U)}) {
            const auto reversed = std::count_if(
                f.row(y).begin() + part.first, f.row(y).begin() + part.second,
                [](const auto& c) { return c.as == look::reverse; });
            if (reversed == 0) continue;
            CHECK(reversed == part.second - part.first);
            CHECK(f.row(y)[part.first].bytes == ">");
            ++bars;
        }
    }
    CHECK(bars == 2);
}

TEST_CASE("a long current line loses its indentation before its end is cut") {
    const auto code = code_of("cancel");
    const auto line = line_with(code.cpp(), "go(\"worker2\"");
    const auto with = [&](std::size_t width) {
        const code_view view{.side = code_side::cpp, .at = {line, {}}};
        return to_text(draw_code(code, view, sized(width, 9)), false);
    };
    const std::string text =
        "go(\"worker2\", [=] { worker(ctx, \"worker2\", s); });";
    CHECK(has(with(2 + 8 + text.size()), "\n>         " + text + "\n"));
    CHECK(has(with(2 + 8 + text.size() - 1), "\n>        " + text + "\n"));
    CHECK(has(with(2 + text.size()), "\n> " + text + "\n"));
    CHECK(has(with(2 + text.size() - 1),
              "\n> " + text.substr(0, text.size() - 2) + "…\n"));
}

TEST_CASE("keywords, literals and comments of a drawn line have their looks") {
    const frame f =
        draw_code(code_of("nested"), {.side = code_side::cpp}, sized(80, 99));
    const auto look_at = [&](const std::string& text) {
        std::istringstream rows(to_text(f, false));
        std::string row;
        for (std::size_t y = 0; std::getline(rows, row); ++y) {
            const auto x = row.find(text);
            if (x != row.npos) return f.row(y)[x].as;
        }
        FAIL("not drawn: ", text);
        return look::plain;
    };
    CHECK(look_at("for (;;)") == look::keyword);
    CHECK(look_at("\"worker\"") == look::string);
    CHECK(look_at("// main says") == look::dim);
    CHECK(look_at("sleep_for") == look::plain);
}

TEST_CASE("a scroll past the end is drawn as the end") {
    const auto far = drawn({.side = code_side::cpp, .scroll = 1000}, 60, 11);
    CHECK(far.ends_with("      println(\"over\");\n  }\n"));
    CHECK(std::count(far.begin(), far.end(), '\n') == 11);
}

TEST_CASE("the extent is the first scroll that shows the last line") {
    const auto code = code_of("cancel");
    for (const auto side : {code_side::both, code_side::cpp, code_side::go}) {
        for (const std::size_t height : {2U, 3U, 4U, 11U, 24U, 99U}) {
            for (const std::size_t width : {60U, 120U}) {
                CAPTURE(height);
                code_view view{.side = side, .at = code.start()};
                const auto c = sized(width, height);
                const auto picture = [&](std::size_t scroll) {
                    view.scroll = scroll;
                    return draw_code(code, view, c);
                };
                const auto last = extent_of(code, view, c).scroll;
                CHECK(picture(last) == picture(1000));
                if (last > 0) {
                    CHECK_FALSE(picture(last - 1) == picture(last));
                }
            }
        }
    }
}

TEST_CASE("code can be drawn in any size") {
    for (std::size_t width = 1; width < 140; width += 7) {
        for (std::size_t height = 0; height < 9; ++height) {
            const frame f = draw_code(code_of("gen"), {.at = {20, 20}},
                                      sized(width, height));
            CHECK(f.width() == width);
            CHECK(f.height() == height);
        }
    }
}

}  // namespace code_test
