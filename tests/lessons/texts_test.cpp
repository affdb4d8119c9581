// The files of the lessons, as they are embedded in the app.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>

#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/support/lines.hpp"
#include "tests/support/files.hpp"

namespace texts_test {

using ctx_test::content;
using lessons::language;

/// Returns the columns that `text` takes. A character of three bytes in UTF-8,
/// such as a Chinese one, takes two.
std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 || byte >= 0xC0) ++columns;
        if (byte >= 0xE0) ++columns;
    }
    return columns;
}

TEST_CASE("the embedded files equal the files on disk, byte for byte") {
    for (const auto& lesson : lessons::all_lessons()) {
        SUBCASE(lesson.name.c_str()) {
            const auto& text = lessons::text_of(lesson.name);
            const std::string folder =
                std::string(CTXDEMO_LESSONS) + '/' + lesson.name + '/';
            CHECK(text.cpp == content(folder + lesson.name + ".cpp"));
            CHECK(text.go == content(folder + "main.go"));
            CHECK(text.en.text == content(folder + "en.md"));
            CHECK(text.zh.text == content(folder + "zh.md"));
        }
    }
}

TEST_CASE("each lesson has a title, a short summary and a section") {
    for (const auto& lesson : lessons::all_lessons()) {
        for (const auto l : {language::en, language::zh}) {
            CAPTURE(lesson.name);
            const auto& prose = lessons::text_of(lesson.name).prose(l);
            CAPTURE(prose.title);
            CHECK(!prose.title.empty());
            CHECK(!prose.summary.empty());
            CHECK(columns_of(prose.summary) <= 60);
            CHECK(!prose.section.empty());
        }
    }
}

TEST_CASE("a lesson's title, summary and section are the English ones") {
    for (const auto& lesson : lessons::all_lessons()) {
        CAPTURE(lesson.name);
        const auto& text = lessons::text_of(lesson.name);
        CHECK(text.title == text.en.title);
        CHECK(text.summary == text.en.summary);
        CHECK(text.section == text.en.section);
    }
}

TEST_CASE("a lesson's prose fits a screen of 80 columns") {
    for (const auto& lesson : lessons::all_lessons()) {
        for (const auto l : {language::en, language::zh}) {
            CAPTURE(lesson.name);
            const auto& prose = lessons::text_of(lesson.name).prose(l);
            for (const auto line : lessons::lines_of(prose.text)) {
                // A line that Go prints may be longer.
                if (line.starts_with("       ")) continue;
                CAPTURE(line);
                CHECK(columns_of(line) <= 80);
            }
        }
    }
}

TEST_CASE("a lesson's program fits a screen of 80 columns") {
    for (const auto& lesson : lessons::all_lessons()) {
        SUBCASE(lesson.name.c_str()) {
            std::istringstream code(
                std::string(lessons::text_of(lesson.name).cpp));
            for (std::string line; std::getline(code, line);) {
                CHECK(ctxdemo::width_of(line) <= 80);
            }
        }
    }
}

TEST_CASE("a lesson prints the same when it runs again in one process") {
    for (const auto& lesson : lessons::all_lessons()) {
        if (lesson.real_time) continue;
        SUBCASE(lesson.name.c_str()) {
            lessons::flag_set flags;
            const auto program = lesson.prepare(flags);
            std::string printed;
            ctx::bubble_options options;
            options.limit = std::chrono::hours(1);
            options.observer = [&](const ctx::event& e) {
                if (e.what == ctx::step::print) printed += e.text + '\n';
            };
            (void)ctx::bubble(program, options);
            const std::string first = std::exchange(printed, "");
            (void)ctx::bubble(program, options);
            CHECK(first == printed);
            CHECK(!first.empty());
        }
    }
}

TEST_CASE("the text of an unknown lesson is an error") {
    CHECK_THROWS_AS((void)lessons::text_of("nosuch"), std::logic_error);
}

}  // namespace texts_test
