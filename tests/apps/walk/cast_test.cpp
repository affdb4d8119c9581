// A walk as a recording of a terminal, played on an emulated screen.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/cast.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/walk/draw.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/apps/walk/walks.hpp"
#include "tests/support/screen.hpp"

namespace cast_test {

using ctx_test::walk_of;
using ctxdemo::canvas;
using ctxdemo::walk;
using ctxdemo::walk_screen;
using lessons::language;
using nlohmann::json;

constexpr canvas usual{100, 30, ctxdemo::unicode_signs, language::en};
constexpr canvas chinese{100, 30, ctxdemo::unicode_signs, language::zh};

/// Returns the lines of a recording. Throws if one is no JSON.
std::vector<json> lines_of(const std::string& cast) {
    std::istringstream in(cast);
    std::vector<json> all;
    for (std::string line; std::getline(in, line);) {
        all.push_back(json::parse(line));
    }
    return all;
}

/// What a viewer sees from a time on.
struct view {
    double time = 0;
    std::string text;
};

/// Plays a recording on a screen of its own size.
std::vector<view> played(const std::string& cast) {
    const auto lines = lines_of(cast);
    ctx_test::screen s(lines[0].at("width"), lines[0].at("height"));
    std::vector<view> all;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        s.feed(lines[i].at(2).get<std::string>());
        all.push_back({lines[i].at(0), s.text()});
    }
    return all;
}

/// Returns what a screen of a walk looks like to a viewer.
std::string drawn(const walk& w, const canvas& c) {
    ctx_test::screen s(c.width, c.height);
    const auto f = draw_walk(w, c).picture;
    for (std::size_t y = 0; y < f.height(); ++y) {
        auto row = to_text(rows_from(f, y, 1), false);
        row.pop_back();
        s.feed(row + (y + 1 < f.height() ? "\r\n" : ""));
    }
    return s.text();
}

/// Returns the time from which on `text` is shown; -1 if it never is.
double time_of(const std::vector<view>& all, const std::string& text) {
    for (const auto& v : all) {
        if (v.text == text) return v.time;
    }
    return -1;
}

TEST_CASE("the first line has the version, the size and the title") {
    const auto head = lines_of(cast_of(walk_of("nested"), chinese)).at(0);
    CHECK(head.at("version") == 2);
    CHECK(head.at("width") == 100);
    CHECK(head.at("height") == 30);
    CHECK(head.at("title") == lessons::text_of("nested").zh.title);
    CHECK(head.at("env").at("TERM") == "xterm-256color");
}

TEST_CASE("each other line is output, and no time is before the last") {
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const auto lines = lines_of(cast_of(walk_of(name), usual));
        double last = 0;
        for (std::size_t i = 1; i < lines.size(); ++i) {
            REQUIRE(lines[i].size() == 3);
            CHECK(lines[i].at(1) == "o");
            const double time = lines[i].at(0);
            CHECK(time >= last);
            last = time;
        }
    }
}

// The emulated screen throws for a sequence that it does not know.
TEST_CASE("a recording goes through the four screens to the end of the last") {
    bool odd = false;
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const canvas c = (odd = !odd) ? usual : chinese;
        const auto views = played(cast_of(walk_of(name), c));
        walk w = walk_of(name);
        double last = 0;
        for (const auto s : {walk_screen::idea, walk_screen::predict}) {
            w.go_to(s);
            const auto time = time_of(views, drawn(w, c));
            CHECK(time >= last);
            last = time;
        }
        w.answer(w.right_answer());
        w.go_to(walk_screen::run);
        CHECK(time_of(views, drawn(w, c)) > last);
        w.go_to(walk_screen::explain);
        w.scroll_to(draw_walk(w, c).rows.last);
        CHECK(views.back().text == drawn(w, c));
    }
}

TEST_CASE("a recording shows each step of the run, at the pace of the walk") {
    const auto views = played(cast_of(walk_of("nested"), usual));
    walk w = walk_of("nested");
    w.answer(w.right_answer());
    w.go_to(walk_screen::run);
    w.play();
    while (const auto pace = w.until_next()) {
        const auto from = time_of(views, drawn(w, usual));
        w.play_on();
        CAPTURE(w.step());
        const auto to = time_of(views, drawn(w, usual));
        CHECK(from > 0);
        const auto wait = std::chrono::duration<double>(*pace).count();
        CHECK(to - from == doctest::Approx(wait).epsilon(0.001));
    }
    CHECK(w.is_at_end());
}

TEST_CASE("a recording shows the answer of the run before the run") {
    const auto views = played(cast_of(walk_of("cancel"), usual));
    walk w = walk_of("cancel");
    w.go_to(walk_screen::predict);
    w.answer(w.right_answer());
    const auto answered = time_of(views, drawn(w, usual));
    CHECK(answered > 0);
    w.go_to(walk_screen::run);
    CHECK(time_of(views, drawn(w, usual)) > answered);
}

TEST_CASE("a run that no answer agrees with is played without an answer") {
    const auto other = [] {
        return ctx_test::walk_with({"cancel", "--stop-after", "4500ms"});
    };
    walk w = other();
    REQUIRE(w.right_answer() == w.answer_count());
    const auto views = played(cast_of(other(), usual));
    w.skip();
    CHECK(time_of(views, drawn(w, usual)) > 0);
}

TEST_CASE("the end of a recording shows the cursor again") {
    const auto lines = lines_of(cast_of(walk_of("cancel"), usual));
    CHECK(lines.back().at(2) == "\x1b[?25h");
}

}  // namespace cast_test
