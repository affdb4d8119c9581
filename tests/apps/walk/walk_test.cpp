// What the keys do in a walk, apart from how it is drawn.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/walk.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/walk/draw.hpp"
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
using result = walk::result;

constexpr walk_screen screens[] = {walk_screen::idea, walk_screen::predict,
                                   walk_screen::run, walk_screen::explain};

/// Every key that there is: the named ones, and what one can type.
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

/// A walk on one of its screens.
walk walk_on(walk_screen s) {
    walk w = walk_of("cancel");
    while (w.screen() != s) go_on(w);
    return w;
}

/// How it stands, but for the recordings.
auto state_of(const walk& w) {
    return std::tuple(w.screen(), w.overlay(), w.side(), w.scroll(), w.answer(),
                      w.step(), w.is_playing(), w.speed(), w.selected(),
                      w.shown().events.size());
}

TEST_CASE("a key that means nothing changes nothing, on any screen") {
    for (const auto s : screens) {
        walk w = walk_on(s);
        for (const auto& k : all_keys()) {
            const auto before = state_of(w);
            const auto did = w.press(k);
            CAPTURE(static_cast<int>(s));
            CAPTURE(static_cast<int>(k.what));
            CAPTURE(static_cast<std::uint32_t>(k.character));
            if (did == result::nothing) CHECK(state_of(w) == before);
            // Back to where it was.
            while (w.overlay() != walk_overlay::none) w.press(typed(U'x'));
            while (w.screen() > s) w.press(named(kind::backspace));
            while (w.screen() < s) go_on(w);
        }
    }
}

/// The keys that do something on a screen, as one types them.
std::string meaningful_on(walk_screen s) {
    std::string all;
    for (const auto& k : all_keys()) {
        if (k.what != kind::character) continue;
        walk w = walk_on(s);
        if (w.press(k) != result::nothing) {
            all += static_cast<char>(k.character);
        }
    }
    return all;
}

TEST_CASE("the characters that mean something, on each screen") {
    CHECK(meaningful_on(walk_screen::idea) == ".?bgq");
    CHECK(meaningful_on(walk_screen::predict) == ".1234?abcdgqs");
    CHECK(meaningful_on(walk_screen::run) == " +-.?bgqrt");
    CHECK(meaningful_on(walk_screen::explain) == ".?bgq");
}

TEST_CASE("Enter, Tab and Backspace go from screen to screen") {
    walk w = walk_of("cancel");
    CHECK(w.press(named(kind::backspace)) == result::nothing);
    for (const auto s : screens) {
        CHECK(w.screen() == s);
        if (s == walk_screen::predict) type(w, "a");
        if (s != walk_screen::explain) w.press(named(kind::tab));
    }
    CHECK(w.press(named(kind::enter)) == result::finished);
    for (int i = 3; i-- > 0;) {
        w.press(named(kind::backspace));
        CHECK(w.screen() == screens[i]);
    }
}

TEST_CASE("left and right do so as well, but on the run, where they step") {
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

TEST_CASE("q is the end, on every screen, but not over one") {
    for (const auto s : screens) {
        walk w = walk_on(s);
        type(w, "?");
        CHECK(type(w, "q") == result::changed);
        CHECK(w.overlay() == walk_overlay::none);
        CHECK(type(w, "q") == result::quit);
    }
}

TEST_CASE("any key takes away what lies over a screen, and does no more") {
    for (const char c : {'?', 'b', '.', 't'}) {
        for (const auto& k : all_keys()) {
            if (k.what == kind::resized) continue;
            walk w = walk_on(walk_screen::run);
            go_to_step(w, 3);
            w.press(typed(static_cast<unsigned char>(c)));
            REQUIRE(w.overlay() != walk_overlay::none);
            CHECK(w.press(k) == result::changed);
            CHECK(w.overlay() == walk_overlay::none);
            CHECK(w.screen() == walk_screen::run);
            CHECK(w.step() == 3);
        }
    }
}

TEST_CASE("another size is drawn anew, and leaves all as it is") {
    for (const auto s : screens) {
        walk w = walk_on(s);
        type(w, "?");
        CHECK(w.press(named(kind::resized)) == result::changed);
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

TEST_CASE("text scrolls, and each screen begins at its top") {
    walk w = walk_of("cancel");
    press(w, {named(kind::up), named(kind::page_up)});
    CHECK(w.scroll() == 0);
    press(w, {named(kind::down), named(kind::page_down)});
    CHECK(w.scroll() == 11);
    press(w, {named(kind::up)});
    CHECK(w.scroll() == 10);
    press(w, {named(kind::down), named(kind::home)});
    CHECK(w.scroll() == 0);
    press(w, {named(kind::down), named(kind::enter)});
    CHECK(w.scroll() == 0);
}

TEST_CASE("End goes to the end of a text, however long it is") {
    walk w = walk_on(walk_screen::explain);
    for (int i = 0; i < 99; ++i) w.press(named(kind::down));
    limit_scroll(w, 80, 24, ctxdemo::unicode_signs);
    const auto last = w.scroll();
    w.press(named(kind::home));
    w.press(named(kind::end));
    limit_scroll(w, 80, 24, ctxdemo::unicode_signs);
    CHECK(w.scroll() == last);
}

TEST_CASE("a page is no more than what one sees") {
    for (const auto s : {walk_screen::predict, walk_screen::explain}) {
        for (const std::size_t height : {16u, 24u, 40u}) {
            walk w = walk_of("interface");
            while (w.screen() != s) go_on(w);
            limit_scroll(w, 80, height, ctxdemo::unicode_signs);
            w.press(named(kind::page_down));
            CHECK(w.scroll() > 0);
            CHECK(w.scroll() < height - 2);
        }
    }
}

TEST_CASE("what is scrolled further than to the end is taken back") {
    for (const auto s : screens) {
        walk w = walk_on(s);
        for (int i = 0; i < 9; ++i) w.press(named(kind::page_down));
        const auto draw = [&] {
            return draw_walk(w, 80, 24, ctxdemo::unicode_signs);
        };
        const auto end = draw();
        limit_scroll(w, 80, 24, ctxdemo::unicode_signs);
        CAPTURE(static_cast<int>(s));
        CHECK(draw() == end);
        if (w.scroll() == 0) continue;
        CHECK(w.scroll() < 90);
        w.press(named(kind::up));
        CHECK_FALSE(draw() == end);
    }
}

TEST_CASE("a scroll is not taken back where it cannot be seen") {
    walk w = walk_on(walk_screen::explain);
    w.press(named(kind::down));
    limit_scroll(w, 10, 3, ctxdemo::unicode_signs);
    CHECK(w.scroll() == 1);
    type(w, "?");
    limit_scroll(w, 80, 24, ctxdemo::unicode_signs);
    CHECK(w.scroll() == 1);
}

// -- the answer ---------------------------------------------------------------

TEST_CASE("an answer is a letter or a number, and may be changed") {
    walk w = walk_on(walk_screen::predict);
    CHECK_FALSE(w.answer());
    CHECK_FALSE(w.is_right());
    type(w, "a");
    CHECK(w.answer() == 0u);
    type(w, "3");
    CHECK(w.answer() == 2u);
    CHECK(w.is_right());
    CHECK(type(w, "5") == result::nothing);
    CHECK(type(w, "e") == result::nothing);
    CHECK(type(w, "0") == result::nothing);
    CHECK(w.answer() == 2u);
}

TEST_CASE("the run is not seen before the question is answered or skipped") {
    for (const auto k : {kind::enter, kind::tab, kind::right}) {
        walk w = walk_on(walk_screen::predict);
        CHECK_FALSE(w.is_urged());
        CHECK(w.press(named(k)) == result::changed);
        CHECK(w.screen() == walk_screen::predict);
        CHECK(w.is_urged());
        CHECK_FALSE(w.has_seen_run());
        type(w, "a");
        CHECK_FALSE(w.is_urged());
        w.press(named(k));
        CHECK(w.screen() == walk_screen::run);
        CHECK(w.has_seen_run());
    }
}

TEST_CASE("a question that is skipped has no answer, even if it had one") {
    walk w = walk_on(walk_screen::predict);
    type(w, "as");
    CHECK(w.screen() == walk_screen::run);
    CHECK_FALSE(w.answer());
}

TEST_CASE("an answer that is given is scrolled to") {
    for (const char c : {'a', 'b', 'c', 'd'}) {
        walk w = walk_of("interface");
        type(w, "\n");
        w.press(typed(static_cast<unsigned char>(c)));
        reveal_answer(w, 40, 16, ctxdemo::unicode_signs);
        const auto text =
            to_text(draw_walk(w, 40, 16, ctxdemo::unicode_signs), false);
        CAPTURE(text);
        CHECK(text.find(std::string("> ") + c) != std::string::npos);
    }
}

TEST_CASE("an answer cannot be changed after the run, nor be given") {
    for (const char* keys : {"s", "a\n"}) {
        walk w = walk_on(walk_screen::predict);
        type(w, keys);
        const auto given = w.answer();
        REQUIRE(w.screen() == walk_screen::run);
        press(w, {named(kind::backspace)});
        REQUIRE(w.screen() == walk_screen::predict);
        CHECK(type(w, "c") == result::nothing);
        CHECK(w.answer() == given);
        // There it means what it means elsewhere.
        CHECK(type(w, "b") == result::changed);
        CHECK(w.overlay() == walk_overlay::blank);
        // And one goes on without being asked again.
        type(w, "x\n");
        CHECK(w.screen() == walk_screen::run);
    }
}

TEST_CASE("what may be printed is looked up once, for the explanation") {
    int explored = 0;
    const auto* l = lesson_called("cancel");
    REQUIRE(l);
    walk w(*l, lessons::language::en,
           {.run = [](const auto&) { return recording{}; },
            .explore =
                [&] {
                    ++explored;
                    return ctxdemo::transcripts{};
                }});
    type(w, "\ns");
    CHECK(explored == 0);
    CHECK_FALSE(w.legal());
    type(w, "\n");
    CHECK(w.legal());
    press(w, {named(kind::backspace), named(kind::enter)});
    CHECK(explored == 1);
}

// -- the run ------------------------------------------------------------------

TEST_CASE("step by step to the end, and back to the start") {
    for (const char* name : {"cancel", "nested", "timeout", "family"}) {
        walk w = walk_of(name);
        type(w, "\ns");
        const std::size_t count = w.shown().events.size();
        for (std::size_t i = 0; i < count; ++i) {
            CHECK(w.step() == i);
            CHECK(w.press(named(kind::right)) == result::changed);
        }
        CHECK(w.step() == count);
        w.press(named(kind::right));
        CHECK(w.step() == count);
        for (std::size_t i = count; i > 0; --i) {
            CHECK(w.step() == i);
            CHECK(w.press(named(kind::left)) == result::changed);
        }
        CHECK(w.step() == 0);
        w.press(named(kind::left));
        CHECK(w.step() == 0);
    }
}

TEST_CASE("Home and End are the start and the end of the run") {
    walk w = walk_on(walk_screen::run);
    w.press(named(kind::end));
    CHECK(w.step() == w.shown().events.size());
    w.press(named(kind::home));
    CHECK(w.step() == 0);
}

TEST_CASE("where the run is stays so while one looks at other screens") {
    walk w = walk_on(walk_screen::run);
    go_to_step(w, 7);
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
        REQUIRE(steps <= w.shown().events.size());
    }
    CHECK(steps == w.shown().events.size());
    CHECK(w.step() == steps);
    CHECK_FALSE(w.is_playing());
    w.play_on();
    CHECK(w.step() == steps);
    CHECK(w.screen() == walk_screen::run);
    // Nothing is left to play.
    type(w, " ");
    CHECK_FALSE(w.is_playing());
}

TEST_CASE("whatever else is done stops a run that plays, but for its speed") {
    const key stops[] = {
        named(kind::right), named(kind::left),  named(kind::home),
        named(kind::end),   typed(U' '),        typed(U'r'),
        typed(U'b'),        named(kind::enter), named(kind::backspace)};
    for (const auto& k : stops) {
        walk w = walk_on(walk_screen::run);
        go_to_step(w, 2);
        type(w, " ");
        REQUIRE(w.is_playing());
        w.press(k);
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

TEST_CASE("nothing plays below what hides the run") {
    for (const char c : {'?', 't'}) {
        walk w = walk_on(walk_screen::run);
        type(w, " ");
        w.press(typed(static_cast<unsigned char>(c)));
        CHECK_FALSE(w.until_next());
    }
}

TEST_CASE(
    "no step is too fast to follow, and no wait too long to sit through") {
    recording r;
    for (const auto t : {0s, 0s, 1s, 3600s}) {
        add(r, t, 1, ctx::step::print, "x");
    }
    const auto* l = lesson_called("cancel");
    REQUIRE(l);
    walk w(*l, lessons::language::en,
           {.run = [r](const auto&) { return r; },
            .explore = [] { return ctxdemo::transcripts{}; }});
    type(w, "\ns ");
    for (const auto want : {400ms, 400ms, 1000ms, 1500ms}) {
        CHECK(w.until_next() == want);
        w.play_on();
    }
}

TEST_CASE("the speed has limits") {
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

// -- choosing -----------------------------------------------------------------

TEST_CASE("c does nothing where there is one way") {
    walk w = walk_on(walk_screen::run);
    for (std::size_t i = 0; i <= w.shown().events.size(); ++i) {
        if (w.ways().empty()) {
            CHECK(type(w, "c") == result::nothing);
            CHECK(w.overlay() == walk_overlay::none);
        }
        w.press(named(kind::right));
    }
}

TEST_CASE("the ways of a step are those of the recording, one of them taken") {
    walk w = walk_with({"nested"});
    type(w, "\ns");
    go_to_choice(w);
    std::size_t taken = 0;
    for (const auto& way : w.ways()) {
        CHECK(w.shown().choices[way.choice].step == w.step());
        if (way.taken) ++taken;
    }
    CHECK(taken >= 1);
    CHECK(taken < w.ways().size());
}

/// A walk at its first choice, open.
walk walk_at_choice() {
    walk w = walk_with({"cancel"});
    type(w, "\ns");
    go_to_choice(w);
    type(w, "c");
    REQUIRE(w.overlay() == walk_overlay::choices);
    return w;
}

TEST_CASE("the way that is taken leaves the run as it is") {
    walk w = walk_at_choice();
    const auto before = printed_by(w.shown());
    const auto step = w.step();
    REQUIRE(w.ways()[0].taken);
    type(w, "1");
    CHECK(w.overlay() == walk_overlay::none);
    CHECK(printed_by(w.shown()) == before);
    CHECK(w.step() == step);
}

TEST_CASE("another way is another run from there on, at the same step") {
    walk w = walk_at_choice();
    const auto step = w.step();
    const recording before = w.shown();
    REQUIRE_FALSE(w.ways()[1].taken);
    type(w, "2");
    CHECK(w.overlay() == walk_overlay::none);
    CHECK(w.step() == step);
    CHECK(w.ways()[1].taken);
    REQUIRE(w.shown().events.size() >= step);
    for (std::size_t i = 0; i < step; ++i) {
        CHECK(w.shown().events[i].text == before.events[i].text);
        CHECK(w.shown().events[i].what == before.events[i].what);
    }
    CHECK(w.is_other());
    // What is usual is still known.
    CHECK(printed_by(w.usual()) == printed_by(before));
    type(w, "r");
    CHECK(w.step() == 0);
    CHECK_FALSE(w.is_other());
    CHECK(printed_by(w.shown()) == printed_by(before));
}

TEST_CASE("up and down select a way, around, and Enter takes it") {
    walk w = walk_at_choice();
    const std::size_t count = w.ways().size();
    CHECK(w.selected() == 0);
    w.press(named(kind::up));
    CHECK(w.selected() == count - 1);
    w.press(named(kind::down));
    CHECK(w.selected() == 0);
    press(w, {named(kind::down), named(kind::enter)});
    CHECK(w.ways()[1].taken);
}

TEST_CASE("no way is taken by a letter, which means something else") {
    for (const char c : {'a', 'b', 'c', 'q', 'x', '9', '0'}) {
        walk w = walk_at_choice();
        const auto before = printed_by(w.shown());
        w.press(typed(static_cast<unsigned char>(c)));
        CHECK(w.overlay() == walk_overlay::none);
        CHECK(printed_by(w.shown()) == before);
        CHECK(w.ways()[0].taken);
    }
}

TEST_CASE("every way at every step of some lessons leads on") {
    for (const char* name : {"nested", "timeout", "rules"}) {
        walk w = walk_with({name});
        type(w, "\ns");
        for (std::size_t i = 0; i <= w.usual().events.size(); ++i) {
            type(w, "r");
            go_to_step(w, i);
            for (std::size_t k = 0; k < w.ways().size() && k < 9; ++k) {
                CAPTURE(name);
                CAPTURE(i);
                CAPTURE(k);
                type(w, "c");
                w.press(typed(U'1' + static_cast<char32_t>(k)));
                CHECK(w.step() == i);
                type(w, "r");
                go_to_step(w, i);
            }
        }
    }
}

}  // namespace walk_test
