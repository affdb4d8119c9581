// The width of a text, and its line breaks.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/width.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace width_test {

using ctxdemo::glyphs_of;
using ctxdemo::width_of;
using ctxdemo::wrapped_command;
using ctxdemo::wrapped_to;
using lines = std::vector<std::string>;

/// Returns the glyphs, each followed by its width: "a1取2".
std::string taken_apart(std::string_view text) {
    std::string all;
    for (const auto& g : glyphs_of(text)) {
        all += std::string(g.bytes) + std::to_string(g.width);
    }
    return all;
}

TEST_CASE("a Chinese character takes two columns, most others one") {
    struct row {
        const char* text;
        const char* want;
    };
    const row rows[] = {
        {"", ""},
        {"a b", "a1 1b1"},
        {"取消", "取2消2"},
        {"，。（）", "，2。2（2）2"},
        {"“”…·", "“1”1…1·1"},
        {"é", "é1"},
        {"한か", "한2か2"},
        {"😀", "😀2"},
        {"●━✓⏎", "●1━1✓1⏎1"},
        {"\xf0\xa0\x80\x80",
         "\xf0\xa0\x80\x80"
         "2"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(taken_apart(row.text) == row.want);
    }
}

TEST_CASE("a combining mark belongs to the character before it") {
    CHECK(taken_apart("e\u0301x") == "e\u03011x1");
    CHECK(taken_apart("e\u0301\u0302x") == "e\u0301\u03021x1");
    CHECK(taken_apart("取\ufe0f") == "取\ufe0f2");
    CHECK(taken_apart("\u0301x") == "x1");
    CHECK(taken_apart("\n\u0301x") == "?1x1");
}

TEST_CASE("an emoji of several characters is one glyph of two columns") {
    struct row {
        const char* what;
        std::string emoji;
    };
    const row rows[] = {
        {"a face", "\U0001f600"},
        {"a face of Unicode 14", "\U0001fae0"},
        {"a family: joined by U+200D",
         "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"},
        {"a burning heart: a narrow sign, U+FE0F, joined",
         "\u2764\ufe0f\u200d\U0001f525"},
        {"a burning heart without U+FE0F", "\u2764\u200d\U0001f525"},
        {"a heart as an emoji", "\u2764\ufe0f"},
        {"a keycap", "1\ufe0f\u20e3"},
        {"a hand with a color", "\U0001f44b\U0001f3fd"},
        {"a narrow hand with a color", "\u261d\U0001f3fd"},
        {"a flag", "\U0001f1e8\U0001f1f3"},
        {"the flag of Scotland, spelled with tags",
         "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074"
         "\U000e007f"},
        {"the flag of pirates", "\U0001f3f4\u200d\u2620\ufe0f"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(taken_apart('a' + row.emoji + "b") == "a1" + row.emoji + "2b1");
        CHECK(taken_apart(row.emoji + row.emoji) ==
              row.emoji + '2' + row.emoji + '2');
    }
}

TEST_CASE("three letters of flags are a flag and a letter") {
    const std::string c = "\U0001f1e8";
    CHECK(taken_apart(c + c + c) == c + c + '2' + c + '1');
}

TEST_CASE("a selector of variants makes no letter wide") {
    CHECK(taken_apart("\u2764x") == "\u27641x1");
    CHECK(taken_apart("\u2764\ufe0ex") == "\u2764\ufe0e1x1");
    CHECK(taken_apart("a\ufe0fx") == "a\ufe0f1x1");
}

TEST_CASE("the parts of a Korean syllable are one glyph of two columns") {
    const std::string han = "\u1112\u1161\u11ab";
    CHECK(taken_apart(han + han) == han + '2' + han + '2');
    CHECK(taken_apart("\ud558\u11ab") == "\ud558\u11ab2");
}

TEST_CASE("a vowel sign takes columns only if it is drawn beside its letter") {
    CHECK(taken_apart("\u0e01\u0e33") == "\u0e011\u0e331");  // Thai
    CHECK(taken_apart("\u0e01\u0e34") == "\u0e01\u0e341");
    CHECK(taken_apart("\u0915\u093f") == "\u0915\u093f1");   // Devanagari
    CHECK(taken_apart("\uff76\uff9e") == "\uff761\uff9e1");  // half as wide
}

TEST_CASE("each byte that is not UTF-8 becomes a ?") {
    struct row {
        const char* text;
        const char* want;
    };
    const row rows[] = {
        {"\xff", "?1"},
        {"\x80", "?1"},
        {"a\xc3", "a1?1"},
        {"a\xc3z", "a1?1z1"},
        {"\xe5\x8f", "?1?1"},
        {"\xe5\x8fz", "?1?1z1"},
        {"\xc0\xaf", "?1?1"},              // overlong
        {"\xe0\x80\xaf", "?1?1?1"},        // likewise
        {"\xf0\x80\x80\xaf", "?1?1?1?1"},  // likewise
        {"\xed\xa0\x80", "?1?1?1"},        // a surrogate
        {"\xf4\x90\x80\x80", "?1?1?1?1"},  // past the last character
        {"\xf8\x88\x80\x80\x80", "?1?1?1?1?1"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.want);
        CHECK(taken_apart(row.text) == row.want);
    }
}

TEST_CASE("a control character becomes a ?") {
    CHECK(taken_apart("\x1b[2J") == "?1[121J1");
    CHECK(taken_apart("a\tb\r\n") == "a1?1b1?1?1");
    CHECK(taken_apart("\x7f") == "?1");
    CHECK(taken_apart(std::string_view("\0", 1)) == "?1");
    CHECK(taken_apart("\u009b2J") == "?121J1");
}

TEST_CASE("a character that cannot be seen becomes a ?") {
    CHECK(taken_apart("a\u200bb") == "a1?1b1");  // a blank of no width
    CHECK(taken_apart("\u200db") == "?1b1");     // joins nothing
    CHECK(taken_apart("a\u00adb") == "a1?1b1");  // a soft hyphen
    CHECK(taken_apart("a\ue000b") == "a1?1b1");  // for private use
    CHECK(taken_apart("a\u0378\U000e1000b") == "a1?1?1b1");  // unassigned
    CHECK(taken_apart("a\u00a0\u3000b") == "a1?1?1b1");
}

TEST_CASE("a mark that turns the direction of writing becomes a ?") {
    CHECK(taken_apart("a\u202eb") == "a1?1b1");
    CHECK(taken_apart("a\u2067b\u2069") == "a1?1b1?1");
    CHECK(taken_apart("a\u2028b") == "a1?1b1");
}

TEST_CASE("the width of a text is the sum of its characters") {
    CHECK(width_of("") == 0);
    CHECK(width_of("context 取消，e\u0301") == 15);
    CHECK(width_of("\xff\n") == 2);
}

TEST_CASE("a line breaks between words") {
    CHECK(wrapped_to("", 10) == lines{""});
    CHECK(wrapped_to("one two three", 13) == lines{"one two three"});
    CHECK(wrapped_to("one two three", 12) == lines{"one two", "three"});
    CHECK(wrapped_to("one two three", 7) == lines{"one two", "three"});
    CHECK(wrapped_to("one two three", 6) == lines{"one", "two", "three"});
    CHECK(wrapped_to("  one   two ", 20) == lines{"one two"});
}

TEST_CASE("a word that is longer than a line is cut") {
    CHECK(wrapped_to("abcdefgh", 3) == lines{"abc", "def", "gh"});
    CHECK(wrapped_to("a bcdefgh i", 3) == lines{"a", "bcd", "efg", "h i"});
    CHECK(wrapped_to("取消", 1) == lines{"取", "消"});
}

TEST_CASE("a line breaks within Chinese, but not before its punctuation") {
    CHECK(wrapped_to("取消上下文", 4) == lines{"取消", "上下", "文"});
    CHECK(wrapped_to("取消上下文", 5) == lines{"取消", "上下", "文"});
    CHECK(wrapped_to("取消，上下文", 4) == lines{"取", "消，", "上下", "文"});
    CHECK(wrapped_to("取消（上下）文", 6) == lines{"取消", "（上", "下）文"});
    CHECK(wrapped_to("调用cancel取消", 8) == lines{"调用", "cancel取", "消"});
    CHECK(wrapped_to("按 `c` 取消", 7) == lines{"按 `c`", "取消"});
}

TEST_CASE("a command is broken between words, with a backslash at the end") {
    const char* const command = "ctxdemo value --trace-code 'a b' --ms 20";
    CHECK(wrapped_command(command, 40) == lines{command});
    CHECK(wrapped_command(command, 39) ==
          lines{"ctxdemo value --trace-code 'a b' --ms \\", "20"});
    CHECK(wrapped_command(command, 38) ==
          lines{"ctxdemo value --trace-code 'a b' \\", "--ms 20"});
    CHECK(wrapped_command(command, 10) == lines{"ctxdemo \\", "value \\",
                                                "--trace-code \\", "'a b' \\",
                                                "--ms 20"});
    CHECK(wrapped_command("", 10) == lines{""});
}

TEST_CASE("a quoted word of a command stays whole") {
    CHECK(wrapped_command("f 'it'\\''s a b' c", 8) ==
          lines{"f \\", "'it'\\''s a b' \\", "c"});
    CHECK(wrapped_command("f '' c", 4) == lines{"f \\", "'' c"});
}

}  // namespace width_test
