// The keys of a walk and how it scrolls, without a terminal.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/walk_keys.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/try_command.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/apps/walk/walks.hpp"

namespace walk_test {

using namespace ctx_test;
using namespace std::chrono_literals;
using ctxdemo::code_side;
using ctxdemo::key;
using ctxdemo::recording;
using ctxdemo::walk;
using ctxdemo::walk_overlay;
using ctxdemo::walk_screen;
using result = ctxdemo::walk_result;

constexpr walk_screen screens[] = {walk_screen::idea, walk_screen::predict,
                                   walk_screen::run, walk_screen::explain};

/// Returns all named keys, the ASCII characters, and two others.
std::vector<key> all_keys() {
    std::vector<key> all;
    for (int k = static_cast<int>(kind::enter);
         k <= static_cast<int>(kind::resized); ++k) {
        all.push_back(named(static_cast<kind>(k)));
    }
    for (char32_t c = 1; c < 0x7f; ++c) all.push_back(typed(c));
    all.push_back(typed(U'取'));
    all.push_back(typed(0x10ffff));
    return all;
}

/// Returns a walk on one of its screens, without an answer.
walk walk_on(walk_screen s) {
    walk w = walk_of("cancel");
    w.go_to(s);
    return w;
}

/// The state of a walk, without the recordings.
auto state_of(const walk& w) {
    return std::tuple(w.screen(), w.overlay(), w.side(), w.scroll(),
                      w.given_answer(), w.step(), w.is_playing(), w.speed(),
                      w.selected_way(), w.shown_run().steps.size());
}

TEST_CASE("a key without a meaning changes nothing, on any screen") {
    for (const auto s : screens) {
        walk w = walk_on(s);
        for (const auto& k : all_keys()) {
            const auto before = state_of(w);
            const auto did = press(w, k);
            CAPTURE(static_cast<int>(s));
            CAPTURE(static_cast<int>(k.what));
            CAPTURE(static_cast<std::uint32_t>(k.character));
            if (did == result::nothing) CHECK(state_of(w) == before);
            w.cover(walk_overlay::none);
            w.go_to(s);
        }
    }
}

/// Returns the characters that are keys on a screen.
std::string meaningful_on(walk_screen s) {
    std::string all;
    for (const auto& k : all_keys()) {
        if (k.what != kind::character) continue;
        walk w = walk_on(s);
        if (press(w, k) != result::nothing) {
            all += static_cast<char>(k.character);
        }
    }
    return all;
}

TEST_CASE("each screen has these characters as keys") {
    CHECK(meaningful_on(walk_screen::idea) == ".?bgq");
    CHECK(meaningful_on(walk_screen::predict) == ".1234?abcdgqsv");
    CHECK(meaningful_on(walk_screen::run) == " +-.?bginpqrtu");
    // A number for each command to try, the exercise and the puzzle.
    CHECK(meaningful_on(walk_screen::explain) == ".1234567?bgq");
}

TEST_CASE("Enter, Tab and Backspace go from screen to screen") {
    walk w = walk_of("cancel");
    CHECK(press(w, kind::backspace) == result::nothing);
    for (const auto s : screens) {
        CHECK(w.screen() == s);
        if (s == walk_screen::predict) type(w, "a");
        if (s != walk_screen::explain) press(w, kind::tab);
    }
    CHECK(press(w, kind::enter) == result::finished);
    for (int i = 3; i-- > 0;) {
        press(w, kind::backspace);
        CHECK(w.screen() == screens[i]);
    }
}

TEST_CASE("left and right change the screen, but step on the run") {
    walk w = walk_of("cancel");
    press(w, {named(kind::right), typed(U'a'), named(kind::right)});
    CHECK(w.screen() == walk_screen::run);
    press(w, {named(kind::right), named(kind::right), named(kind::left)});
    CHECK(w.screen() == walk_screen::run);
    CHECK(w.step() == 1);
    press(w, {named(kind::enter), named(kind::left)});
    CHECK(w.screen() == walk_screen::run);
    CHECK(w.step() == 1);
}

TEST_CASE("q leaves the walk on every screen, but not on an overlay") {
    for (const auto s : screens) {
        walk w = walk_on(s);
        type(w, "?");
        CHECK(type(w, "q") == result::changed);
        CHECK(w.overlay() == walk_overlay::none);
        CHECK(type(w, "q") == result::quit);
    }
}

TEST_CASE("any key takes away a page that fits, and has no other effect") {
    for (const char c : {'?', 'b', '.', 't'}) {
        for (const auto& k : all_keys()) {
            if (k.what == kind::resized) continue;
            walk w = walk_on(walk_screen::run);
            w.go_to(3);
            press(w, typed(static_cast<unsigned char>(c)));
            REQUIRE(w.overlay() != walk_overlay::none);
            CHECK(ctxdemo::press(w, k, {0, 0, 10}) == result::changed);
            CHECK(w.overlay() == walk_overlay::none);
            CHECK(w.screen() == walk_screen::run);
            CHECK(w.step() == 3);
        }
    }
}

TEST_CASE("a page that does not fit scrolls, from its top each time") {
    walk w = walk_on(walk_screen::run);
    w.go_to(3);
    for (int i = 0; i < 2; ++i) {
        type(w, "?");
        CHECK(w.overlay_scroll() == 0);
        const auto scroll = [&](kind k) {
            CHECK(ctxdemo::press(w, named(k), {w.overlay_scroll(), 25, 10}) ==
                  result::changed);
            return w.overlay_scroll();
        };
        CHECK(scroll(kind::down) == 1);
        CHECK(scroll(kind::page_down) == 11);
        CHECK(scroll(kind::up) == 10);
        CHECK(scroll(kind::end) == 25);
        CHECK(scroll(kind::down) == 25);
        CHECK(w.overlay() == walk_overlay::keys);
        type(w, "x");
        CHECK(w.overlay() == walk_overlay::none);
    }
    CHECK(w.step() == 3);
}

TEST_CASE("a new size redraws the screen and changes nothing else") {
    for (const auto s : screens) {
        walk w = walk_on(s);
        type(w, "?");
        CHECK(press(w, kind::resized) == result::changed);
        CHECK(w.overlay() == walk_overlay::keys);
    }
}

TEST_CASE("g shows both programs, then one, then the other") {
    for (const auto s : screens) {
        walk w = walk_on(s);
        CHECK(w.side() == code_side::both);
        type(w, "g");
        CHECK(w.side() == code_side::cpp);
        type(w, "g");
        CHECK(w.side() == code_side::go);
        type(w, "g");
        CHECK(w.side() == code_side::both);
    }
}

TEST_CASE("g shows C++ and Go by turns on a canvas too narrow for both") {
    walk w = walk_on(walk_screen::run);
    const ctxdemo::canvas narrow{80, 24, ctxdemo::unicode_signs,
                                 lessons::language::en};
    const auto shown = [&] {
        return to_text(draw_walk(w, narrow).picture, false);
    };
    for (const auto* program : {"─ C++ ─", "─ Go ─", "─ C++ ─", "─ Go ─"}) {
        CAPTURE(program);
        CHECK(shown().find(program) != std::string::npos);
        ctxdemo::press(w, typed(U'g'), draw_walk(w, narrow).rows);
    }
}

// -- scrolling ----------------------------------------------------------------

constexpr ctxdemo::canvas usual_size{80, 24, ctxdemo::unicode_signs,
                                     lessons::language::en};

/// Presses keys one by one, and draws the walk before each, as at a terminal.
void press_as_drawn(walk& w, std::initializer_list<kind> keys,
                    const ctxdemo::canvas& c = usual_size) {
    for (const auto k : keys) ctxdemo::press(w, named(k), draw_walk(w, c).rows);
}

TEST_CASE("arrows scroll by a row, PgUp and PgDn by a page") {
    walk w = walk_of("cancel");
    press(w, {named(kind::up), named(kind::page_up)});
    CHECK(w.scroll() == 0);
    press(w, {named(kind::down), named(kind::page_down)});
    CHECK(w.scroll() == 11);
    press(w, kind::up);
    CHECK(w.scroll() == 10);
    press(w, {named(kind::down), named(kind::home)});
    CHECK(w.scroll() == 0);
}

TEST_CASE("each screen begins at its top") {
    walk w = walk_of("cancel");
    press(w, {named(kind::down), named(kind::enter)});
    CHECK(w.scroll() == 0);
}

TEST_CASE("End goes to the end of a text, as many down keys do") {
    for (const auto s : {walk_screen::predict, walk_screen::explain}) {
        walk w = walk_on(s);
        press_as_drawn(w, {kind::end});
        const auto end = draw_walk(w, usual_size);
        CHECK(end.rows.now == end.rows.last);
        CHECK(end.rows.last > 0);
        press_as_drawn(w, {kind::home});
        CHECK(draw_walk(w, usual_size).rows.now == 0);
        for (int i = 0; i < 150; ++i) press_as_drawn(w, {kind::down});
        CHECK(draw_walk(w, usual_size).picture == end.picture);
    }
}

TEST_CASE("a page is no more than the visible rows") {
    for (const auto s : {walk_screen::predict, walk_screen::explain}) {
        for (const std::size_t height : {16u, 24u, 40u}) {
            walk w = walk_of("interface");
            w.go_to(s);
            press_as_drawn(w, {kind::page_down}, usual_size.sized(80, height));
            CHECK(w.scroll() > 0);
            CHECK(w.scroll() < height - 2);
        }
    }
}

TEST_CASE("up moves at once after any key past the end of a text") {
    for (const auto s : screens) {
        for (const auto k : {kind::down, kind::end}) {
            walk w = walk_on(s);
            press_as_drawn(w, {kind::end, k, k, k});
            const auto end = draw_walk(w, usual_size);
            if (end.rows.last == 0) continue;
            press_as_drawn(w, {kind::up});
            const auto above = draw_walk(w, usual_size);
            CHECK(above.rows.now == end.rows.last - 1);
            CHECK_FALSE(above.picture == end.picture);
        }
    }
}

TEST_CASE("up moves at once after the terminal has grown") {
    walk w = walk_on(walk_screen::explain);
    press_as_drawn(w, {kind::end});
    const auto tall = usual_size.sized(80, 40);
    const auto last = draw_walk(w, tall).rows.last;
    REQUIRE(w.scroll() > last);
    press_as_drawn(w, {kind::up}, tall);
    CHECK(w.scroll() == last - 1);
}

TEST_CASE("every row that a screen scrolls shows another picture") {
    walk w = walk_on(walk_screen::explain);
    auto before = draw_walk(w, usual_size);
    for (std::size_t i = 1; i <= before.rows.last; ++i) {
        w.scroll_to(i);
        auto after = draw_walk(w, usual_size);
        CHECK(after.rows.now == i);
        CHECK_FALSE(after.picture == before.picture);
        before = std::move(after);
    }
}

TEST_CASE("a screen that is too small or covered keeps its scroll") {
    walk w = walk_on(walk_screen::explain);
    w.scroll_to(3);
    press_as_drawn(w, {kind::down, kind::end}, usual_size.sized(10, 3));
    CHECK(w.scroll() == 3);
    w.cover(walk_overlay::keys);
    press_as_drawn(w, {kind::down});
    CHECK(w.overlay() == walk_overlay::none);
    CHECK(w.scroll() == 3);
}

// -- the operations
// ------------------------------------------------------------

TEST_CASE("a walk can go to any screen, and then has shown the run or not") {
    for (const auto s : screens) {
        walk w = walk_of("cancel");
        w.go_to(s);
        CHECK(w.screen() == s);
        CHECK(w.is_open() == (s < walk_screen::run));
        CHECK(w.all_outputs().has_value() == (s == walk_screen::explain));
    }
}

TEST_CASE("the first and the last screen are the ends of a walk") {
    walk w = walk_of("cancel");
    CHECK_FALSE(w.previous_screen());
    w.go_to(walk_screen::explain);
    CHECK_FALSE(w.next_screen());
    CHECK(w.screen() == walk_screen::explain);
}

TEST_CASE(
    "an answer after the run is ignored, and skipping keeps the old one") {
    walk w = walk_of("cancel");
    w.answer(1);
    w.go_to(walk_screen::run);
    w.answer(2);
    CHECK(w.given_answer() == 1u);
    w.skip();
    CHECK(w.given_answer() == 1u);
}

TEST_CASE("a step past the end of a run is its end") {
    walk w = walk_on(walk_screen::run);
    w.go_to(1000);
    CHECK(w.is_at_end());
    CHECK(w.step() == w.shown_run().steps.size());
}

// -- the answer ---------------------------------------------------------------

TEST_CASE("an answer is a letter or a number, and may be changed") {
    walk w = walk_on(walk_screen::predict);
    CHECK_FALSE(w.given_answer());
    CHECK_FALSE(w.is_right());
    type(w, "a");
    CHECK(w.given_answer() == 0u);
    type(w, "3");
    CHECK(w.given_answer() == 2u);
    CHECK(w.is_right());
    CHECK(type(w, "5") == result::nothing);
    CHECK(type(w, "e") == result::nothing);
    CHECK(type(w, "0") == result::nothing);
    CHECK(w.given_answer() == 2u);
}

TEST_CASE("the run is not shown before the question is answered or skipped") {
    for (const auto k : {kind::enter, kind::tab, kind::right}) {
        walk w = walk_on(walk_screen::predict);
        CHECK_FALSE(w.asks_for_answer());
        CHECK(press(w, named(k)) == result::changed);
        CHECK(w.screen() == walk_screen::predict);
        CHECK(w.asks_for_answer());
        CHECK(w.is_open());
        type(w, "a");
        CHECK_FALSE(w.asks_for_answer());
        press(w, named(k));
        CHECK(w.screen() == walk_screen::run);
        CHECK_FALSE(w.is_open());
    }
}

TEST_CASE("skipping the question drops a given answer") {
    walk w = walk_on(walk_screen::predict);
    type(w, "as");
    CHECK(w.screen() == walk_screen::run);
    CHECK_FALSE(w.given_answer());
}

TEST_CASE("a given answer is scrolled to, until the next key") {
    const auto small = usual_size.sized(40, 16);
    for (const char c : {'a', 'b', 'c', 'd'}) {
        walk w = walk_of("interface");
        w.go_to(walk_screen::predict);
        const auto answer = typed(static_cast<unsigned char>(c));
        ctxdemo::press(w, answer, draw_walk(w, small).rows);
        const auto drawn = draw_walk(w, small);
        const auto text = to_text(drawn.picture, false);
        CAPTURE(text);
        CHECK(text.find(std::string("> ") + c) != std::string::npos);
        press_as_drawn(w, {kind::down}, small);
        CHECK(w.scroll() == drawn.rows.now + 1);
    }
}

TEST_CASE("after the run no answer can be given or changed") {
    for (const char* keys : {"s", "a\n"}) {
        walk w = walk_on(walk_screen::predict);
        type(w, keys);
        const auto given = w.given_answer();
        REQUIRE(w.screen() == walk_screen::run);
        press(w, {named(kind::backspace)});
        REQUIRE(w.screen() == walk_screen::predict);
        CHECK(type(w, "c") == result::nothing);
        CHECK(w.given_answer() == given);
        // b blanks the screen again, as on the other screens.
        CHECK(type(w, "b") == result::changed);
        CHECK(w.overlay() == walk_overlay::blank);
        // Enter goes on without an answer.
        type(w, "x\n");
        CHECK(w.screen() == walk_screen::run);
    }
}

TEST_CASE("explain finds all outputs, once") {
    int explored = 0;
    const auto* l = lesson_called("cancel");
    REQUIRE(l);
    walk w(*l, {.run = [](const auto&) { return recording{}; },
                .explore =
                    [&] {
                        ++explored;
                        return ctxdemo::transcripts{};
                    }});
    type(w, "\ns");
    CHECK(explored == 0);
    CHECK_FALSE(w.all_outputs());
    type(w, "\n");
    CHECK(w.all_outputs());
    press(w, {named(kind::backspace), named(kind::enter)});
    CHECK(explored == 1);
}

// -- the run ------------------------------------------------------------------

TEST_CASE("right steps to the end of a run, and left back to its start") {
    for (const char* name : {"cancel", "nested", "timeout", "family"}) {
        walk w = walk_of(name);
        type(w, "\ns");
        const std::size_t count = w.shown_run().steps.size();
        for (std::size_t i = 0; i < count; ++i) {
            CHECK(w.step() == i);
            CHECK(press(w, kind::right) == result::changed);
        }
        CHECK(w.step() == count);
        press(w, kind::right);
        CHECK(w.step() == count);
        for (std::size_t i = count; i > 0; --i) {
            CHECK(w.step() == i);
            CHECK(press(w, kind::left) == result::changed);
        }
        CHECK(w.step() == 0);
        press(w, kind::left);
        CHECK(w.step() == 0);
    }
}

TEST_CASE("Home and End go to the start and the end of the run") {
    walk w = walk_on(walk_screen::run);
    press(w, kind::end);
    CHECK(w.step() == w.shown_run().steps.size());
    press(w, kind::home);
    CHECK(w.step() == 0);
}

TEST_CASE("a run keeps its step while another screen is shown") {
    walk w = walk_on(walk_screen::run);
    w.go_to(7);
    press(w, {named(kind::enter), named(kind::backspace)});
    CHECK(w.step() == 7);
}

TEST_CASE("a run plays to its end, and stops there") {
    walk w = walk_on(walk_screen::run);
    CHECK_FALSE(w.until_next());
    type(w, " ");
    std::size_t steps = 0;
    while (w.until_next()) {
        w.play_on();
        ++steps;
        CHECK(w.screen() == walk_screen::run);
        REQUIRE(steps <= w.shown_run().steps.size());
    }
    CHECK(steps == w.shown_run().steps.size());
    CHECK(w.step() == steps);
    CHECK_FALSE(w.is_playing());
    w.play_on();
    CHECK(w.step() == steps);
    CHECK(w.screen() == walk_screen::run);
    // There is nothing to play at the end.
    type(w, " ");
    CHECK_FALSE(w.is_playing());
}

TEST_CASE("every key but those for the speed stops a run that plays") {
    const key stops[] = {
        named(kind::right), named(kind::left),  named(kind::home),
        named(kind::end),   typed(U' '),        typed(U'r'),
        typed(U'b'),        named(kind::enter), named(kind::backspace)};
    for (const auto& k : stops) {
        walk w = walk_on(walk_screen::run);
        w.go_to(2);
        type(w, " ");
        REQUIRE(w.is_playing());
        press(w, k);
        CAPTURE(static_cast<int>(k.what));
        CHECK_FALSE(w.is_playing());
        CHECK_FALSE(w.until_next());
        const auto step = w.step();
        w.play_on();
        CHECK(w.step() == step);
    }
    walk w = walk_on(walk_screen::run);
    type(w, " +-");
    CHECK(w.is_playing());
}

TEST_CASE("a run does not play under an overlay") {
    for (const char c : {'?', 't'}) {
        walk w = walk_on(walk_screen::run);
        type(w, " ");
        press(w, typed(static_cast<unsigned char>(c)));
        CHECK_FALSE(w.until_next());
    }
}

TEST_CASE("a step that plays takes from 0.4 to 1.5 seconds") {
    recording r;
    for (const auto t : {0s, 0s, 1s, 3600s}) {
        add(r, t, 1, ctx::step::print, "x");
    }
    const auto* l = lesson_called("cancel");
    REQUIRE(l);
    walk w(*l, {.run = [r](const auto&) { return r; },
                .explore = [] { return ctxdemo::transcripts{}; }});
    type(w, "\ns ");
    // Time goes on before the third print and before the fourth.
    for (const auto want : {400ms, 400ms, 1000ms, 400ms, 1500ms, 400ms}) {
        CHECK(w.until_next() == want);
        w.play_on();
    }
}

TEST_CASE("the speed is between 0.25 and 16") {
    walk w = walk_on(walk_screen::run);
    type(w, " ++");
    CHECK(w.speed() == 4);
    CHECK(w.until_next() == 100ms);
    type(w, "++++++");
    CHECK(w.speed() == 16);
    type(w, "----------------");
    CHECK(w.speed() == 0.25);
    CHECK(w.until_next() == 1600ms);
}

bool prints(const walk& w) {
    const auto& s = w.shown_run().steps[w.step() - 1];
    return !s.is_time() &&
           w.shown_run().events[s.begin].what == ctx::step::print;
}

TEST_CASE("n goes to the next printed line, and p back") {
    walk w = walk_on(walk_screen::run);
    std::vector<std::size_t> printed;
    for (int i = 0; i < 4; ++i) {
        type(w, "n");
        CHECK(prints(w));
        printed.push_back(w.step());
    }
    CHECK(w.is_at_end());
    type(w, "n");
    CHECK(w.is_at_end());
    for (int i = 3; i-- > 0;) {
        type(w, "p");
        CHECK(w.step() == printed[static_cast<std::size_t>(i)]);
    }
    type(w, "p");
    CHECK(w.step() == 0);
    // Without a line left, n goes to the end.
    walk asleep = walk_with({"basic", "--for", "3s"});
    asleep.go_to(walk_screen::run);
    press(asleep, kind::end);
    const auto end = asleep.step();
    type(asleep, "pn");
    CHECK(asleep.step() == end);
}

TEST_CASE("i goes to the end of an instant, and u back before it") {
    walk w = walk_on(walk_screen::run);
    const auto time = [&] {
        return w.step() == 0 ? 0s
                             : std::chrono::floor<std::chrono::seconds>(
                                   w.shown_run().steps[w.step() - 1].time);
    };
    std::vector<std::size_t> ends{0};
    while (!w.is_at_end()) {
        type(w, "i");
        ends.push_back(w.step());
        // The next step is at another time.
        if (w.is_at_end()) break;
        CHECK(w.shown_run().steps[w.step()].time >
              w.shown_run().steps[w.step() - 1].time);
    }
    CHECK(ends.size() > 3);
    CHECK(time() == 3s);
    for (auto i = ends.size() - 1; i-- > 0;) {
        type(w, "u");
        CHECK(w.step() == ends[i]);
    }
}

TEST_CASE("PgDn steps to the end and then goes on, PgUp goes back") {
    walk w = walk_on(walk_screen::run);
    for (std::size_t i = 0; i < w.shown_run().steps.size(); ++i) {
        press(w, kind::page_down);
        CHECK(w.step() == i + 1);
    }
    press(w, kind::page_down);
    CHECK(w.screen() == walk_screen::explain);
    walk start = walk_on(walk_screen::run);
    press(start, {named(kind::page_down), named(kind::page_up)});
    CHECK(start.step() == 0);
    CHECK(start.screen() == walk_screen::run);
    press(start, kind::page_up);
    CHECK(start.screen() == walk_screen::predict);
}

TEST_CASE("PgDn at the end of a text is the next screen, PgUp at its start") {
    walk w = walk_on(walk_screen::explain);
    const ctxdemo::scrolling top{0, 30, 10}, end{30, 30, 10};
    ctxdemo::press(w, named(kind::page_up), end);
    CHECK(w.screen() == walk_screen::explain);
    CHECK(w.scroll() == 20);
    ctxdemo::press(w, named(kind::page_up), top);
    CHECK(w.screen() == walk_screen::run);
    w.go_to(walk_screen::explain);
    CHECK(ctxdemo::press(w, named(kind::page_down), end) == result::finished);
}

TEST_CASE("up and down scroll the output of a run") {
    walk w = walk_on(walk_screen::run);
    const auto scroll = [&](kind k) {
        ctxdemo::press(w, named(k), {w.output_scroll(), 2, 0});
        return w.output_scroll();
    };
    CHECK(scroll(kind::up) == 1);
    CHECK(scroll(kind::up) == 2);
    CHECK(scroll(kind::up) == 2);
    CHECK(scroll(kind::down) == 1);
    // A step shows the last line.
    press(w, kind::right);
    CHECK(w.output_scroll() == 0);
}

// -- votes and commands -------------------------------------------------------

TEST_CASE("while a class votes, each letter is a vote and no answer") {
    using counts = std::vector<std::size_t>;
    walk w = walk_on(walk_screen::predict);
    CHECK(w.votes().empty());
    type(w, "v");
    CHECK(w.is_voting());
    CHECK(w.votes() == counts{0, 0, 0, 0});
    type(w, "abbd2");
    CHECK(w.votes() == counts{1, 3, 0, 1});
    CHECK_FALSE(w.given_answer());
    press(w, kind::backspace);
    CHECK(w.votes() == counts{1, 2, 0, 1});
    CHECK(w.screen() == walk_screen::predict);
    type(w, "v");
    CHECK_FALSE(w.is_voting());
    CHECK(w.votes() == counts{1, 2, 0, 1});
    type(w, "c");
    CHECK(w.given_answer() == 2u);
    CHECK(w.votes() == counts{1, 2, 0, 1});
    // A second vote begins without votes.
    type(w, "v");
    CHECK(w.votes() == counts{0, 0, 0, 0});
}

TEST_CASE("nobody votes once the run has been shown") {
    walk w = walk_on(walk_screen::run);
    w.go_to(walk_screen::predict);
    CHECK(type(w, "v") == result::nothing);
    w.toggle_vote();
    CHECK_FALSE(w.is_voting());
}

TEST_CASE("on explain a number is a command to try") {
    walk w = walk_on(walk_screen::explain);
    CHECK(type(w, "1") == result::command);
    CHECK(chosen_suggestion(w, typed(U'1')) == 0u);
    CHECK(chosen_suggestion(w, typed(U'5')) == 4u);
    CHECK_FALSE(chosen_suggestion(w, typed(U'8')));
    CHECK_FALSE(chosen_suggestion(walk_on(walk_screen::run), typed(U'1')));
}

TEST_CASE(
    "a lesson suggests its exercises and its puzzles after the commands") {
    const auto all = ctxdemo::suggestions_of(*lesson_called("cancel"));
    const auto& to_try = lessons::text_of("cancel").en.to_try;
    REQUIRE(all.size() == to_try.size() + 2);
    using words = std::vector<std::string>;
    CHECK(all[all.size() - 2] ==
          words{"exercise", "start", "cancel-all-paths"});
    CHECK(all.back() == words{"exercise", "break", "last-letter"});
    CHECK(ctxdemo::suggestions_of(*lesson_called("root")).size() ==
          lessons::text_of("root").en.to_try.size());
}

// -- choosing -----------------------------------------------------------------

TEST_CASE("c does nothing at a step with one way") {
    walk w = walk_on(walk_screen::run);
    for (std::size_t i = 0; i <= w.shown_run().steps.size(); ++i) {
        if (w.ways().empty()) {
            CHECK(type(w, "c") == result::nothing);
            CHECK(w.overlay() == walk_overlay::none);
        }
        press(w, kind::right);
    }
}

TEST_CASE(
    "the ways of a step are the recording's, and one of each choice is taken") {
    walk w = walk_with({"nested"});
    type(w, "\ns");
    go_to_choice(w);
    std::size_t taken = 0;
    for (const auto& way : w.ways()) {
        CHECK(w.shown_run().choices[way.choice].step == w.step());
        if (way.taken) ++taken;
    }
    CHECK(taken >= 1);
    CHECK(taken < w.ways().size());
}

/// Returns a walk at its first choice, with the ways shown.
walk walk_at_choice() {
    walk w = walk_with({"cancel"});
    type(w, "\ns");
    go_to_choice(w);
    type(w, "c");
    REQUIRE(w.overlay() == walk_overlay::choices);
    return w;
}

TEST_CASE("choosing the way that the run takes leaves the run as it is") {
    walk w = walk_at_choice();
    const auto before = output_of(w.shown_run());
    const auto step = w.step();
    REQUIRE(w.ways()[0].taken);
    type(w, "1");
    CHECK(w.overlay() == walk_overlay::none);
    CHECK(output_of(w.shown_run()) == before);
    CHECK(w.step() == step);
}

TEST_CASE("choosing another way shows another run from the same step on") {
    walk w = walk_at_choice();
    const auto step = w.step();
    const recording before = w.shown_run();
    REQUIRE_FALSE(w.ways()[1].taken);
    type(w, "2");
    CHECK(w.overlay() == walk_overlay::none);
    CHECK(w.step() == step);
    CHECK(w.ways()[1].taken);
    REQUIRE(w.shown_run().steps.size() >= step);
    for (std::size_t i = 0; i < step; ++i) {
        const auto& s = before.steps[i];
        CHECK(w.shown_run().steps[i].end == s.end);
        for (std::size_t k = s.begin; k < s.end; ++k) {
            CHECK(w.shown_run().events[k].text == before.events[k].text);
            CHECK(w.shown_run().events[k].what == before.events[k].what);
        }
    }
    CHECK(w.is_other_run());
    REQUIRE(w.choices_made().size() == 1);
    CHECK(w.shown_run().choices[w.choices_made()[0]].step == step);
    // The usual run is still known.
    CHECK(output_of(w.usual_run()) == output_of(before));
    type(w, "r");
    CHECK(w.step() == 0);
    CHECK_FALSE(w.is_other_run());
    CHECK(w.choices_made().empty());
    CHECK(output_of(w.shown_run()) == output_of(before));
}

TEST_CASE("up and down move the pointer around the ways, and Enter takes one") {
    walk w = walk_at_choice();
    const std::size_t count = w.ways().size();
    CHECK(w.selected_way() == 0);
    press(w, kind::up);
    CHECK(w.selected_way() == count - 1);
    press(w, kind::down);
    CHECK(w.selected_way() == 0);
    press(w, {named(kind::down), named(kind::enter)});
    CHECK(w.ways()[1].taken);
}

TEST_CASE("a letter takes no way") {
    for (const char c : {'a', 'b', 'c', 'q', 'x', '9', '0'}) {
        walk w = walk_at_choice();
        const auto before = output_of(w.shown_run());
        press(w, typed(static_cast<unsigned char>(c)));
        CHECK(w.overlay() == walk_overlay::none);
        CHECK(output_of(w.shown_run()) == before);
        CHECK(w.ways()[0].taken);
    }
}

/// Returns the outputs of all runs that a walk can come to by choosing, or of
/// enough of them to have `count` outputs.
std::set<std::string> outputs_by_choosing(walk first, std::size_t count) {
    std::set<std::string> outputs{output_of(first.shown_run())};
    std::set<std::string> seen;
    std::vector<walk> to_do;
    to_do.push_back(std::move(first));
    while (!to_do.empty() && outputs.size() < count) {
        walk w = std::move(to_do.back());
        to_do.pop_back();
        for (std::size_t step = 0; step <= w.shown_run().steps.size(); ++step) {
            w.go_to(step);
            for (std::size_t k = 0; k < w.ways().size(); ++k) {
                const auto way = w.ways()[k];
                const auto to =
                    schedule_with(w.shown_run(), way.choice, way.way);
                if (!seen.insert(to_string(to)).second) continue;
                walk other = w;
                other.choose(k);
                outputs.insert(output_of(other.shown_run()));
                to_do.push_back(std::move(other));
            }
        }
    }
    return outputs;
}

TEST_CASE("the choices that a walk offers lead to every output") {
    const std::vector<std::string> rows[] = {
        {"cancel"},
        {"nested", "--stop-after", "1s"},
        {"deadline", "--ms", "1000"},
        {"timeout"},
        {"why", "--fail-after", "1s"},
        {"prompt"},
        {"http", "--ms", "0"},
    };
    for (const auto& row : rows) {
        const std::string command = ctx_test::line_of(row);
        CAPTURE(command);
        const walk w = walk_with(row);
        const auto found = w.program().explore();
        REQUIRE(found.complete);
        std::set<std::string> all;
        for (const auto& t : found.all) all.insert(t.text);
        CHECK(outputs_by_choosing(w, all.size()) == all);
    }
}

TEST_CASE("an operation is a choice only where the output depends on it") {
    // The generator may go first before each of main's receives.
    walk w = walk_with({"gen"});
    std::size_t asked = 0;
    for (const auto& c : w.shown_run().choices) {
        if (c.what == ctx::choice::kind::operation) ++asked;
    }
    CHECK(asked > 0);
    for (const std::size_t i : w.choices_offered()) {
        CHECK(w.shown_run().choices[i].what != ctx::choice::kind::operation);
    }
}

TEST_CASE("each way at each step of some lessons leads to a run") {
    for (const char* name : {"nested", "timeout", "rules"}) {
        walk w = walk_with({name});
        type(w, "\ns");
        for (std::size_t i = 0; i <= w.usual_run().steps.size(); ++i) {
            type(w, "r");
            w.go_to(i);
            for (std::size_t k = 0; k < w.ways().size() && k < 9; ++k) {
                CAPTURE(name);
                CAPTURE(i);
                CAPTURE(k);
                type(w, "c");
                press(w, typed(U'1' + static_cast<char32_t>(k)));
                CHECK(w.step() == i);
                type(w, "r");
                w.go_to(i);
            }
        }
    }
}

}  // namespace walk_test
