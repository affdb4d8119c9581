// The diagrams of the runs, read by Mermaid's own parser in a browser.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/apps/page/exported.hpp"
#include "tests/apps/recordings.hpp"

namespace browser_diagrams_test {

using ctx_test::file_url;
using ctx_test::literal;
using ctx_test::page;

TEST_CASE("Mermaid reads and draws the diagram of each lesson") {
    if (ctx_test::skip_without_browser()) return;
    const char* const mermaid = std::getenv("CTXDEMO_MERMAID");
    if (ctx_test::skip_without(mermaid, "file CTXDEMO_MERMAID")) return;
    const ctx_test::scratch folder;
    const std::string file = folder / "diagrams.html";
    std::ofstream(file) << "<!doctype html><meta charset=utf-8><script src="
                        << literal(file_url(mermaid)) << "></script>";
    page p;
    p.open(file_url(file));
    for (const auto& name : ctx_test::lesson_names()) {
        for (const char* lang : {"en", "zh"}) {
            CAPTURE(name);
            CAPTURE(lang);
            const auto got = ctx_test::ctxdemo(
                {"export", name, "--as", "mermaid", "--lang", lang});
            REQUIRE(got.code == 0);
            CHECK(p.evaluate("mermaid.parse(" + literal(got.out) +
                             ").then(found => found.diagramType)") ==
                  "sequence");
        }
    }
}

}  // namespace browser_diagrams_test
