// The driver of the browser, with pages of its own.
// SPDX-License-Identifier: MIT
#include "tests/support/browser.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/chromium.hpp"
#include "tests/support/files.hpp"
#include "tests/support/scratch.hpp"

namespace browser_test {

using ctx_test::file_url;
using ctx_test::page;
using ctx_test::scratch;

/// Returns the URL of a new file with `html`.
std::string url_of(const scratch& folder, const std::string& html) {
    const std::string file = folder / "page.html";
    std::ofstream(file) << "<!doctype html><meta charset=utf-8>" << html;
    return file_url(file);
}

TEST_CASE("a page evaluates an expression, and awaits a promise") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    CHECK(p.evaluate("1 + 2") == 3);
    CHECK(p.evaluate("Promise.resolve(['a', {b: 1}])").dump() ==
          R"(["a",{"b":1}])");
    CHECK(p.evaluate("undefined").is_null());
    CHECK_THROWS_WITH(p.evaluate("nothing.here"),
                      doctest::Contains("nothing is not defined"));
    CHECK_THROWS_WITH(p.evaluate("Promise.reject(new Error('no'))"),
                      doctest::Contains("no"));
}

TEST_CASE("the noise of a page is what it logs, throws and requests") {
    if (ctx_test::skip_without_browser()) return;
    const scratch folder;
    page p;
    p.open(url_of(folder, "<p>quiet"));
    CHECK(p.noise().empty());
    p.open(url_of(folder,
                  "<script>console.log('hello', 1)</script>"
                  "<script>throw Error('oops')</script>"
                  "<img src=missing.png>"));
    std::string all;
    for (const auto& line : p.noise()) all += line + '\n';
    CAPTURE(all);
    CHECK(all.find("console.log \"hello\" 1\n") != all.npos);
    CHECK(all.find("Error: oops") != all.npos);
    CHECK(all.find("request: file://") != all.npos);
    CHECK(all.find("missing.png") != all.npos);
}

TEST_CASE("a page has keys, a mouse and a finger") {
    if (ctx_test::skip_without_browser()) return;
    const scratch folder;
    page p;
    p.open(url_of(folder,
                  "<body style='height:3000px;touch-action:none'>"
                  "<button>press</button><script>"
                  "const seen = [];"
                  "for (const e of ['keydown', 'click', 'mousemove',"
                  "                 'touchstart', 'touchend'])"
                  "  addEventListener(e, x => seen.push("
                  "      e + (x.key ? ' ' + x.key : '')));"
                  "</script>"));
    const auto seen = [&] {
        const std::string all = p.evaluate("seen.join()");
        p.evaluate("seen.length = 0");
        return all;
    };
    p.press("ArrowRight");
    p.press("n");
    CHECK(seen() == "keydown ArrowRight,keydown n");
    p.click("button");
    CHECK(seen() == "click");
    p.drag({100, 300}, {200, 300});
    CHECK(seen() == "mousemove,click");
    p.set_size(390, 844, true);
    p.swipe({300, 300}, {100, 300});
    CHECK(seen() == "touchstart,touchend");
    CHECK_THROWS(p.click("a"));
    p.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        "'<div style=\"position:fixed;inset:0\">')");
    CHECK_THROWS_WITH(p.click("button"), doctest::Contains("not visible"));
}

TEST_CASE("a new page has nothing of what another page stored") {
    if (ctx_test::skip_without_browser()) return;
    const scratch folder;
    const auto url = url_of(folder, "<p>here");
    {
        page p;
        p.open(url);
        p.evaluate("localStorage.setItem('ctxdemo', 'x')");
        p.reload();
        CHECK(p.evaluate("localStorage.getItem('ctxdemo')") == "x");
    }
    page p;
    p.open(url);
    CHECK(p.evaluate("localStorage.getItem('ctxdemo')").is_null());
}

TEST_CASE("a page without scripts still evaluates") {
    if (ctx_test::skip_without_browser()) return;
    const scratch folder;
    page p;
    p.set_scripts(false);
    p.open(url_of(folder,
                  "<noscript>none</noscript>"
                  "<script>document.write('some')</script>"));
    CHECK(p.evaluate("document.body.innerText") == "none");
}

TEST_CASE("a page has a size, a color scheme and a medium") {
    if (ctx_test::skip_without_browser()) return;
    const scratch folder;
    page p;
    p.open(url_of(folder, "<meta name=viewport content='width=device-width'>"));
    const auto matches = [&](const std::string& query) -> bool {
        return p.evaluate("matchMedia(" + ctx_test::literal(query) +
                          ").matches");
    };
    CHECK(p.evaluate("innerWidth") == 1280);
    p.set_size(320, 600, true);
    CHECK(matches("(width: 320px)"));
    p.prefer("prefers-color-scheme", "dark");
    CHECK(matches("(prefers-color-scheme: dark)"));
    CHECK_FALSE(matches("print"));
    p.set_media("print");
    CHECK(matches("print"));
}

TEST_CASE("a page is printed and drawn") {
    if (ctx_test::skip_without_browser()) return;
    const scratch folder;
    page p;
    p.open(url_of(folder, "<p>some words"));
    p.print_to(folder / "page.pdf");
    p.draw_to(folder / "page.png");
    CHECK(ctx_test::content(folder / "page.pdf").starts_with("%PDF-"));
    CHECK(ctx_test::content(folder / "page.png").starts_with("\x89PNG\r\n"));
}

TEST_CASE("a file that is not there is not opened") {
    if (ctx_test::skip_without_browser()) return;
    page p;
    CHECK_THROWS_WITH(p.open("file:///no/such/file"),
                      doctest::Contains("ERR_FILE_NOT_FOUND"));
}

TEST_CASE("an error shows what Chromium said before it ended") {
    const scratch folder;
    const std::string program = folder / "chromium";
    std::ofstream(program) << "#!/bin/sh\necho broken >&2\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    ctx_test::chromium c(program);
    CHECK_THROWS_WITH(
        static_cast<void>(c.receive(
            std::chrono::steady_clock::now() + ctx_test::patience, "a word")),
        "Chromium has ended before: a word\nbroken\n");
}

TEST_CASE("an error says what a silent Chromium was to do") {
    const scratch folder;
    const std::string program = folder / "chromium";
    std::ofstream(program) << "#!/bin/sh\nexec sleep 1000\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    ctx_test::chromium c(program);
    CHECK_THROWS_WITH(static_cast<void>(c.receive(
                          std::chrono::steady_clock::now(), "a word")),
                      "Chromium does not come to: a word");
}

}  // namespace browser_test
