// The two programs of a lesson, and the lines of a step in them.
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
std::size_t line_with(const std::vector<lessons::marked_line>& lines,
                      const std::string& text) {
    const auto it = std::ranges::find_if(lines, [&](const auto& line) {
        return line.text.find(text) != line.text.npos;
    });
    REQUIRE(it != lines.end());
    return static_cast<std::size_t>(it - lines.begin());
}

TEST_CASE("a drawn program has no marks and no tabs") {
    for (const auto& l : lessons::all_lessons()) {
        CAPTURE(l.name);
        for (const auto side :
             {code_side::both, code_side::cpp, code_side::go}) {
            const auto text = to_text(
                draw_code(code_pair(l), {.side = side}, sized(200, 400)),
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
    const auto text = to_text(
        draw_code(code_of("why"), {.side = code_side::go}, sized(40, 400)),
        false);
    CHECK(has(text, "func lookup(ctx context.Context, what…\n"));
    CHECK(has(text, "      wg.Wait()\n"));
    CHECK_FALSE(has(drawn({.side = code_side::go}, 200, 400), "…"));
}

TEST_CASE("the programs are side by side from 72 columns on") {
    CHECK(has(drawn({}, 72, 20), "C++                                │"));
    const auto stacked = drawn({}, 71, 20);
    CHECK(stacked.starts_with("C++\n"));
    CHECK(has(stacked, "\nGo\n"));
    CHECK_FALSE(has(stacked, "│"));
    CHECK(std::ranges::count(stacked, '\n') == 20);
}

TEST_CASE("one program alone has the whole canvas") {
    CHECK(drawn({.side = code_side::cpp}, 40, 20).starts_with("C++\n"));
    CHECK(drawn({.side = code_side::go}, 40, 20).starts_with("Go\n"));
    CHECK_FALSE(has(drawn({.side = code_side::go}, 40, 20), "C++"));
}

TEST_CASE(
    "the place of a step is its C++ line and the Go line with the same mark") {
    const auto code = code_of("cancel");
    const auto r = recording_of({"cancel"});
    const auto at_print = code.place_of(moment_at(r, 5));
    REQUIRE(r.events[4].what == ctx::step::print);
    CHECK(at_print.cpp == line_with(code.cpp(), "println(\"{}\", name)"));
    CHECK(at_print.go == line_with(code.go(), "fmt.Println(name)"));
    CHECK_FALSE(code.place_of(moment_at(r, 0)).cpp);
}

TEST_CASE("every step of a goroutine in every lesson has a place") {
    for (const auto& name : ctx_test::bubble_lessons()) {
        const auto code = code_of(name);
        const auto r = recording_of({name});
        for (std::size_t i = 1; i <= r.steps.size(); ++i) {
            // Goroutine 0, the clock, has no program.
            if (r.events[i - 1].goroutine == 0) continue;
            CAPTURE(name);
            CAPTURE(i);
            CHECK(code.place_of(moment_at(r, i)).cpp);
        }
    }
}

TEST_CASE("a step in another file of the same name has no place") {
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
    for (std::size_t i = 0; i < r.steps.size(); ++i) {
        if (!in(r.events[i], "/support/http/server.cpp")) continue;
        CHECK_FALSE(server.place_of(moment_at(r, i + 1)).cpp);
    }
}

TEST_CASE("the current line has a pointer, and lines above and below it") {
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

TEST_CASE("a scroll past the end is drawn as the end") {
    const auto far = drawn({.side = code_side::cpp, .scroll = 1000}, 60, 11);
    CHECK(has(far, "}  // namespace lessons"));
    CHECK(std::count(far.begin(), far.end(), '\n') == 11);
}

TEST_CASE("the extent is the first scroll that shows the last line") {
    const auto code = code_of("cancel");
    for (const auto side : {code_side::both, code_side::cpp, code_side::go}) {
        for (const std::size_t height : {2U, 3U, 4U, 11U, 24U, 99U}) {
            for (const std::size_t width : {60U, 80U}) {
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
    for (std::size_t width = 1; width < 100; width += 7) {
        for (std::size_t height = 0; height < 9; ++height) {
            const frame f = draw_code(code_of("gen"), {.at = {20, 20}},
                                      sized(width, height));
            CHECK(f.width() == width);
            CHECK(f.height() == height);
        }
    }
}

}  // namespace code_test
