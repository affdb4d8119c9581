// A run as lanes. Each picture is in its test as it is drawn.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/timeline.hpp"

#include <doctest/doctest.h>

#include <string>

#include "apps/ctxdemo/screen/width.hpp"
#include "tests/apps/recordings.hpp"

namespace timeline_test {

using namespace std::chrono_literals;
using ctx::step;
using ctx_test::add;
using ctx_test::recording_of;
using ctxdemo::recording;

ctxdemo::canvas wide(std::size_t width,
                     const ctxdemo::signs& s = ctxdemo::unicode_signs) {
    return {width, 0, s, lessons::language::en};
}

/// Returns the picture, with a line break before it.
std::string drawn(const recording& r, std::size_t step, std::size_t width,
                  const ctxdemo::signs& s = ctxdemo::unicode_signs) {
    return '\n' + to_text(draw_timeline(r, step, wide(width, s)), false);
}

/// Returns the picture of the whole run.
std::string drawn_whole(const recording& r, std::size_t width,
                        const ctxdemo::signs& s = ctxdemo::unicode_signs) {
    return drawn(r, r.steps.size(), width, s);
}

/// Main starts a worker and sleeps for a second; the worker prints.
recording pair_of_goroutines() {
    recording r;
    add(r, 0s, 1, step::go, "worker", 2);
    add(r, 0s, 1, step::sleep, "1s");
    add(r, 0s, 1, step::block, "sleep");
    add(r, 0s, 2, step::print, "hello");
    add(r, 0s, 2, step::exit);
    add(r, 1s, 1, step::wake, "sleep");
    add(r, 1s, 1, step::print, "over");
    return r;
}

TEST_CASE("a run at its end is drawn whole") {
    const auto r = pair_of_goroutines();
    CHECK(drawn_whole(r, 40) == R"(
main    ●━━━━━━━━━━ sleep 1s ━━━━━━━━━o
worker   ●h■
        0s                            1s
)");
    CHECK(drawn_whole(r, 40, ctxdemo::ascii_signs) == R"(
main    o========== sleep 1s =========o
worker   oh#
        0s                            1s
)");
}

TEST_CASE("a gap that is too long for the scale has a break") {
    recording r;
    for (const auto t : {0ms, 1ms, 3ms, 3600000ms}) {
        add(r, t, 1, step::print, "x");
        add(r, t, 1, step::sleep, "1s");
        add(r, t, 1, step::block, "sleep");
    }
    CHECK(drawn_whole(r, 40) == R"(
main  ●x━━━x━━━━━━━x━━━━━━━━╱╱━━━━━━━━x━
      0s   1ms       not to scale 1h0m0s
)");
}

TEST_CASE("the time after the current step is left open") {
    const auto r = pair_of_goroutines();
    CHECK(drawn(r, 0, 40) == R"(
main
worker
        0s                            1s
)");
    CHECK(drawn(r, 1, 40) == R"(
main    ●━┿┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
worker   ●┿┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
        0s                            1s
)");
}

TEST_CASE("the sign for now is in the same column on every lane") {
    const auto r = recording_of({"nested"});
    for (std::size_t i = 1; i < r.steps.size(); ++i) {
        const auto f = draw_timeline(r, i, wide(80));
        std::size_t column = 0;
        for (std::size_t y = 0; y < f.height(); ++y) {
            for (std::size_t x = 0; x < f.width(); ++x) {
                if (f.row(y)[x].bytes != ctxdemo::unicode_signs.now) continue;
                CAPTURE(i);
                CHECK((column == 0 || column == x));
                column = x;
            }
        }
    }
}

TEST_CASE("every step has the lanes and labels of the whole run") {
    const auto r = recording_of({"timeout"});
    const auto end = draw_timeline(r, r.steps.size(), wide(80));
    for (std::size_t i = 0; i < r.steps.size(); ++i) {
        const auto f = draw_timeline(r, i, wide(80));
        REQUIRE(f.height() == end.height());
        for (std::size_t y = 0; y + 1 < f.height(); ++y) {
            for (std::size_t x = 0; x < 8; ++x) {
                CHECK(f.row(y)[x] == end.row(y)[x]);
            }
        }
    }
}

TEST_CASE("a run that is too long is shown around the current instant") {
    const auto r = recording_of({"basic", "--for", "60s"});
    const auto end = drawn(r, r.steps.size(), 40);
    CAPTURE(end);
    CHECK(end.find("…") != std::string::npos);
    CHECK(end.find("59s") != std::string::npos);
    CHECK(end.find(" 0s") == std::string::npos);

    const auto start = drawn(r, 1, 40);
    CAPTURE(start);
    CHECK(start.find(" 0s") != std::string::npos);
    CHECK(start.find("59s") == std::string::npos);
    CHECK(start.ends_with("…\n"));
}

TEST_CASE("an instant that is too wide is shown around the current step") {
    recording r;
    add(r, 0s, 1, step::sleep, "1s");
    for (int i = 0; i < 100; ++i) {
        add(r, 1s, 1, step::print,
            std::string(1, static_cast<char>('a' + i % 26)));
    }
    for (const std::size_t step : {3U, 51U, 101U}) {
        const auto f = draw_timeline(r, step, wide(40));
        const auto text = to_text(f, false);
        CAPTURE(step);
        CAPTURE(text);
        // The last line printed so far: the first is printed in step 3.
        const char last = static_cast<char>('a' + (step - 3) % 26);
        CHECK(text.find(std::string(1, last) + "┿") != std::string::npos);
    }
}

TEST_CASE("a sign stands for the marks of an instant that are left out") {
    recording r;
    add(r, 0s, 1, step::go, "worker", 2);
    add(r, 0s, 1, step::sleep, "1s");
    add(r, 1s, 2, step::print, "w");
    for (int i = 0; i < 26; ++i) {
        add(r, 1s, 1, step::print, std::string(1, static_cast<char>('a' + i)));
    }
    CHECK(drawn_whole(r, 24) == R"(
main    …mnopqrstuvwxyz
worker  …━━━━━━━━━━━━━━
      … 1s
)");
}

TEST_CASE("a long name is cut, and a goroutine without a name has its number") {
    recording r;
    add(r, 0s, 1, step::go, "a name that is too long", 2);
    add(r, 0s, 1, step::go, "", 3);
    CHECK(drawn_whole(r, 40) == R"(
main          ●━━
a name that…   ●━
goroutine 3     ●
              0s
)");
}

TEST_CASE(
    "a line that begins with a wide character or a blank has the sign for "
    "more") {
    recording r;
    add(r, 0s, 1, step::print, "取消");
    add(r, 0s, 1, step::print, "");
    add(r, 0s, 1, step::print, " x");
    CHECK(drawn_whole(r, 40) == R"(
main  ●………
      0s
)");
}

TEST_CASE("an expiration is on the clock's lane") {
    recording r;
    add(r, 0s, 1, step::derive, "with_timeout", 1);
    add(r, 0s, 1, step::block, "done");
    add(r, 50ms, 0, step::expire, "context deadline exceeded", 1);
    add(r, 50ms, 1, step::wake, "done");
    CHECK(drawn_whole(r, 40) == R"(
main   ●━━━━━━━━━━━━ done ━━━━━━━━━━━━━
clock                                 ✕
       0s                           50ms
)");
}

TEST_CASE("in Chinese the clock's lane has a Chinese name") {
    recording r;
    add(r, 0s, 1, step::derive, "with_timeout", 1);
    add(r, 50ms, 0, step::expire, "context deadline exceeded", 1);
    const ctxdemo::canvas zh{40, 0, ctxdemo::unicode_signs,
                             lessons::language::zh};
    const auto text = to_text(draw_timeline(r, r.steps.size(), zh), false);
    CAPTURE(text);
    CHECK(text.find("\n时钟  ") != std::string::npos);
}

TEST_CASE("only a goroutine that waits has a line after the end of a run") {
    recording r;
    add(r, 0s, 1, step::go, "worker", 2);
    add(r, 0s, 1, step::print, "hello");
    add(r, 0s, 2, step::block, "chan send");
    CHECK(drawn_whole(r, 50) == R"(
main    ●━h
worker   ●━━ chan send ━━
        0s
)");
    CHECK(drawn_whole(r, 16) == R"(
main    ●━h
worker   ●━━━
        0s
)");
}

TEST_CASE("a lane begins with the start of its goroutine") {
    // The first step of main.
    const auto r = recording_of({"global-flag", "--stop-after", "1s"});
    CHECK(drawn_whole(r, 50) == R"(
main    ●━━━━━━━━━━━━━━ sleep 1s ━━━━━━━━━━━━━━━o
worker   ●w━━━━━━━━━━━━━ sleep 1s ━━━━━━━━━━━━━■
        0s                                     1s
)");
}

TEST_CASE("a recording without events is an empty picture") {
    CHECK(drawn({}, 0, 40) == "\n\n");
}

TEST_CASE("every lesson's timeline fits any width") {
    for (const auto& name : ctx_test::lesson_names()) {
        const auto r = recording_of({name});
        CAPTURE(name);
        for (const std::size_t width : {10U, 40U, 80U, 120U}) {
            for (std::size_t i = 0; i <= r.steps.size(); i += 3) {
                const auto f = draw_timeline(r, i, wide(width));
                CHECK(f.width() == width);
                for (std::size_t y = 0; y < f.height(); ++y) {
                    std::string line;
                    for (const auto& c : f.row(y)) line += c.bytes;
                    CHECK(ctxdemo::width_of(line) == width);
                }
            }
        }
    }
}

}  // namespace timeline_test
