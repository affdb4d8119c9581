// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/frame.hpp"

#include <doctest/doctest.h>

#include <string>

namespace frame_test {

using ctxdemo::frame;
using ctxdemo::look;

std::string plain(const frame& f) { return to_text(f, false); }

TEST_CASE("put writes text at a place and cuts it at the end") {
    frame f(6, 2);
    CHECK(f.put(1, 0, "ab") == 3);
    CHECK(f.put(3, 1, "abcdef") == 6);
    CHECK(f.put(0, 0, "xyz", look::plain, 1) == 1);
    CHECK(f.put(9, 0, "x") == 9);
    CHECK(f.put(2, 2, "below") == 2);
    CHECK(plain(f) == "xab\n   abc\n");
}

TEST_CASE("a frame never holds half of a wide character") {
    frame f(5, 1);
    CHECK(f.put(0, 0, "取消上") == 4);
    CHECK(plain(f) == "取消\n");
    f.put(1, 0, "x");
    CHECK(plain(f) == " x消\n");
    f.put(2, 0, "x");
    CHECK(plain(f) == " xx\n");
    f.put(0, 0, "取消");
    f.put(1, 0, "下");
    CHECK(plain(f) == " 下\n");
}

TEST_CASE("a frame that is put into another is cut at its edges") {
    frame f(5, 2), other(3, 3);
    other.put(0, 0, "abc");
    other.put(0, 1, "def");
    f.put(3, 1, other);
    CHECK(plain(f) == "\n   ab\n");
    f.put(0, 0, other);
    CHECK(plain(f) == "abc\ndefab\n");
}

TEST_CASE(
    "a frame that covers half of a wide character erases the other half") {
    frame f(6, 1), other(2, 1);
    f.put(0, 0, "取消上");
    other.put(0, 0, "xy");
    f.put(1, 0, other);
    CHECK(plain(f) == " xy 上\n");

    frame cut(3, 1), wide(4, 1);
    wide.put(0, 0, "取消");
    cut.put(0, 0, wide);
    CHECK(plain(cut) == "取\n");
    CHECK(cut.row(0)[2].bytes == " ");
}

TEST_CASE(
    "to_text drops blanks at the end of a line unless they are reversed") {
    frame f(4, 2);
    f.put(0, 0, "a ");
    f.paint(1, look::reverse);
    CHECK(plain(f) == "a\n    \n");
}

TEST_CASE("to_text writes an escape sequence where the look changes") {
    frame f(8, 2);
    f.put(0, 0, "ab", look::good);
    f.put(2, 0, "c");
    f.put(3, 0, "d", look::bad);
    f.put(0, 1, "plain");
    CHECK(to_text(f, true) ==
          "\x1b[0;32mab\x1b[0mc\x1b[0;31md\x1b[0m\nplain\n");
}

TEST_CASE("put_cut ends a text that does not fit with a mark") {
    const auto cut = [](std::string_view text, std::size_t width) {
        frame f(width, 1);
        f.put_cut(0, 0, text, "~");
        return to_text(f, false);
    };
    CHECK(cut("four", 4) == "four\n");
    CHECK(cut("fiver", 4) == "fiv~\n");
    CHECK(cut("fiver", 1) == "~\n");
    CHECK(cut("取消", 4) == "取消\n");
    CHECK(cut("取消吧", 4) == "取~\n");
    CHECK(cut("取消吧", 5) == "取消~\n");
}

}  // namespace frame_test
