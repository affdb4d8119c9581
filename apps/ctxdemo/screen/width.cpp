// utf8proc knows which characters belong together and how wide each is. The
// standard wcwidth is not used because its answers depend on the locale.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/width.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <iterator>

#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::decoded;
using lessons::first_character;
using lessons::is_printable;

namespace {

std::size_t columns_of(utf8proc_int32_t c) {
    return static_cast<std::size_t>(utf8proc_charwidth(c));
}

// Returns true for a character that is drawn beside the one before it even if
// both are one character to a reader, such as the Thai vowel in "กำ". The parts
// of a Korean syllable and of an emoji are drawn in one place.
bool is_beside(utf8proc_int32_t c) {
    switch (utf8proc_get_property(c)->boundclass) {
        case UTF8PROC_BOUNDCLASS_V:
        case UTF8PROC_BOUNDCLASS_T:
        case UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR:
        case UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC:
            return false;
        case UTF8PROC_BOUNDCLASS_EXTEND:
            return columns_of(c) == 1;  // 2 is the color of an emoji's skin
        default:
            return columns_of(c) > 0;
    }
}

// Returns true if `next` makes an emoji of the characters before it.
bool makes_emoji(utf8proc_int32_t before, utf8proc_int32_t next) {
    const auto kind_of = [](utf8proc_int32_t c) {
        return utf8proc_get_property(c)->boundclass;
    };
    if (next == 0xfe0f) {  // the variation selector for emoji
        return kind_of(before) == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC ||
               before == '#' || before == '*' ||
               ('0' <= before && before <= '9');
    }
    return columns_of(next) > 0 && kind_of(next) != UTF8PROC_BOUNDCLASS_V &&
           kind_of(next) != UTF8PROC_BOUNDCLASS_T;
}

utf8proc_int32_t code_of(const decoded& d) {
    return static_cast<utf8proc_int32_t>(d.code);
}

// Returns the first glyph of `text`, whose first character is `first`. Its
// width is 0 if it is a mark without a character before it.
glyph glyph_at(std::string_view text, const decoded& first) {
    std::size_t size = first.size;
    auto before = code_of(first);
    std::size_t width = columns_of(before);
    utf8proc_int32_t state = 0;
    while (size < text.size()) {
        const auto next = first_character(text.substr(size));
        const auto code = code_of(next);
        if (!next.is_valid || is_beside(code) ||
            utf8proc_grapheme_break_stateful(before, code, &state)) {
            break;
        }
        // A flag is two letters that are one column wide each, and a sign that
        // is one column wide may begin an emoji, which has two.
        if (makes_emoji(before, code)) width = 2;
        before = code;
        size += next.size;
    }
    return {text.substr(0, size), width};
}

// A piece of text between two places where a line may break. A line may break
// at a blank and beside a wide character.
struct piece {
    std::string text;
    std::size_t width = 0;
    bool blank_before = false;
};

bool opens(std::string_view bytes) {
    static constexpr std::string_view marks[] = {"（", "《", "「", "“", "‘"};
    return std::ranges::find(marks, bytes) != std::end(marks);
}

// Splits `text` into its pieces.
std::vector<piece> pieces_of(std::string_view text) {
    std::vector<piece> all;
    bool joins = false;  // the next narrow character joins the last piece
    bool blank = false;
    for (const auto& g : glyphs_of(text)) {
        if (g.bytes == " ") {
            joins = false;
            blank = true;
            continue;
        }
        const bool is_wide = g.width == 2;
        const bool join =
            !blank && !all.empty() &&
            (is_closing(g) || (joins && !is_wide) || opens(all.back().text));
        if (!join) all.push_back({"", 0, blank});
        all.back().text += g.bytes;
        all.back().width += g.width;
        joins = !is_wide;
        blank = false;
    }
    return all;
}

}  // namespace

std::vector<glyph> glyphs_of(std::string_view text) {
    std::vector<glyph> all;
    while (!text.empty()) {
        const auto first = first_character(text);
        if (!first.is_valid || !is_printable(first.code)) {
            all.push_back({"?", 1});
            text.remove_prefix(first.size);
            continue;
        }
        const auto g = glyph_at(text, first);
        if (g.width > 0) all.push_back(g);
        text.remove_prefix(g.bytes.size());
    }
    return all;
}

bool is_closing(const glyph& g) {
    static constexpr std::string_view marks[] = {
        "，", "。", "、", "；", "：", "！", "？", "）", "》", "」", "”", "’"};
    return std::ranges::find(marks, g.bytes) != std::end(marks);
}

std::size_t width_of(std::string_view text) {
    std::size_t width = 0;
    for (const auto& g : glyphs_of(text)) width += g.width;
    return width;
}

std::vector<std::string> wrapped_to(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    std::size_t column = 0;
    const auto new_line = [&] {
        lines.emplace_back();
        column = 0;
    };
    for (const auto& p : pieces_of(text)) {
        const std::size_t blank = p.blank_before && column > 0 ? 1 : 0;
        if (column > 0 && column + blank + p.width > width) {
            new_line();
        } else if (blank == 1) {
            lines.back() += ' ';
            ++column;
        }
        for (const auto& g : glyphs_of(p.text)) {
            if (column > 0 && column + g.width > width) new_line();
            lines.back() += g.bytes;
            column += g.width;
        }
    }
    return lines;
}

namespace {

// Returns the first word of a command line, whose quoted blanks do not end it.
std::string_view shell_word(std::string_view command) {
    bool quoted = false;
    for (std::size_t i = 0; i < command.size(); ++i) {
        if (command[i] == ' ' && !quoted) return command.substr(0, i);
        if (command[i] == '\'') quoted = !quoted;
        if (command[i] == '\\' && !quoted) ++i;
    }
    return command;
}

}  // namespace

std::vector<std::string> wrapped_command(std::string_view command,
                                         std::size_t width) {
    constexpr std::string_view goes_on = " \\";
    std::vector<std::string> lines(1);
    while (!command.empty()) {
        const auto word = shell_word(command);
        command.remove_prefix(std::min(word.size() + 1, command.size()));
        auto& line = lines.back();
        const std::size_t after = command.empty() ? 0 : goes_on.size();
        if (line.empty()) {
            line = word;
        } else if (width_of(line) + 1 + width_of(word) + after <= width) {
            line.append(" ").append(word);
        } else {
            line += goes_on;
            lines.emplace_back(word);
        }
    }
    return lines;
}

}  // namespace ctxdemo
