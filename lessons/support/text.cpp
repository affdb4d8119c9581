// Parses the embedded texts of the lessons.
// SPDX-License-Identifier: MIT
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/embedded.hpp"
#include "lessons/support/lesson.hpp"

namespace lessons {

namespace {

/// Returns the command of a prediction that names none.
std::vector<std::string> usual_command(const lesson& l) {
    if (l.endless) return {l.name, "--for", "3s"};
    return {l.name};
}

lesson_prose parse(const lesson& l, std::string_view text, language in) {
    try {
        return parse_prose(text, in, usual_command(l));
    } catch (const prose_error& e) {
        throw std::logic_error("lessons/" + l.name +
                               (in == language::zh ? "/zh.md: " : "/en.md: ") +
                               e.what());
    }
}

lesson_text parse(const lesson& l, const embedded_text& files) {
    lesson_text parsed;
    parsed.cpp = files.cpp;
    parsed.go = files.go;
    parsed.en = parse(l, files.en, language::en);
    parsed.zh = parse(l, files.zh, language::zh);
    parsed.title = parsed.en.title;
    parsed.summary = parsed.en.summary;
    parsed.section = parsed.en.section;
    return parsed;
}

std::vector<lesson_text> parse_all() {
    std::vector<lesson_text> all;
    for (std::size_t i = 0; i < all_lessons().size(); ++i) {
        all.push_back(parse(all_lessons()[i], embedded_texts()[i]));
    }
    return all;
}

}  // namespace

const lesson_text& text_of(std::string_view name) {
    static const std::vector<lesson_text> parsed = parse_all();
    for (std::size_t i = 0; i < parsed.size(); ++i) {
        if (all_lessons()[i].name == name) return parsed[i];
    }
    throw std::logic_error("no lesson is called " + std::string(name));
}

}  // namespace lessons
