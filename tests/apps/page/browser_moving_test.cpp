// Ways to move on the page: keys, links, the history, fingers and the mouse.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/views/lanes_svg.hpp"
#include "tests/apps/page/exported.hpp"
#include "tests/apps/recordings.hpp"

namespace browser_moving_test {

using ctx_test::check_silence;
using ctx_test::exported;
using ctx_test::file_url;
using ctx_test::go_to;
using ctx_test::is_visible;
using ctx_test::page;
using ctx_test::text_at;

/// The steps of the run of the lesson "nested".
struct nested_run {
    const ctxdemo::recording run =
        ctx_test::recording_of(lessons::text_of("nested").en.predict.command);
    const std::size_t steps = run.steps.size();

    [[nodiscard]] std::string counter(std::size_t step) const {
        return std::to_string(step) + '/' + std::to_string(steps);
    }
};

std::string address(const std::string& fragment) {
    return file_url(exported()) + fragment;
}

std::string screen_of(page& p) {
    return p.evaluate("document.documentElement.dataset.screen");
}

/// Goes back (-1) or forward (1) in the history of the window.
void go(page& p, int entries) {
    p.evaluate(
        "new Promise(done => {"
        "  addEventListener('hashchange', () => done(0), {once: true});"
        "  history.go(" +
        std::to_string(entries) + "); })");
}

/// Presses a key until another screen is shown, and returns how often.
int press_until_next(page& p, const std::string& key) {
    const auto before = screen_of(p);
    int count = 0;
    while (screen_of(p) == before) {
        REQUIRE(++count < 200);
        p.press(key);
        // The page follows its address when the event of the change comes.
        p.evaluate("new Promise(done => setTimeout(done))");
    }
    return count;
}

TEST_CASE("a link leads to a step, and the history back and forward") {
    if (ctx_test::skip_without_browser()) return;
    const nested_run nested;
    page p;
    p.open(address("#nested/12"));
    CHECK(text_at(p, ".counter") == nested.counter(12));
    go_to(p, "#cancel/3");
    go_to(p, "#nested/why");
    CHECK(screen_of(p) == "why");
    go(p, -1);
    CHECK(p.evaluate("location.hash") == "#cancel/3");
    CHECK(text_at(p, ".counter").starts_with("3/"));
    go(p, -1);
    CHECK(text_at(p, ".counter") == nested.counter(12));
    go(p, 2);
    CHECK(screen_of(p) == "why");
    check_silence(p);
}

TEST_CASE("the address follows the steps, and the history has the last") {
    if (ctx_test::skip_without_browser()) return;
    const nested_run nested;
    page p;
    p.open(address("#nested/question"));
    p.press("s");
    p.press("ArrowRight");
    p.press("ArrowRight");
    p.evaluate(
        "new Promise(done => {"
        "  const look = () => location.hash === '#nested/2'"
        "      ? done(0) : setTimeout(look, 10);"
        "  look(); })");
    go_to(p, "#nested/try");
    go(p, -1);
    CHECK(text_at(p, ".counter") == nested.counter(2));
    go(p, -1);
    CHECK(screen_of(p) == "question");
    check_silence(p);
}

TEST_CASE("an address that leads nowhere leads to the nearest place") {
    if (ctx_test::skip_without_browser()) return;
    const nested_run nested;
    page p;
    p.open(address("#nested/999"));
    CHECK(text_at(p, ".counter") == nested.counter(nested.steps));
    go_to(p, "#nested/1/10101010101");
    CHECK(text_at(p, ".counter") == nested.counter(1));
    go_to(p, "#nested/nothing");
    CHECK(screen_of(p) == "idea");
    go_to(p, "#nothing");
    CHECK(screen_of(p) == "contents");
    go_to(p, "#%");
    CHECK(screen_of(p) == "contents");
    check_silence(p);
}

TEST_CASE("a clicker, which has two keys, goes through a lesson and back") {
    if (ctx_test::skip_without_browser()) return;
    const nested_run nested;
    page p;
    p.open(address("#nested"));
    CHECK(screen_of(p) == "idea");
    press_until_next(p, "PageDown");
    CHECK(screen_of(p) == "question");
    p.press("End");
    for (int i = 0; i < 5; ++i) p.press("PageDown");
    CHECK(screen_of(p) == "question");
    CHECK(text_at(p, "#nested .first").starts_with("Answer first"));
    p.press("a");
    press_until_next(p, "PageDown");
    CHECK(screen_of(p) == "run");
    CHECK(text_at(p, ".counter") == nested.counter(0));
    p.press("PageDown");
    CHECK(text_at(p, ".counter") == nested.counter(1));
    CHECK(press_until_next(p, "PageDown") == static_cast<int>(nested.steps));
    CHECK(screen_of(p) == "why");
    press_until_next(p, "PageDown");
    CHECK(screen_of(p) == "try");
    press_until_next(p, "PageDown");
    CHECK(screen_of(p) == "idea");
    CHECK(p.evaluate("location.hash") != "#nested");

    go_to(p, "#nested/try");
    for (const char* screen : {"why", "run", "question", "idea", "contents"}) {
        press_until_next(p, "PageUp");
        CHECK(screen_of(p) == screen);
    }
    check_silence(p);
}

TEST_CASE("a swipe takes a step") {
    if (ctx_test::skip_without_browser()) return;
    const nested_run nested;
    page p;
    p.set_size(390, 844, true);
    p.open(address("#nested/5"));
    const auto at = p.middle_of(".stage .sentence");
    p.swipe({300, at.y}, {100, at.y});
    CHECK(text_at(p, ".counter") == nested.counter(6));
    p.swipe({100, at.y}, {300, at.y});
    p.swipe({100, at.y}, {300, at.y});
    CHECK(text_at(p, ".counter") == nested.counter(4));
    p.swipe({200, at.y}, {180, at.y + 150});  // scrolls
    CHECK(text_at(p, ".counter") == nested.counter(4));
    check_silence(p);
}

TEST_CASE("the cursor of the lanes can be dragged to a step") {
    if (ctx_test::skip_without_browser()) return;
    const nested_run nested;
    const auto cursor = ctxdemo::draw_lanes(nested.run).cursor;
    // Steps may be at one place. The last of them is shown then.
    const auto last_at = [&](std::size_t step) {
        return static_cast<std::size_t>(
            std::ranges::upper_bound(cursor, cursor[step]) - cursor.begin() -
            1);
    };
    page p;
    p.open(address("#nested/12"));
    // A pixel further, because a place is rounded.
    auto to = p.middle_of(".lanes .cursor");
    to.x += 1;
    go_to(p, "#nested/3");
    const auto from = p.middle_of(".lanes .cursor");
    p.drag(from, to);
    CHECK(text_at(p, ".counter") == nested.counter(last_at(12)));
    p.drag(to, {from.x + 1, from.y});
    CHECK(text_at(p, ".counter") == nested.counter(last_at(3)));
    check_silence(p);
}

TEST_CASE("the buttons do what the keys do") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    p.open(address("#nested/0"));
    const struct {
        const char* key;
        const char* button;
    } rows[] = {{"ArrowRight", "forward"}, {"n", "next-line"},
                {"i", "next-instant"},     {"ArrowLeft", "back"},
                {"u", "previous-instant"}, {"p", "previous-line"},
                {"r", "restart"}};
    for (const auto& row : rows) {
        CAPTURE(row.button);
        for (const int step : {0, 7, 20}) {
            const auto start = "#nested/" + std::to_string(step);
            go_to(p, "#nested");
            go_to(p, start);
            p.press(row.key);
            const auto by_key = text_at(p, ".counter");
            go_to(p, "#nested");
            go_to(p, start);
            p.click("[data-do=" + std::string(row.button) + ']');
            CHECK(text_at(p, ".counter") == by_key);
        }
    }
    check_silence(p);
}

TEST_CASE("a run plays to its end, and faster if the speed says so") {
    if (ctx_test::skip_without_browser()) return;
    const nested_run nested;
    page p;
    p.open(address("#nested/" + std::to_string(nested.steps - 3)));
    for (int i = 0; i < 4; ++i) p.press("+");
    CHECK(text_at(p, ".speed") == "×16");
    p.evaluate(
        "window.ended = new Promise(done => new MutationObserver(() =>"
        "    document.querySelector('.stage .ending').hidden || done(0))"
        "    .observe(document.querySelector('.stage .ending'),"
        "             {attributes: true})); 0");
    p.press(" ");
    p.evaluate("ended");
    CHECK(text_at(p, ".counter") == nested.counter(nested.steps));
    CHECK(is_visible(p, "[data-do=play] .play"));
    check_silence(p);
}

}  // namespace browser_moving_test
