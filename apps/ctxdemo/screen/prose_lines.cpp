// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/prose_lines.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "apps/ctxdemo/screen/markdown.hpp"
#include "apps/ctxdemo/screen/width.hpp"

namespace ctxdemo {

namespace {

// Divides `text` at its backticks. `in_code` is true if the text before it ends
// within code, and is set for the text after it.
text_line with_code(std::string_view text, bool& in_code) {
    text_line line;
    while (!text.empty()) {
        const bool is_mark = text.front() == '`';
        const auto size = is_mark ? 1 : std::min(text.find('`'), text.size());
        const look as = is_mark   ? look::dim
                        : in_code ? look::strong
                                  : look::plain;
        line.parts.push_back({std::string(text.substr(0, size)), as});
        if (is_mark) in_code = !in_code;
        text.remove_prefix(size);
    }
    return line;
}

// Fills the text of a block, with its bullet before the first line.
void fill(std::vector<text_line>& lines, const markdown_block& b,
          std::size_t width, look as) {
    std::string lead = b.is == markdown_block::kind::item ? "- " : "";
    const std::size_t room = width > lead.size() ? width - lead.size() : 1;
    bool in_code = false;
    for (const auto& line : wrapped_to(b.text, room)) {
        lines.push_back(as == look::plain ? with_code(lead + line, in_code)
                                          : text_line(lead + line, as));
        lead.assign(lead.size(), ' ');
    }
}

}  // namespace

std::vector<text_line> prose_lines(std::string_view markdown, std::size_t width,
                                   look as) {
    using kind = markdown_block::kind;
    std::vector<text_line> lines;
    for (const auto& b : markdown_blocks(markdown)) {
        if (b.is_apart) lines.emplace_back();
        if (b.is == kind::code) {
            lines.push_back({b.text, as});
        } else if (b.is == kind::heading) {
            for (auto& line : wrapped_to(b.text, width)) {
                lines.push_back({std::move(line), look::strong});
            }
        } else {
            fill(lines, b, width, as);
        }
    }
    return lines;
}

}  // namespace ctxdemo
