// Which characters a terminal gets, and how the others are spelled.
// SPDX-License-Identifier: MIT
#include "lessons/support/printable.hpp"

#include <doctest/doctest.h>
#include <utf8proc.h>

#include <cstdint>
#include <iostream>
#include <string>

#include "lessons/support/lines.hpp"
#include "tests/support/go.hpp"

namespace printable_test {

using lessons::is_printable;
using lessons::printable;
using lessons::printable_lines;

const std::string source = CTXDEMO_SOURCE;

/// What printable.go prints, for is_printable and utf8proc.
std::string runs() {
    std::string all = std::string(utf8proc_unicode_version()) + '\n';
    bool was = false;
    for (char32_t c = 0; c <= 0x10ffff; ++c) {
        if (is_printable(c) == was) continue;
        was = !was;
        all += std::to_string(std::uint32_t(c)) + '\n';
    }
    return all;
}

TEST_CASE("the printable characters are those of Go") {
    if (ctx_test::skip_without_go()) return;
    const auto go =
        ctx_test::shell("go run '" + source + "/tests/lessons/printable.go'");
    CAPTURE(go.err);
    REQUIRE(go.code == 0);
    const auto ours = runs();
    if (lessons::lines_of(go.out).at(0) != lessons::lines_of(ours).at(0)) {
        std::cout << "skipped: this Go has another version of Unicode\n";
        return;
    }
    CHECK(go.out == ours);
}

TEST_CASE("letters, marks, numbers, punctuation and symbols are printable") {
    for (const char32_t c :
         {U' ', U'~', U'\u00a1', U'\u00e9', U'\u0301', U'\u0663', U'\u3002',
          U'\u53d6', U'\u2713', U'\ufffd', U'\U0001f600', U'\U000e0100'}) {
        CAPTURE(std::uint32_t(c));
        CHECK(is_printable(c));
    }
}

TEST_CASE("controls, formats, blanks, private and unassigned are not") {
    for (const char32_t c : {U'\0',
                             U'\n',
                             U'\x1b',
                             U'\x7f',  // controls
                             U'\u0080',
                             U'\u009b',
                             U'\u009f',
                             U'\u00ad',
                             U'\u200b',
                             U'\u200d',  // formats
                             U'\u202e',
                             U'\u2066',
                             U'\ufeff',
                             U'\U000e0001',
                             U'\u00a0',
                             U'\u2028',
                             U'\u2029',
                             U'\u3000',  // blanks
                             U'\ue000',
                             U'\U000f0000',
                             U'\U0010fffd',  // private
                             U'\u0378',
                             U'\uffff',
                             U'\U0010ffff',  // unassigned
                             char32_t{0xd800},
                             char32_t{0xdfff},  // surrogates
                             char32_t{0x110000},
                             char32_t{0xffffffff}}) {
        CAPTURE(std::uint32_t(c));
        CHECK_FALSE(is_printable(c));
    }
}

TEST_CASE("a text that is not printable is spelled as in Go") {
    struct row {
        std::string_view text;
        const char* want;
    };
    const row rows[] = {
        {"", ""},
        {"a b\u53d6e\u0301", "a b\u53d6e\u0301"},
        {"\a\b\f\n\r\t\v", R"(\a\b\f\n\r\t\v)"},
        {{"\0\x1b[2J\x7f", 6}, R"(\x00\x1b[2J\x7f)"},
        {"\u009b2J", R"(\u009b2J)"},
        {"a\u202eb", R"(a\u202eb)"},
        {"\ue000\U000f0000", R"(\ue000\U000f0000)"},
        {"\x9b"
         "2J",
         R"(\x9b2J)"},
        {"\xed\xa0\x80", R"(\xed\xa0\x80)"},
        {"\xe5\x8f", R"(\xe5\x8f)"},
        {"\xc0\xaf\xff", R"(\xc0\xaf\xff)"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.want);
        CHECK(printable(row.text) == row.want);
        CHECK(printable(row.want) == row.want);
    }
    CHECK(printable_lines("a\n\tb\n") == "a\n\\tb\n");
}

}  // namespace printable_test
