// The pictures of a walk, byte by byte. How to change them: golden.hpp.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <functional>
#include <string>

#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/menu.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/apps/walk/walks.hpp"
#include "tests/support/golden.hpp"

namespace frames_test {

using namespace ctx_test;
using namespace std::chrono_literals;
using ctxdemo::frame;
using ctxdemo::menu;
using ctxdemo::signs;
using ctxdemo::standing;
using ctxdemo::walk;
using lessons::language;

struct size {
    std::size_t width, height;
};
constexpr size narrow{40, 24}, usual{80, 24}, wide{120, 36}, least{40, 16};

/// What draws the picture that is asked for, whatever it is of.
using picture = std::function<frame(language, size, const signs&)>;

void check_frame(const std::string& name, const picture& draw, size s,
                 language l) {
    const frame f = draw(l, s, ctxdemo::unicode_signs);
    CHECK(f.width() == s.width);
    CHECK(f.height() == s.height);
    check_golden(fmt::format("frames/{}.{}x{}.{}.txt", name, s.width, s.height,
                             l == language::zh ? "zh" : "en"),
                 to_text(f, false));
}

/// In all sizes and languages, once in color, and in ASCII.
void check_frames(const std::string& name, const picture& draw) {
    for (const auto l : {language::en, language::zh}) {
        for (const auto s : {narrow, usual, wide})
            check_frame(name, draw, s, l);
    }
    check_golden(
        "frames/" + name + ".color.txt",
        to_text(draw(language::en, usual, ctxdemo::unicode_signs), true));
    check_golden(
        "frames/" + name + ".ascii.txt",
        to_text(draw(language::en, usual, ctxdemo::ascii_signs), false));
}

/// A walk, taken to where it is to be looked at.
picture walk_picture(const std::vector<std::string>& command,
                     const std::function<void(walk&)>& go) {
    return [=](language l, size s, const signs& set) {
        walk w = command.size() == 1 ? walk_of(command[0], l)
                                     : walk_with(command, l);
        go(w);
        return draw_walk(w, s.width, s.height, set);
    };
}

picture cancel_picture(const std::function<void(walk&)>& go) {
    return walk_picture({"cancel"}, go);
}

TEST_CASE("frames: the four screens") {
    check_frames("idea", cancel_picture([](walk&) {}));
    check_frames("predict", cancel_picture([](walk& w) { type(w, "\n"); }));
    check_frames("predict-answered",
                 cancel_picture([](walk& w) { type(w, "\nc"); }));
    check_frames("predict-urged",
                 cancel_picture([](walk& w) { type(w, "\n\n"); }));
    check_frames("predict-long",
                 walk_picture({"interface"}, [](walk& w) { type(w, "\nb"); }));
    check_frames("explain-right",
                 cancel_picture([](walk& w) { type(w, "\nc\n\n"); }));
    check_frames("explain-wrong",
                 cancel_picture([](walk& w) { type(w, "\na\n\n"); }));
    check_frames("explain-unanswered",
                 cancel_picture([](walk& w) { type(w, "\ns\n"); }));
    check_frames("explain-end", cancel_picture([](walk& w) {
                     type(w, "\nc\n\n");
                     for (int i = 0; i < 9; ++i) {
                         w.press(named(kind::page_down));
                     }
                 }));
}

TEST_CASE("frames: the run") {
    check_frames("run-start", cancel_picture([](walk& w) { type(w, "\ns"); }));
    check_frames("run-middle", cancel_picture([](walk& w) {
                     type(w, "\ns");
                     go_to_step(w, w.shown().events.size() / 2);
                 }));
    check_frames("run-end", cancel_picture([](walk& w) {
                     type(w, "\ns");
                     w.press(named(kind::end));
                 }));
    check_frames("run-go-only", cancel_picture([](walk& w) {
                     type(w, "\nsgg");
                     go_to_step(w, 5);
                 }));
}

TEST_CASE("frames: what lies over the run") {
    for (const auto& [name, key] :
         {std::pair{"keys", '?'}, {"tree", 't'}, {"blank", 'b'}}) {
        check_frames(std::string("over-") + name,
                     cancel_picture([key = key](walk& w) {
                         type(w, "\ns");
                         w.press(named(kind::end));
                         type(w, std::string(1, key));
                     }));
    }
}

TEST_CASE("frames: a choice, and another way taken") {
    check_frames("choice", cancel_picture([](walk& w) {
                     type(w, "\ns");
                     go_to_choice(w);
                 }));
    check_frames("choice-open", cancel_picture([](walk& w) {
                     type(w, "\ns");
                     go_to_choice(w);
                     type(w, "c");
                     w.press(named(kind::down));
                 }));
    // Two decisions before the next step.
    check_frames("choice-two", walk_picture({"nested"}, [](walk& w) {
                     type(w, "\ns");
                     go_to_step(w, 5);
                     type(w, "c");
                 }));
    check_frames("choice-taken", cancel_picture([](walk& w) {
                     type(w, "\ns");
                     go_to_choice(w);
                     type(w, "c2");
                     w.press(named(kind::right));
                 }));
}

TEST_CASE("frames: a deadlock, and goroutines left behind") {
    const auto at_end = [](walk& w) {
        type(w, "\ns");
        w.press(named(kind::end));
    };
    check_frames("deadlock", walk_picture({"rules", "--no-cancel"}, at_end));
    check_frames("left-behind", walk_picture({"gen", "--no-cancel"}, at_end));
    check_frames("many", walk_picture({"family"}, at_end));
    check_frames("time-is-over", walk_picture({"basic"}, at_end));
    check_frame("least-left-behind",
                walk_picture({"gen", "--no-cancel"}, at_end), least,
                language::en);
}

TEST_CASE("frames: a run in real time") {
    ctxdemo::recording r;
    r.real_time = true;
    add(r, 12us, 1, ctx::step::derive, "with_timeout", 1);
    r.events.back().deadline = 50'012'345ns;
    add(r, 40us, 1, ctx::step::go, "client.send", 2);
    add(r, 60us, 1, ctx::step::block, "select: done, chan receive");
    add(r, 80us, 2, ctx::step::block, "chan receive");
    add(r, 50'056'789ns, 0, ctx::step::expire, "context deadline exceeded", 1);
    add(r, 50'100us, 1, ctx::step::wake, "select: done, chan receive");
    add(r, 50'200us, 1, ctx::step::print, "first");
    add(r, 52ms, 2, ctx::step::print, "second");
    r.failure = "the server is gone";
    check_frames("real-time", [r](language l, size s, const signs& set) {
        const auto* lesson = lesson_called("http");
        REQUIRE(lesson);
        walk w(*lesson, l,
               {.run = [r](const auto&) { return r; },
                .explore = [] { return ctxdemo::transcripts{}; }});
        type(w, "\ns");
        w.press(named(kind::end));
        return draw_walk(w, s.width, s.height, set);
    });
}

TEST_CASE("frames: the smallest terminal, and one that is too small") {
    const auto run = cancel_picture([](walk& w) {
        type(w, "\ns");
        go_to_choice(w);
    });
    const auto predict = cancel_picture([](walk& w) { type(w, "\n"); });
    for (const auto l : {language::en, language::zh}) {
        check_frame("least-run", run, least, l);
        check_frame("least-predict", predict, least, l);
        check_frame("too-small", run, {39, 16}, l);
        check_frame("too-small", run, {200, 15}, l);
        check_frame("too-small", run, {10, 3}, l);
    }
}

frame menu_picture(language l, size s, const signs& set) {
    menu m(lessons::all_lessons(), l);
    m.set(0, standing::done_right);
    m.set(1, standing::done_wrong);
    m.set(2, standing::begun_wrong);
    m.set(3, standing::done_skipped);
    m.set(4, standing::begun_right);
    m.select(2);
    return m.draw(s.width, s.height, set);
}

TEST_CASE("frames: the list") {
    check_frames("menu", menu_picture);
    check_frame("menu", menu_picture, least, language::en);
    check_frame("menu", menu_picture, {10, 3}, language::en);
}

TEST_CASE("frames: the end of the list") {
    const auto end = [](language l, size s, const signs& set) {
        menu m(lessons::all_lessons(), l);
        m.press(named(kind::up));
        return m.draw(s.width, s.height, set);
    };
    check_frame("menu-end", end, least, language::en);
}

/// Whatever is drawn fits, and has no half of a wide character.
void check_sound(const frame& f) {
    for (std::size_t y = 0; y < f.height(); ++y) {
        std::string line;
        for (const auto& c : f.row(y)) line += c.bytes;
        CAPTURE(line);
        CHECK(ctxdemo::width_of(line) == f.width());
    }
}

TEST_CASE("no frame is torn, whatever the size, at any step") {
    const size sizes[] = {{1, 1},   {2, 40},  {40, 16}, {41, 17},
                          {71, 16}, {72, 50}, {200, 60}};
    for (const auto l : {language::en, language::zh}) {
        walk w = walk_of("nested", l);
        for (const auto s : sizes)
            check_sound(
                draw_walk(w, s.width, s.height, ctxdemo::unicode_signs));
        type(w, "\n");
        for (const auto s : sizes)
            check_sound(
                draw_walk(w, s.width, s.height, ctxdemo::unicode_signs));
        go_on(w);
        for (std::size_t i = 0; i <= w.shown().events.size(); ++i) {
            const auto s = sizes[i % std::size(sizes)];
            CAPTURE(i);
            check_sound(
                draw_walk(w, s.width, s.height, ctxdemo::unicode_signs));
            w.press(named(kind::right));
        }
        type(w, "\n");
        for (const auto s : sizes)
            check_sound(
                draw_walk(w, s.width, s.height, ctxdemo::unicode_signs));
    }
}

TEST_CASE("how to learn of the keys and how to leave is on every screen") {
    for (const auto l : {language::en, language::zh}) {
        walk w = walk_of("cancel", l);
        for (int screen = 0; screen < 4; ++screen) {
            const auto text = to_text(
                draw_walk(w, least.width, least.height, ctxdemo::unicode_signs),
                false);
            CAPTURE(text);
            CHECK(text.find("? ") != std::string::npos);
            CHECK(text.find("q ") != std::string::npos);
            go_on(w);
        }
    }
}

TEST_CASE("with ASCII signs and English, a frame is ASCII") {
    walk w = walk_of("cancel");
    for (const char* keys : {"", "\n", "c\n", "\n", "?"}) {
        type(w, keys);
        const auto text =
            to_text(draw_walk(w, 80, 24, ctxdemo::ascii_signs), false);
        CHECK(
            std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; }));
    }
}

}  // namespace frames_test
