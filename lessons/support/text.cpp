// Taking a lesson's prose apart. It begins
//
//     # Title
//
//     The summary, on one line.
//
//     Section: where in the document
//
// SPDX-License-Identifier: MIT
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lessons/support/embedded.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

namespace {

/// Takes the first line off `text` and returns it.
std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return line;
}

/// Takes a line that begins with `mark`, and the blank one after it, off
/// `text`. Returns what follows the mark; empty if it is not so.
std::string_view next_field(std::string_view& text, std::string_view mark) {
    const auto line = next_line(text);
    if (!next_line(text).empty() || !line.starts_with(mark)) return {};
    return line.substr(mark.size());
}

lesson_text parse(const embedded_text& files) {
    lesson_text parsed;
    parsed.cpp = files.cpp;
    parsed.go = files.go;
    parsed.prose = files.prose;
    auto rest = files.prose;
    parsed.title = next_field(rest, "# ");
    parsed.summary = next_field(rest, "");
    parsed.section = next_field(rest, "Section: ");
    if (parsed.title.empty() || parsed.summary.empty() ||
        parsed.section.empty()) {
        throw std::logic_error(
            "lessons/" + std::string(files.name) +
            "/en.md must begin with a title, a summary and a section");
    }
    return parsed;
}

std::vector<lesson_text> parse_all() {
    std::vector<lesson_text> all;
    for (const auto& files : embedded_texts()) all.push_back(parse(files));
    return all;
}

}  // namespace

const lesson_text& text_of(std::string_view name) {
    static const std::vector<lesson_text> parsed = parse_all();
    const auto& all = embedded_texts();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].name == name) return parsed[i];
    }
    throw std::logic_error("no lesson is called " + std::string(name));
}

}  // namespace ctxdemo
