// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/prose_lines.hpp"

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

/// Collects the lines of one paragraph or list item, and fills them.
class filler {
public:
    explicit filler(std::size_t width) : width_(width) {}

    void add(std::string_view line) {
        if (line.empty()) {
            flush();
            blank_ = !lines_.empty();
        } else if (line.starts_with("- ")) {
            flush();
            start("- ", line.substr(2));
        } else if (line.starts_with("    ") && text_.empty()) {
            flush();
            put_as_it_is(line);
        } else if (text_.empty()) {
            start("", trimmed(line));
        } else {
            join(trimmed(line));
        }
    }

    [[nodiscard]] std::vector<std::string> take() {
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

    // A line longer than the width is broken all the same.
    void put_as_it_is(std::string_view line) {
        if (width_of(line) <= width_) return put(std::string(line));
        const std::size_t room = width_ > 4 ? width_ - 4 : 1;
        for (const auto& part : wrapped_to(trimmed(line), room)) {
            put("    " + part);
        }
    }

    void put(std::string line) {
        if (std::exchange(blank_, false)) lines_.emplace_back();
        lines_.push_back(std::move(line));
    }

    void flush() {
        if (text_.empty()) return;
        std::string lead(bullet_);
        const std::size_t room =
            width_ > lead.size() ? width_ - lead.size() : 1;
        for (const auto& line : wrapped_to(text_, room)) {
            put(lead + line);
            lead.assign(lead.size(), ' ');
        }
        text_.clear();
    }

    const std::size_t width_;
    std::vector<std::string> lines_;
    std::string_view bullet_;
    std::string text_;
    bool blank_ = false;  // a blank line is due
};

}  // namespace

std::vector<std::string> prose_lines(std::string_view markdown,
                                     std::size_t width) {
    filler f(width);
    while (!markdown.empty()) f.add(next_line(markdown));
    return f.take();
}

}  // namespace ctxdemo
