// Looks characters up in small tables of widths. The standard
// wcwidth is not used because its answers depend on the locale.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/width.hpp"

#include <algorithm>
#include <iterator>

#include "apps/ctxdemo/screen/printable.hpp"

namespace ctxdemo {

namespace {

struct range {
    char32_t first;
    char32_t last;
};

// East Asian Wide and Fullwidth of Unicode 15; small gaps are filled.
constexpr range wide[] = {
    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x33ff},
    {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},
    {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},   {0xff01, 0xff60},   {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
    {0x20000, 0x3fffd}};

// Marks that combine with the character before.
constexpr range combining[] = {
    {0x0300, 0x036f}, {0x20d0, 0x20f0}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}};

template <std::size_t N>
bool is_in(const range (&table)[N], char32_t c) {
    return std::ranges::any_of(
        table, [c](const range& r) { return r.first <= c && c <= r.last; });
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
        const auto [code, size, is_valid] = first_character(text);
        if (!is_valid || !is_printable(code)) {
            all.push_back({"?", 1});
            text.remove_prefix(size);
        } else if (is_in(combining, code)) {
            // Both are views of one text, so the glyph before is extended.
            if (!all.empty() &&
                all.back().bytes.data() + all.back().bytes.size() ==
                    text.data()) {
                all.back().bytes = {all.back().bytes.data(),
                                    all.back().bytes.size() + size};
            }
            text.remove_prefix(size);
        } else {
            all.push_back(
                {text.substr(0, size), is_in(wide, code) ? std::size_t{2} : 1});
            text.remove_prefix(size);
        }
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

}  // namespace ctxdemo
