// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/html_text.hpp"

#include <fmt/core.h>

#include "apps/ctxdemo/screen/markdown.hpp"

namespace ctxdemo {

namespace {

using kind = markdown_block::kind;

// The tags around blocks of one kind that follow each other, and around each.
struct tags {
    std::string_view open, close;
    std::string_view begin, end;
};

constexpr tags tags_of(kind k) {
    switch (k) {
        case kind::heading:
            return {"", "", "<h4>", "</h4>"};
        case kind::item:
            return {"<ul>", "</ul>", "<li>", "</li>"};
        case kind::code:
            return {"<pre><code>", "</code></pre>", "", "\n"};
        case kind::paragraph:
            break;
    }
    return {"", "", "<p>", "</p>"};
}

std::string content_of(const markdown_block& b) {
    // A line of code is indented by four blanks at least.
    return b.is == kind::code ? escaped(std::string_view(b.text).substr(4))
                              : inline_html(b.text);
}

std::string_view class_of(look as) {
    switch (as) {
        case look::keyword:
            return "k";
        case look::string:
            return "s";
        case look::dim:
            return "c";
        default:
            return "";
    }
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string inline_html(std::string_view text) {
    std::string out;
    for (bool in_code = false; !text.empty(); in_code = !in_code) {
        const auto end = text.find('`');
        const std::string part = escaped(text.substr(0, end));
        out += in_code ? "<code>" + part + "</code>" : part;
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return out;
}

std::string paragraph_html(std::string_view text) {
    std::string out;
    for (const auto& b : markdown_blocks(text)) out += content_of(b);
    return out;
}

std::string html_of(std::string_view markdown) {
    std::string out;
    std::string_view close;  // of the blocks before
    const auto blocks = markdown_blocks(markdown);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const auto& b = blocks[i];
        const tags t = tags_of(b.is);
        if (i == 0 || blocks[i - 1].is != b.is) {
            out += close;
            out += t.open;
        } else if (b.is == kind::code && b.is_apart) {
            out += '\n';
        }
        out += fmt::format("{}{}{}", t.begin, content_of(b), t.end);
        close = t.close;
    }
    return out.append(close);
}

std::string html_of(const code_line& line) {
    std::string out;
    std::string_view rest = line.text;
    for (const auto& part : line.parts) {
        const std::string text = escaped(rest.substr(0, part.size));
        rest.remove_prefix(part.size);
        const auto name = class_of(part.as);
        out += name.empty()
                   ? text
                   : fmt::format("<span class=\"{}\">{}</span>", name, text);
    }
    return out;
}

}  // namespace ctxdemo
