// The looks of the page: languages, colors, small windows, and no scripts.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/ctxdemo/views/caption.hpp"
#include "tests/apps/page/exported.hpp"
#include "tests/apps/recordings.hpp"

namespace browser_looks_test {

using ctx_test::check_silence;
using ctx_test::exported;
using ctx_test::file_url;
using ctx_test::go_to;
using ctx_test::is_visible;
using ctx_test::literal;
using ctx_test::page;
using ctx_test::screens_of;
using ctx_test::text_at;
using lessons::language;
using json = nlohmann::json;

/// True if the background of the page is dark.
bool is_dark(page& p) {
    return p.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g)"
        ".slice(0, 3).every(part => Number(part) < 64)");
}

/// Returns the Chinese letters that a reader sees, but for those in the name of
/// the article.
std::string chinese(page& p) {
    return p.evaluate(
        "document.querySelector('main').innerText"
        ".replace('Go标准库Context', '')"
        ".replace(/\\P{Script=Han}/gu, '')");
}

std::string setting(const std::string& which) {
    return "label:has([data-" + which + "])";
}

TEST_CASE("the page opens in less than a second") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    p.open(file_url(exported()));
    const double time = p.evaluate(
        "performance.getEntriesByType('navigation')[0].loadEventEnd");
    std::cout << "the page of all lessons opens in " << time << " ms\n";
    // A machine that runs other tests as well takes several times as long.
    CHECK(time < 5000);
}

TEST_CASE("a switch changes the language, and a reload keeps it") {
    if (ctx_test::skip_without_browser()) return;
    const auto m = ctxdemo::moment_at(
        ctx_test::recording_of(lessons::text_of("nested").en.predict.command),
        5);
    page p;
    p.open(file_url(exported()) + "#nested/5");
    CHECK(text_at(p, ".sentence") == caption(m, language::en));
    CHECK(chinese(p) == "");
    p.click(setting("lang=zh"));
    for (int i = 0; i < 2; ++i) {
        CHECK(text_at(p, ".sentence") == caption(m, language::zh));
        CHECK(p.evaluate("document.documentElement.lang") == "zh");
        p.reload();
    }
    p.click(setting("lang=en"));
    CHECK(text_at(p, ".sentence") == caption(m, language::en));
    check_silence(p);
}

TEST_CASE("no screen has a word of the other language") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    p.open(file_url(exported()));
    for (const auto& name : ctx_test::lesson_names()) {
        for (const auto& screen : screens_of(name)) {
            CAPTURE(screen);
            go_to(p, screen);
            CHECK(chinese(p) == "");
        }
    }
    check_silence(p);
}

TEST_CASE("colors follow the system, or the switch, which a reload keeps") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    p.open(file_url(exported()));
    CHECK_FALSE(is_dark(p));
    p.prefer("prefers-color-scheme", "dark");
    CHECK(is_dark(p));
    p.click(setting("theme=light"));
    CHECK_FALSE(is_dark(p));
    p.reload();
    CHECK_FALSE(is_dark(p));
    p.prefer("prefers-color-scheme", "light");
    p.click(setting("theme=dark"));
    CHECK(is_dark(p));
    p.click(setting("theme=auto"));
    CHECK_FALSE(is_dark(p));
    check_silence(p);
}

TEST_CASE("the large mode has larger letters, and a reload keeps it") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    p.open(file_url(exported()) + "#nested/5");
    const auto size = [&]() -> double {
        return p.evaluate(
            "parseFloat(getComputedStyle("
            "document.querySelector('.sentence')).fontSize)");
    };
    const double normal = size();
    p.click(setting("size=large"));
    CHECK(size() > 1.2 * normal);
    p.reload();
    CHECK(size() > 1.2 * normal);
    p.click(setting("size=normal"));
    CHECK(size() == normal);
    check_silence(p);
}

/// Returns the addresses, of those given, at which the page is wider than its
/// window.
json too_wide(page& p, const json& addresses) {
    return p.evaluate(
        "(async () => {"
        "  const wide = [];"
        "  for (const address of " +
        addresses.dump() +
        ") {"
        "    const went = new Promise("
        "        r => addEventListener('hashchange', r, {once: true}));"
        "    location.hash = address;"
        "    await went;"
        "    const {scrollWidth, clientWidth} = document.documentElement;"
        "    if (scrollWidth > clientWidth) wide.push([address, scrollWidth]);"
        "  }"
        "  return wide; })()");
}

TEST_CASE("no screen of any lesson scrolls sideways") {
    if (ctx_test::skip_without_browser()) return;
    const struct {
        const char* name;
        int width, height;
        bool is_phone;
        const char* size;
    } rows[] = {{"a small phone", 320, 640, true, "normal"},
                {"a projector", 1280, 800, false, "large"}};
    json addresses;
    for (const auto& name : ctx_test::lesson_names()) {
        for (const auto& screen : screens_of(name)) addresses.push_back(screen);
    }
    addresses.push_back("#");
    for (const auto& row : rows) {
        CAPTURE(row.name);
        for (const char* lang : {"en", "zh"}) {
            CAPTURE(lang);
            page p;
            p.set_size(row.width, row.height, row.is_phone);
            p.open(file_url(exported({"--lang", lang})));
            p.evaluate("document.querySelector('[data-size=" +
                       std::string(row.size) + "]').click()");
            CHECK(too_wide(p, addresses) == json::array());
            check_silence(p);
        }
    }
}

TEST_CASE("without scripts all texts, programs, answers and steps are there") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    p.set_scripts(false);
    p.open(file_url(exported()));
    for (const auto& name : ctx_test::lesson_names()) {
        CAPTURE(name);
        const auto& text = lessons::text_of(name);
        const auto run = ctx_test::recording_of(text.en.predict.command);
        const std::string id = '#' + name + ' ';
        for (const char* part : {".idea", ".question", ".run", ".try"}) {
            CAPTURE(part);
            CHECK(is_visible(p, id + part));
            CHECK_FALSE(text_at(p, id + part).empty());
        }
        CHECK(is_visible(p, id + "pre.cpp .line"));
        const std::string count = "document.querySelectorAll(";
        CHECK(p.evaluate(count + literal(id + "details.why") + ").length") ==
              text.en.predict.answers.size());
        CHECK(p.evaluate(count + literal(id + ".steps li") + ").length") ==
              run.steps.size());
        const auto last = moment_at(run, run.steps.size());
        CHECK(text_at(p, id + ".steps li:last-child [lang=en]") ==
              caption(last, language::en));
    }
    CHECK_FALSE(is_visible(p, ".stage"));
    CHECK_FALSE(is_visible(p, "#nested details.why > div"));
    p.click("#nested details.why summary");
    CHECK(is_visible(p, "#nested details.why > div"));
    check_silence(p);
}

TEST_CASE("without scripts the switches of language and colors work") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    p.set_scripts(false);
    p.open(file_url(exported()));
    CHECK(chinese(p) == "");
    p.click(setting("lang=zh"));
    CHECK(chinese(p) != "");
    CHECK_FALSE(is_visible(p, "main [lang=en]"));
    p.click(setting("theme=dark"));
    CHECK(is_dark(p));
}

}  // namespace browser_looks_test
