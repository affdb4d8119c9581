// SPDX-License-Identifier: MIT
#include "lessons/support/parts.hpp"

#include <algorithm>
#include <string>

#include "lessons/support/lines.hpp"
#include "lessons/support/prose.hpp"

namespace lessons::parts {

namespace {

/// Returns the offset of the first line of `text` that equals `line`; npos if
/// there is none.
std::size_t find_line(std::string_view text, std::string_view line) {
    auto rest = text;
    while (!rest.empty()) {
        const auto at = text.size() - rest.size();
        if (next_line(rest) == line) return at;
    }
    return text.npos;
}

}  // namespace

void fail(std::string_view problem, std::string_view where) {
    throw prose_error(std::string(problem) + std::string(where));
}

std::string_view trimmed(std::string_view text, std::string_view off) {
    const auto begin = text.find_first_not_of(off);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(off) + 1 - begin);
}

std::optional<std::string_view> after(std::string_view mark,
                                      std::string_view line) {
    if (!line.starts_with(mark)) return {};
    return trimmed(line.substr(mark.size()), " ");
}

std::string_view take_field(std::string_view& text, std::string_view mark,
                            std::string_view what) {
    const auto found = after(mark, next_line(text));
    if (!found || found->empty() || !next_line(text).empty()) {
        fail(
            "each line above the first paragraph must begin with its mark, and "
            "have a blank line after it; not so the ",
            what);
    }
    return *found;
}

std::string_view take_paragraphs(std::string_view& text,
                                 std::string_view what) {
    const auto end = std::min(text.find("\n## "), text.size());
    const auto found = trimmed(text.substr(0, end));
    if (found.empty() || found.starts_with("## ")) {
        fail("before the first ## heading there is no ", what);
    }
    text.remove_prefix(end);
    return found;
}

std::string_view under(std::string_view heading, std::string_view text) {
    const auto at = find_line(text, heading);
    if (at == text.npos) fail("there is no ", heading);
    text.remove_prefix(std::min(at + heading.size() + 1, text.size()));
    if (find_line(text, heading) != text.npos) {
        fail("there is a second ", heading);
    }
    const auto body = trimmed(text.substr(0, text.find("\n## ")));
    if (body.empty() || body.starts_with("## ")) {
        fail("there is nothing under ", heading);
    }
    return body;
}

bool begins_item(std::string_view line) {
    const auto digits = line.find_first_not_of("0123456789");
    return digits != 0 && digits != line.npos &&
           line.substr(digits).starts_with(". ");
}

bool is_blank(std::string_view line) { return trimmed(line, " ").empty(); }

}  // namespace lessons::parts
