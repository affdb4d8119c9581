// SPDX-License-Identifier: MIT
#include "tests/support/screen.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace screen_test {

using ctx_test::screen;
using ctx_test::style;

TEST_CASE("a screen shows text and breaks lines at its edge") {
    screen s(5, 4);
    s.feed("one\r\nsixsix");
    CHECK(s.text() == "one\nsixsi\nx\n");
    CHECK(s.cursor_x() == 1);
    CHECK(s.cursor_y() == 2);
}

TEST_CASE("a screen scrolls when it is full") {
    screen s(5, 2);
    s.feed("1\r\n2\r\n3");
    CHECK(s.text() == "2\n3\n");
}

TEST_CASE("a character in the last column leaves the cursor there") {
    screen s(3, 2);
    s.feed("abc");
    CHECK(s.cursor_x() == 2);
    s.feed("\rX");
    CHECK(s.text() == "Xbc\n");
}

TEST_CASE("a wide character takes two columns, which are erased together") {
    screen s(5, 2);
    s.feed("终a终");
    CHECK(s.row(0) == "终a终");
    CHECK(s.column_of("a", 0) == 2);
    s.feed("\x1b[1;2Hx");
    CHECK(s.row(0) == " xa终");
    s.feed("\x1b[1;5H\xe7\xbb");
    s.feed("\x88");
    CHECK(s.row(0) == " xa终");
    CHECK(s.row(1) == "终");
}

TEST_CASE("a combining mark joins the character before it") {
    screen s(5, 1);
    s.feed("e\u0301x");
    CHECK(s.row(0) == "e\u0301x");
    CHECK(s.column_of("x", 0) == 1);
}

TEST_CASE("a screen obeys sequences that move the cursor or change its text") {
    struct row {
        const char* bytes;
        const char* want;
    };
    const row rows[] = {{"\x1b[2;2HX", "abcd\neXgh\n"},
                        {"\x1b[H\x1b[2CX", "abXd\nefgh\n"},
                        {"\x1b[1;2H\x1b[K", "a\nefgh\n"},
                        {"\x1b[1;2H\x1b[1K", "  cd\nefgh\n"},
                        {"\x1b[1;2H\x1b[J", "a\n"},
                        {"\x1b[2J", ""},
                        {"\x1b[1;2H\x1b[2X", "a  d\nefgh\n"},
                        {"\x1b[1;2H\x1b[P", "acd\nefgh\n"},
                        {"\x1b[1;2H\x1b[@", "a bc\nefgh\n"},
                        {"\x1b[1;1H\x1b[L", "\nabcd\n"},
                        {"\x1b[1;1H\x1b[M", "efgh\n"},
                        {"\x1b[2d\x1b[3GX", "abcd\nefXh\n"},
                        {"\x1b[H\x1bM", "\nabcd\n"},
                        {"\x1b[HX\x1b[2b", "XXXd\nefgh\n"}};
    for (const auto& row : rows) {
        CAPTURE(row.want);
        screen s(4, 2);
        s.feed("abcd\r\nefgh");
        s.feed(row.bytes);
        CHECK(s.text() == row.want);
    }
}

TEST_CASE("only the rows of the scrolling region scroll") {
    screen s(2, 4);
    s.feed("1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\n");
    CHECK(s.text() == "1\n3\n\n4\n");
}

TEST_CASE(
    "the alternate screen starts empty and leaves the main screen as it was") {
    screen s(10, 2);
    s.feed("$ probe");
    s.feed("\x1b[?1049h\x1b[H\x1b[?25lshown");
    CHECK(s.is_alternate());
    CHECK_FALSE(s.shows_cursor());
    CHECK(s.text() == "shown\n");
    s.feed("\x1b[?25h\x1b[?1049l");
    CHECK_FALSE(s.is_alternate());
    CHECK(s.shows_cursor());
    CHECK(s.text() == "$ probe\n");
    CHECK(s.cursor_x() == 7);
}

TEST_CASE("a screen records the style of each character") {
    screen s(10, 1);
    s.feed("a\x1b[1;7mb\x1b[0;32mc\x1b[39;49;4md\x1b(B\x1b[me");
    CHECK(s.style_at(0, 0) == style{});
    CHECK(s.style_at(1, 0) == style{.bold = true, .reverse = true});
    CHECK(s.style_at(2, 0) == style{.color = 2});
    CHECK(s.style_at(3, 0) == style{.underline = true});
    CHECK(s.style_at(4, 0) == style{});
    CHECK(s.has_color());
}

TEST_CASE("a screen throws for a sequence that it does not know and names it") {
    screen s(10, 1);
    CHECK_THROWS_WITH_AS(s.feed("\x1b[5n"), R"(the screen does not know "5n")",
                         std::runtime_error);
}

TEST_CASE("a screen that gets smaller keeps the text that fits") {
    screen s(4, 2);
    s.feed("ab终\r\nef");
    s.resize(3, 1);
    CHECK(s.text() == "ab\n");
}

}  // namespace screen_test
