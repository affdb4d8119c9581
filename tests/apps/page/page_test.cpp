// The page: its size, and what it leaves out.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/page.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "apps/ctxdemo/page/html_text.hpp"
#include "apps/ctxdemo/page/page_files.hpp"
#include "apps/ctxdemo/walk/program.hpp"
#include "lessons/support/catalog.hpp"

namespace page_test {

using ctxdemo::html_of;
using ctxdemo::page_lesson;
using lessons::language;
using lessons::lesson;
using lessons::text_of;

page_lesson with_program(const lesson& l) {
    return {&l, ctxdemo::program_of(text_of(l.name).en.predict.command,
                                    ctx::background())};
}

std::vector<page_lesson> all_with_programs() {
    std::vector<page_lesson> all;
    for (const auto& l : lessons::all_lessons()) {
        all.push_back(with_program(l));
    }
    return all;
}

bool has(const std::string& page, const std::string& part) {
    return page.find(part) != std::string::npos;
}

TEST_CASE("a page has at most 300 KB for a lesson, and 3 MB for all") {
    for (const auto& l : all_with_programs()) {
        CAPTURE(l.of->name);
        CHECK(ctxdemo::page_of({l}, {}).size() <= 300'000);
    }
    CHECK(ctxdemo::page_of(all_with_programs(), {}).size() <= 3'000'000);
}

TEST_CASE("a page has the texts of its lessons in both languages") {
    const std::string page = ctxdemo::page_of(all_with_programs(), {});
    for (const auto& l : lessons::all_lessons()) {
        CAPTURE(l.name);
        for (const auto in : {language::en, language::zh}) {
            const auto& text = text_of(l.name).prose(in);
            CHECK(has(page, html_of(text.idea)));
            CHECK(has(page, html_of(text.predict.question)));
            CHECK(has(page, html_of(text.watch)));
            CHECK(has(page, html_of(text.in_cpp)));
            for (const auto& a : text.predict.answers) {
                CHECK(has(page, html_of(a.why)));
            }
            for (const auto& s : text.to_try) {
                CHECK(has(page, ctxdemo::paragraph_html(s.text)));
            }
        }
    }
    for (const auto& e : lessons::all_exercises()) {
        CHECK(has(page, html_of(e.en.task)));
        CHECK(has(page, html_of(e.zh.task)));
    }
}

TEST_CASE("a page without answers has the questions, and no reason or run") {
    const std::string page =
        ctxdemo::page_of(all_with_programs(), {.answers = false});
    for (const auto& l : lessons::all_lessons()) {
        CAPTURE(l.name);
        for (const auto in : {language::en, language::zh}) {
            const auto& text = text_of(l.name).prose(in);
            CHECK(has(page, html_of(text.predict.question)));
            CHECK_FALSE(has(page, html_of(text.watch)));
            CHECK_FALSE(has(page, html_of(text.in_cpp)));
            for (const auto& a : text.predict.answers) {
                CHECK_FALSE(has(page, html_of(a.why)));
            }
            for (const auto& s : text.to_try) {
                CHECK_FALSE(has(page, ctxdemo::paragraph_html(s.text)));
            }
        }
    }
    const auto check_hints = [&](const lessons::task_text& text) {
        for (const auto& hint : text.hints) {
            CHECK_FALSE(has(page, html_of(hint)));
        }
    };
    for (const auto& e : lessons::all_exercises()) {
        check_hints(e.en);
        check_hints(e.zh);
    }
    for (const auto& p : lessons::all_puzzles()) {
        check_hints(p.en);
        check_hints(p.zh);
    }
    CHECK_FALSE(has(page, "\"texts\":[["));
    CHECK_FALSE(has(page, "main derives"));
}

TEST_CASE("the style and the script are in the page byte for byte") {
    // Their hashes are in the content security policy.
    const auto& files = ctxdemo::embedded_page;
    const auto page =
        ctxdemo::page_of({with_program(lessons::all_lessons().front())}, {});
    CHECK(has(page, "<style>" + std::string(files.css.text) + "</style>"));
    CHECK(has(page, "<script>" + std::string(files.js.text) + "</script>"));
}

}  // namespace page_test
