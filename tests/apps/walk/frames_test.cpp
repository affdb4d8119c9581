// The pictures of a walk. Each picture is compared byte by byte at 80x24, in
// English, in Unicode; a few pictures in other variants as well. Every picture
// is checked to be sound in all sizes, languages and signs. How to change the
// files: golden.hpp.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/menu.hpp"
#include "apps/ctxdemo/walk/parts.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/apps/walk/walks.hpp"
#include "tests/support/golden.hpp"

namespace frames_test {

using namespace ctx_test;
using namespace std::chrono_literals;
using ctxdemo::ascii_signs;
using ctxdemo::canvas;
using ctxdemo::frame;
using ctxdemo::menu;
using ctxdemo::standing;
using ctxdemo::unicode_signs;
using ctxdemo::walk;
using ctxdemo::walk_overlay;
using ctxdemo::walk_screen;
using lessons::language;

constexpr canvas usual{80, 24, unicode_signs, language::en};
constexpr canvas least = usual.sized(40, 16);

// The variants of a picture besides the usual one.
enum variants : unsigned {
    usual_only = 0,
    narrow = 1,   // 40x24
    wide = 2,     // 120x36
    chinese = 4,  // 80x24
    colored = 8,
    in_ascii = 16,
    smallest = 32,  // 40x16
};

/// A picture for any canvas.
struct picture {
    std::string name;
    unsigned more = usual_only;
    std::function<frame(const canvas&)> draw;
};

picture picture_of(std::string name, unsigned more, walk w) {
    const auto shared = std::make_shared<const walk>(std::move(w));
    return {std::move(name), more, [shared](const canvas& c) {
                return draw_walk(*shared, c).picture;
            }};
}

/// Returns a walk through the lesson cancel, on screen `s`.
walk cancel_on(walk_screen s) {
    walk w = walk_of("cancel");
    w.go_to(s);
    return w;
}

walk explained(std::optional<std::size_t> answer) {
    walk w = walk_of("cancel");
    if (answer) w.answer(*answer);
    w.go_to(walk_screen::explain);
    return w;
}

/// Returns a walk at a step of a run; by default at its end.
walk run_of(const std::vector<std::string>& command,
            std::size_t step = static_cast<std::size_t>(-1)) {
    walk w = command.size() == 1 ? walk_of(command[0]) : walk_with(command);
    w.go_to(walk_screen::run);
    w.go_to(step);
    return w;
}

walk at_choice() {
    walk w = walk_with({"cancel"});
    w.go_to(walk_screen::run);
    go_to_choice(w);
    return w;
}

/// Returns a walk at the first step before which there are two choices.
walk at_two_choices() {
    walk w = walk_with({"prompt"});
    w.go_to(walk_screen::run);
    const auto has_two = [&] {
        return !w.ways().empty() &&
               w.ways().front().choice != w.ways().back().choice;
    };
    while (!has_two() && !w.is_at_end()) w.go_to(w.step() + 1);
    REQUIRE(has_two());
    return w;
}

walk covered(walk w, walk_overlay o) {
    w.cover(o);
    return w;
}

std::vector<picture> text_pictures() {
    walk answered = cancel_on(walk_screen::predict);
    answered.answer(2);
    walk asking = cancel_on(walk_screen::predict);
    asking.next_screen();
    walk voting = cancel_on(walk_screen::predict);
    voting.toggle_vote();
    for (const std::size_t vote : {2, 0, 2}) voting.answer(vote);
    voting.next_screen();
    walk whole_output = walk_of("family");
    whole_output.go_to(walk_screen::predict);
    walk long_output = walk_of("interface");
    long_output.go_to(walk_screen::predict);
    long_output.answer(1);
    walk end = explained(2);
    end.scroll_to(1000);
    return {
        picture_of("idea", usual_only, walk_of("cancel")),
        // One program on a narrow canvas.
        picture_of("predict", narrow | wide | chinese | in_ascii | smallest,
                   cancel_on(walk_screen::predict)),
        picture_of("predict-answered", usual_only, std::move(answered)),
        picture_of("predict-asks", usual_only, std::move(asking)),
        picture_of("predict-vote", usual_only, std::move(voting)),
        // No output is cut, because that of the right answer cannot be.
        picture_of("predict-whole", usual_only, std::move(whole_output)),
        // An output that is cut to one line.
        picture_of("predict-long", usual_only, std::move(long_output)),
        picture_of("explain-right", usual_only, explained(2)),
        picture_of("explain-wrong", narrow | chinese | colored, explained(0)),
        picture_of("explain-unanswered", usual_only, explained({})),
        picture_of("explain-end", usual_only, std::move(end)),
    };
}

std::vector<picture> run_pictures() {
    walk go_only = run_of({"cancel"}, 5);
    go_only.show_next_side(true);
    go_only.show_next_side(true);
    walk selecting = covered(at_choice(), walk_overlay::choices);
    selecting.select_way(1);
    walk chosen = at_choice();
    chosen.choose(1);
    chosen.go_to(chosen.step() + 1);
    const auto middle = run_of({"cancel"}).step() / 2;
    return {
        picture_of("run-start", usual_only, run_of({"cancel"}, 0)),
        // Each part of the screen has a variant in size, language and signs.
        picture_of("run-middle", narrow | wide | chinese | colored | in_ascii,
                   run_of({"cancel"}, middle)),
        picture_of("run-end", usual_only, run_of({"cancel"})),
        picture_of("run-go-only", usual_only, std::move(go_only)),
        picture_of("over-keys", smallest | chinese,
                   covered(run_of({"cancel"}), walk_overlay::keys)),
        // Rows that go on below.
        picture_of("over-tree", narrow | chinese | in_ascii,
                   covered(run_of({"cancel"}), walk_overlay::tree)),
        picture_of("over-blank", usual_only,
                   covered(run_of({"cancel"}), walk_overlay::blank)),
        picture_of("choice", usual_only, at_choice()),
        picture_of("choice-open", chinese, std::move(selecting)),
        // Two choices before the next step.
        picture_of("choice-two", usual_only,
                   covered(at_two_choices(), walk_overlay::choices)),
        picture_of("choice-taken", usual_only, std::move(chosen)),
        picture_of("deadlock", usual_only, run_of({"rules", "--no-cancel"})),
        // The ending and a choice in one row, or in two.
        picture_of("left-behind", smallest | narrow,
                   run_of({"gen", "--no-cancel"})),
        picture_of("many", usual_only, run_of({"family"})),
        picture_of("ended-by-limit", usual_only, run_of({"basic"})),
    };
}

picture menu_picture() {
    menu m(lessons::all_lessons());
    m.set(0, standing::done_right);
    m.set(1, standing::done_wrong);
    m.set(2, standing::begun_wrong);
    m.set(3, standing::done_skipped);
    m.set(4, standing::begun_right);
    m.select(2);
    return {"menu", narrow | chinese | colored | in_ascii,
            [m](const canvas& c) { return m.draw(c); }};
}

picture menu_end_picture() {
    menu m(lessons::all_lessons());
    m.press(named(kind::up));
    return {"menu-end", smallest, [m](const canvas& c) { return m.draw(c); }};
}

const std::vector<picture>& all_pictures() {
    static const std::vector<picture> all = [] {
        auto pictures = text_pictures();
        for (auto& p : run_pictures()) pictures.push_back(std::move(p));
        pictures.push_back(menu_picture());
        pictures.push_back(menu_end_picture());
        return pictures;
    }();
    return all;
}

void check_file(const std::string& name, const frame& f,
                bool in_color = false) {
    check_golden("frames/" + name + ".txt", to_text(f, in_color));
}

TEST_CASE("frames: every picture, and some of them in other variants") {
    const canvas zh{80, 24, unicode_signs, language::zh};
    const canvas ascii{80, 24, ascii_signs, language::en};
    for (const auto& [name, more, draw] : all_pictures()) {
        CAPTURE(name);
        check_file(name, draw(usual));
        if (more & narrow)
            check_file(name + ".40x24", draw(usual.sized(40, 24)));
        if (more & wide)
            check_file(name + ".120x36", draw(usual.sized(120, 36)));
        if (more & smallest) check_file(name + ".40x16", draw(least));
        if (more & chinese) check_file(name + ".zh", draw(zh));
        if (more & colored) check_file(name + ".color", draw(usual), true);
        if (more & in_ascii) check_file(name + ".ascii", draw(ascii));
    }
}

TEST_CASE("frames: a terminal that is too small") {
    const canvas zh = {39, 16, unicode_signs, language::zh};
    const walk w = walk_of("cancel");
    check_file("too-small.39x16", draw_walk(w, usual.sized(39, 16)).picture);
    check_file("too-small.10x3", draw_walk(w, usual.sized(10, 3)).picture);
    check_file("too-small.zh", draw_walk(w, zh).picture);
}

std::string row_text(const frame& f, std::size_t y) {
    std::string line;
    for (const auto& c : f.row(y)) line += c.bytes;
    return line;
}

bool has_control_byte(const std::string& text) {
    return std::ranges::any_of(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

/// Checks that `f` has the size of the canvas, no half of a wide character, and
/// no byte that moves the cursor or changes the color.
void check_sound(const frame& f, const canvas& c) {
    CAPTURE(c.width);
    CAPTURE(c.height);
    REQUIRE(f.width() == c.width);
    REQUIRE(f.height() == c.height);
    for (std::size_t y = 0; y < f.height(); ++y) {
        const auto line = row_text(f, y);
        CAPTURE(line);
        CHECK(ctxdemo::width_of(line) == c.width);
        CHECK_FALSE(has_control_byte(line));
    }
}

template <class F>
void for_each_canvas(F visit) {
    constexpr std::pair<std::size_t, std::size_t> sizes[] = {
        {1, 1},   {2, 40},  {10, 3},   {39, 16}, {200, 15},
        {40, 16}, {40, 24}, {41, 17},  {71, 16}, {72, 50},
        {80, 24}, {81, 23}, {120, 36}, {200, 60}};
    for (const auto l : {language::en, language::zh}) {
        for (const auto* s : {&unicode_signs, &ascii_signs}) {
            for (const auto& [w, h] : sizes) visit(canvas{w, h, *s, l});
        }
    }
}

TEST_CASE("every picture is sound in any size, in both languages and signs") {
    for (const auto& [name, more, draw] : all_pictures()) {
        CAPTURE(name);
        for_each_canvas([&](const canvas& c) { check_sound(draw(c), c); });
    }
}

TEST_CASE("the last row of every picture has a key to leave it") {
    for (const auto& [name, more, draw] : all_pictures()) {
        if (name == "over-blank") continue;
        CAPTURE(name);
        for_each_canvas([&](const canvas& c) {
            if (c.width < least.width || c.height < least.height) return;
            const auto keys = row_text(draw(c), c.height - 1);
            CAPTURE(keys);
            const bool en = c.language == language::en;
            const auto any = [&](std::initializer_list<const char*> texts) {
                return std::ranges::any_of(texts, [&](const char* text) {
                    return keys.find(text) != std::string::npos;
                });
            };
            CHECK((en ? any({"q quit", "Esc back", "any key back"})
                      : any({"q 退出", "Esc 返回", "任意键 返回"})));
        });
    }
}

TEST_CASE("the last row of every screen has the key that lists the keys") {
    for (const auto s : {walk_screen::idea, walk_screen::predict,
                         walk_screen::run, walk_screen::explain}) {
        const walk w = cancel_on(s);
        for (const auto l : {language::en, language::zh}) {
            const canvas c{40, 16, unicode_signs, l};
            const auto keys = row_text(draw_walk(w, c).picture, 15);
            CAPTURE(keys);
            CHECK(keys.find("? ") != std::string::npos);
        }
    }
}

TEST_CASE("a picture with ASCII signs in English is ASCII") {
    const canvas ascii{80, 24, ascii_signs, language::en};
    for (const auto& [name, more, draw] : all_pictures()) {
        // Its times have Go's unit for microseconds, which is not ASCII.
        if (name == "real-time") continue;
        CAPTURE(name);
        const auto text = to_text(draw(ascii), false);
        CHECK(
            std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; }));
    }
}

TEST_CASE("a run is sound at each of its steps") {
    for (const auto l : {language::en, language::zh}) {
        walk w = run_of({"nested"}, 0);
        for (std::size_t i = 0; i <= w.shown_run().steps.size(); ++i) {
            CAPTURE(i);
            const canvas c{40 + 20 * (i % 7), 16 + i % 9, unicode_signs, l};
            w.go_to(i);
            check_sound(draw_walk(w, c).picture, c);
        }
    }
}

/// Returns the title of the output pane, and the lines in it.
std::pair<std::string, std::vector<std::string>> output_pane(const walk& w,
                                                             const canvas& c) {
    const frame f = draw_walk(w, c).picture;
    std::string title;
    std::vector<std::string> lines;
    for (std::size_t y = 0; y + 1 < f.height(); ++y) {
        const auto row = row_text(f, y);
        const auto end = row.find_last_not_of(' ') + 1;
        if (!title.empty() && end > 0) lines.push_back(row.substr(0, end));
        if (row.find("output") != std::string::npos) title = row;
    }
    if (!lines.empty()) lines.pop_back();  // the notice
    return {title, lines};
}

TEST_CASE("the output pane has the last lines, and counts those it hides") {
    using lines = std::vector<std::string>;
    const canvas small = usual.sized(80, 16);
    const auto [title, shown] =
        output_pane(run_of({"cancel"}), usual.sized(80, 36));
    CHECK(title.find("more") == std::string::npos);
    CHECK(shown == lines{"worker", "worker", "worker", "over"});

    // Ten lines "worker" and then "over".
    walk longer = run_of({"cancel", "--stop-after", "9500ms"});
    const auto [above, last] = output_pane(longer, small);
    REQUIRE(last.size() >= 2);
    CHECK(last.back() == "over");
    CHECK(above.find(std::to_string(11 - last.size()) + " more above: ↑") !=
          std::string::npos);

    longer.scroll_output(1000);
    const auto [below, first] = output_pane(longer, small);
    CHECK(first.back() == "worker");
    CHECK(below.find("more above") == std::string::npos);
    CHECK(below.find(std::to_string(11 - first.size()) + " more below: ↓") !=
          std::string::npos);
}

/// Returns a walk whose run derives `count` contexts from the background.
walk with_contexts(std::uint32_t count) {
    ctxdemo::recording r;
    for (std::uint32_t id = 1; id <= count; ++id) {
        add(r, 0s, 1, ctx::step::derive, "with_cancel", id);
    }
    walk w(*lesson_called("cancel"),
           {.run = [r](const ctx::schedule&) { return r; },
            .explore = [] { return ctxdemo::transcripts(); }});
    w.go_to(walk_screen::run);
    w.go_to(count);
    return w;
}

TEST_CASE("a tree that is higher than the screen scrolls, with a sign") {
    // With the root the tree has as many rows as the body, and then one more.
    const auto fits = covered(with_contexts(21), walk_overlay::tree);
    const auto more = covered(with_contexts(22), walk_overlay::tree);
    CHECK(row_text(draw_walk(fits, usual).picture, 22).ends_with(" "));
    const auto drawn = draw_walk(more, usual);
    CHECK(row_text(drawn.picture, 22).ends_with(" ↓"));
    CHECK(drawn.rows.last == 1);
}

TEST_CASE("a sign for more rows does not hide that its row is cut") {
    const std::vector<ctxdemo::text_line> lines{
        {"a long line"}, {"b long line"}, {"c long line"}, {"d long line"}};
    const auto f = draw_lines(lines, 1, usual.sized(8, 2)).picture;
    CHECK(to_text(f, false) == "b long…↑\nc long…↓\n");
}

}  // namespace frames_test
