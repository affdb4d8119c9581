// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/prose_lines.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::next_line;

namespace {

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

/// Collects the lines of one paragraph or list item, and fills them.
class filler {
public:
    filler(std::size_t width, look as) : width_(width), as_(as) {}

    void add(std::string_view line) {
        const auto heading = heading_of(line);
        if (line.empty()) {
            flush();
            blank_ = !lines_.empty();
        } else if (!heading.empty()) {
            flush();
            for (auto& part : wrapped_to(heading, width_)) {
                put({std::move(part), look::strong});
            }
        } else if (line.starts_with("- ")) {
            flush();
            start("- ", line.substr(2));
        } else if (line.starts_with("    ") && text_.empty()) {
            put({std::string(line), as_});
        } else if (text_.empty()) {
            start("", trimmed(line));
        } else {
            join(trimmed(line));
        }
    }

    [[nodiscard]] std::vector<text_line> take() {
        flush();
        return std::move(lines_);
    }

private:
    void start(std::string_view bullet, std::string_view text) {
        bullet_ = bullet;
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

    void put(text_line line) {
        if (std::exchange(blank_, false)) lines_.emplace_back();
        lines_.push_back(std::move(line));
    }

    void flush() {
        if (text_.empty()) return;
        std::string lead(bullet_);
        const std::size_t room =
            width_ > lead.size() ? width_ - lead.size() : 1;
        bool in_code = false;
        for (const auto& line : wrapped_to(text_, room)) {
            put(as_ == look::plain ? with_code(lead + line, in_code)
                                   : text_line(lead + line, as_));
            lead.assign(lead.size(), ' ');
        }
        text_.clear();
    }

    const std::size_t width_;
    const look as_;
    std::vector<text_line> lines_;
    std::string_view bullet_;
    std::string text_;
    bool blank_ = false;  // a blank line is due
};

}  // namespace

std::vector<text_line> prose_lines(std::string_view markdown, std::size_t width,
                                   look as) {
    filler f(width, as);
    while (!markdown.empty()) f.add(next_line(markdown));
    return f.take();
}

}  // namespace ctxdemo
