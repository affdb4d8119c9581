// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/markdown.hpp"

#include <utility>

#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::next_line;

namespace {

using kind = markdown_block::kind;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == text.npos ? "" : text.substr(first);
}

bool ends_wide(std::string_view text) {
    const auto all = glyphs_of(text);
    if (all.empty()) return false;
    // In Chinese these two come in pairs; our English texts do not use them.
    const auto last = all.back().bytes;
    return all.back().width == 2 || last == "…" || last == "—";
}

bool ends_closed(std::string_view text) {
    const auto all = glyphs_of(text);
    return !all.empty() && is_closing(all.back());
}

bool begins_wide(std::string_view text) {
    const auto all = glyphs_of(text);
    return !all.empty() && all.front().width == 2;
}

// Returns the text of a heading, which begins with "#" to "######"; else "".
std::string_view heading_of(std::string_view line) {
    const auto level = line.find_first_not_of('#');
    const bool is_heading =
        0 < level && level <= 6 && line.substr(level).starts_with(' ');
    return is_heading ? trimmed(line.substr(level)) : "";
}

/// Collects the lines of one block after the other.
class reader {
public:
    void add(std::string_view line) {
        const auto heading = heading_of(line);
        if (line.empty()) {
            flush();
            is_apart_ = !blocks_.empty();
        } else if (!heading.empty()) {
            flush();
            put(kind::heading, std::string(heading));
        } else if (line.starts_with("- ")) {
            flush();
            start(kind::item, line.substr(2));
        } else if (line.starts_with("    ") && text_.empty()) {
            put(kind::code, std::string(line));
        } else if (text_.empty()) {
            start(kind::paragraph, trimmed(line));
        } else {
            join(trimmed(line));
        }
    }

    [[nodiscard]] std::vector<markdown_block> take() {
        flush();
        return std::move(blocks_);
    }

private:
    void start(kind is, std::string_view text) {
        is_ = is;
        text_ = text;
    }

    // Joins a line to the text before it. No blank is added within Chinese or
    // after its punctuation.
    void join(std::string_view text) {
        const bool blank =
            !ends_wide(text_) || (!begins_wide(text) && !ends_closed(text_));
        if (blank) text_ += ' ';
        text_ += text;
    }

    void put(kind is, std::string text) {
        blocks_.push_back({is, std::move(text), is_apart_});
        is_apart_ = false;
    }

    void flush() {
        if (!text_.empty()) put(is_, std::exchange(text_, {}));
    }

    std::vector<markdown_block> blocks_;
    kind is_ = kind::paragraph;  // of text_
    std::string text_;
    bool is_apart_ = false;  // a blank line is due
};

}  // namespace

std::vector<markdown_block> markdown_blocks(std::string_view markdown) {
    reader r;
    while (!markdown.empty()) r.add(next_line(markdown));
    return r.take();
}

}  // namespace ctxdemo
