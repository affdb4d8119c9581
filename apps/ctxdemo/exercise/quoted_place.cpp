// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/quoted_place.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>

#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/lexer.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/lines.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::lines_of;
using lessons::printable;

namespace {

constexpr bilingual in_the_judge{"(in the code that judges yours)",
                                 "（在评判你的那段代码里）"};
constexpr std::string_view judge_file_name = "judge.cpp";

/// A quoted line gets so many columns at least; it is below its place if there
/// are fewer beside it.
constexpr std::size_t least_quoted = 24;

/// Returns how many bytes of `text` are in its first `columns` columns.
std::size_t bytes_in(std::string_view text, std::size_t columns) {
    std::size_t bytes = 0;
    for (const auto& g : glyphs_of(text)) {
        if (g.width > columns) break;
        columns -= g.width;
        bytes += g.bytes.size();
    }
    return bytes;
}

/// Appends line `which` of the source without its indentation. A line of more
/// than `room` columns is cut.
void quote(text_line& line, const std::vector<std::string_view>& source,
           std::size_t which, std::size_t room, std::string_view more) {
    lexer parts_of(code_language::cpp);
    for (std::size_t i = 0; i < which; ++i) (void)parts_of.next(source[i]);
    const auto text = source[which];
    const auto from = std::min(text.find_first_not_of(" \t"), text.size());
    std::string shown(text.substr(from));
    std::ranges::replace(shown, '\t', ' ');
    shown = printable(shown);
    const bool fits = width_of(shown) <= room;
    if (!fits) {
        shown.resize(bytes_in(shown, room - std::min(room, std::size_t{1})));
    }
    std::size_t at = 0;
    for (const auto& part : parts_of.next(shown)) {
        line.parts.push_back({shown.substr(at, part.size), part.as});
        at += part.size;
    }
    if (!fits) line.parts.push_back({std::string(more), look::dim});
}

}  // namespace

std::vector<text_line> quoted_place(const source_place& at,
                                    const std::filesystem::path& file,
                                    std::string_view source, std::size_t indent,
                                    const verdict_page& p) {
    if (at.line == 0) return {};
    const std::string margin(indent, ' ');
    const auto name = std::filesystem::path(at.file).filename();
    if (name == judge_file_name) {
        return {{margin + std::string(in_the_judge.in(p.in)), look::dim}};
    }
    text_line line(
        margin + printable(name.string()) + ':' + std::to_string(at.line),
        look::accent);
    const auto lines = lines_of(source);
    if (name != file.filename() || at.line > lines.size()) return {line};
    std::vector<text_line> all;
    auto bar = fmt::format("  {} ", p.signs.bar);
    auto used = width_of(line.text()) + width_of(bar);
    if (used + least_quoted > p.width) {
        all.push_back(std::exchange(line, {}));
        bar = std::string(indent + 2, ' ');
        used = bar.size();
    }
    line.parts.push_back({bar, look::dim});
    quote(line, lines, at.line - 1, p.width - std::min(p.width, used),
          p.signs.more);
    all.push_back(std::move(line));
    return all;
}

}  // namespace ctxdemo
