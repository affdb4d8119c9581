// Text in columns.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/columns.hpp"

#include <doctest/doctest.h>

namespace columns_test {

using ctxdemo::beside;
using ctxdemo::columns;
using ctxdemo::hanging;
using ctxdemo::padded;

TEST_CASE("a column is as wide as its widest cell") {
    columns c;
    c.add({"lesson", "done", "date"});
    c.add({"global-flag", "yes", "-"});
    CHECK(c.width() == 23);
    CHECK(c.text() ==
          "lesson       done  date\n"
          "global-flag  yes   -\n");
}

TEST_CASE("a Chinese character takes two columns") {
    columns c;
    c.add({"课程", "x"});
    c.add({"a", "y"});
    CHECK(c.text() == "课程  x\na     y\n");
}

TEST_CASE("rows may have different numbers of cells") {
    columns c;
    c.add({"a"});
    c.add({"", "b"});
    CHECK(c.text() == "a\n   b\n");
}

TEST_CASE("a table without rows is empty") {
    CHECK(columns().width() == 0);
    CHECK(columns().text() == "");
}

TEST_CASE("a text that is wider than its column is not padded") {
    CHECK(padded("abc", 5) == "abc  ");
    CHECK(padded("abc", 2) == "abc");
}

TEST_CASE("a table that is too wide has its rows one cell after the other") {
    columns c;
    c.add({"lesson", "done", "date"});
    c.add({"global-flag", "yes", "-"});
    CHECK(c.text(23) == c.text());
    CHECK(c.text(22) == "lesson done date\nglobal-flag yes -\n");
    CHECK(c.text(12) == "lesson done\ndate\nglobal-flag\nyes -\n");
}

TEST_CASE("lines hang beside their label") {
    CHECK(hanging("label", 7, {"first", "second"}, 80) ==
          "label  first\n       second\n");
    CHECK(hanging("", 0, {"alone"}, 80) == "alone\n");
}

TEST_CASE("a label that does not fit beside its lines is above them") {
    CHECK(hanging("  a long label", 4, {"first", "second"}, 10) ==
          "  a long\n  label\n    first\n    second\n");
}

TEST_CASE("a text goes below its label where it would have too little room") {
    CHECK(beside("label", 7, "one two three fourth", 25) ==
          "label  one two three\n       fourth\n");
    CHECK(beside("label", 7, "one two three fourth", 24) ==
          "label\n    one two three fourth\n");
    CHECK(beside("label", 7, "", 22) == "label\n");
}

}  // namespace columns_test
