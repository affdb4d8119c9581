// The page for people who do not see it, or see it badly: axe-core, a checker
// of accessibility, looks at each kind of screen.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/apps/page/exported.hpp"
#include "tests/support/files.hpp"

namespace browser_axe_test {

using ctx_test::arguments;
using ctx_test::check_silence;
using ctx_test::exported;
using ctx_test::file_url;
using ctx_test::go_to;
using ctx_test::is_visible;
using ctx_test::page;
using json = nlohmann::json;

/// Opens a page, and loads axe-core into it.
void open(page& p, const arguments& args) {
    p.open(file_url(exported(args)));
    p.evaluate(ctx_test::content(std::getenv("CTXDEMO_AXE")));
}

/// Returns what is serious or critical on the screen: "rule: element" each.
json violations(page& p) {
    return p.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(found =>"
        "    found.violations"
        "        .filter(v => ['serious', 'critical'].includes(v.impact))"
        "        .flatMap(v => v.nodes.map(n => v.id + ': ' + n.html)))");
}

bool skip() {
    return ctx_test::skip_without_browser() ||
           ctx_test::skip_without(std::getenv("CTXDEMO_AXE"),
                                  "file CTXDEMO_AXE");
}

TEST_CASE("axe-core finds nothing serious on any kind of screen") {
    if (skip()) return;
    // Each screen is looked at in both languages and in both colors.
    const struct {
        const char *language, *colors;
    } rows[] = {{"en", "light"}, {"zh", "dark"}};
    for (const auto& row : rows) {
        CAPTURE(row.language);
        page p;
        p.prefer("prefers-color-scheme", row.colors);
        open(p, {"nested", "--lang", row.language});
        for (const auto& screen : ctx_test::screens_of("nested")) {
            CAPTURE(screen);
            go_to(p, screen);
            CHECK(violations(p) == json::array());
        }
        p.press("?");
        CHECK(is_visible(p, "#keys"));
        CHECK(violations(p) == json::array());
        p.press("Escape");
        go_to(p, "#nested/question");
        p.press("v");
        p.press("a");
        CHECK(violations(p) == json::array());
        p.press("v");
        p.press("a");
        CHECK(is_visible(p, "#nested .verdict"));
        CHECK(violations(p) == json::array());

        open(p, {"cancel", "nested", "--lang", row.language});
        CHECK(is_visible(p, ".contents"));
        CHECK(violations(p) == json::array());
        check_silence(p);
    }
}

TEST_CASE("axe-core finds a fault that is put into the page") {
    if (skip()) return;
    page p;
    open(p, {"nested", "--lang", "en"});
    p.evaluate(
        "document.querySelector('.idea').insertAdjacentHTML("
        "    'beforeend', '<button></button>')");
    CHECK(violations(p) == json({"button-name: <button></button>"}));
}

}  // namespace browser_axe_test
