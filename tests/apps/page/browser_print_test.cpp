// The page on paper: printed by the browser, and read by pdftotext.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/views/code.hpp"
#include "tests/apps/page/exported.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/support/go.hpp"

namespace browser_print_test {

using ctx_test::arguments;
using ctx_test::check_silence;
using ctx_test::page;
using lessons::language;

/// Returns the text without its blanks, because a printed line may be broken
/// anywhere, and without Markdown's signs of code.
std::string bare(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ' ' && c != '\n' && c != '\t' && c != '\f' && c != '`') {
            out += c;
        }
    }
    return out;
}

/// Returns the bare text of the page that `ctxdemo export` writes with `args`,
/// on paper.
std::string printed(const arguments& args) {
    const ctx_test::scratch folder;
    const std::string pdf = folder / "page.pdf";
    page p;
    p.open(ctx_test::file_url(ctx_test::exported(args)));
    p.print_to(pdf);
    check_silence(p);
    const auto got = ctx_test::shell("pdftotext -raw '" + pdf + "' -");
    CAPTURE(got.err);
    REQUIRE(got.code == 0);
    return bare(got.out);
}

bool skip() {
    return ctx_test::skip_without_browser() ||
           ctx_test::skip_without(
               ctx_test::shell("command -v pdftotext").code == 0, "pdftotext");
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(bare(part)) != std::string::npos;
}

void check_program(const std::string& text, const ctxdemo::code_pair& code) {
    for (const auto* lines : {&code.cpp(), &code.go()}) {
        for (const auto& line : *lines) {
            if (line.is_plumbing) continue;
            CAPTURE(line.text);
            CHECK(contains(text, line.text));
        }
    }
}

void check_lesson(const std::string& text, const std::string& name,
                  language l) {
    CAPTURE(name);
    check_program(text, ctxdemo::code_pair(ctxdemo::lesson_source(
                            *ctx_test::lesson_called(name))));
    const auto& prose = lessons::text_of(name).prose(l);
    CHECK(contains(text, prose.title));
    for (const auto& a : prose.predict.answers) {
        CAPTURE(a.claim);
        CHECK(contains(text, a.claim));
        CHECK(contains(text, a.transcript));
    }
    for (const auto& t : prose.to_try) CHECK(contains(text, t.line));
}

TEST_CASE(
    "on paper each lesson has its programs, its answers and the reasons") {
    if (skip()) return;
    for (const auto l : {language::en, language::zh}) {
        const auto text = printed({"--lang", l == language::en ? "en" : "zh"});
        for (const auto& name : ctx_test::lesson_names()) {
            check_lesson(text, name, l);
            const auto& prose = lessons::text_of(name).prose(l);
            for (const auto& a : prose.predict.answers) {
                CAPTURE(a.why);
                CHECK(contains(text, a.why));
            }
        }
    }
}

TEST_CASE(
    "on paper the copy of the class has the answers without the reasons") {
    if (skip()) return;
    const auto text = printed({"--no-answers"});
    for (const auto& name : ctx_test::lesson_names()) {
        check_lesson(text, name, language::en);
        const auto& prose = lessons::text_of(name).en;
        for (const auto& a : prose.predict.answers) {
            CAPTURE(a.why);
            CHECK_FALSE(contains(text, a.why));
        }
    }
}

}  // namespace browser_print_test
