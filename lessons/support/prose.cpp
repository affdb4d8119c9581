// A text is read from top to bottom: the lines above the idea, and then the
// part under each heading. An error quotes the line that has the wrong form.
// SPDX-License-Identifier: MIT
#include "lessons/support/prose.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "lessons/support/lines.hpp"
#include "lessons/support/parts.hpp"

namespace lessons {

using namespace parts;

namespace {

/// The marks of the parts of a file.
struct vocabulary {
    std::string_view section, approach, watch, in_cpp, predict, to_try, command,
        why;
};

const vocabulary& words_of(language l) {
    static const vocabulary english{
        .section = "Section:",
        .approach = "Approach:",
        .watch = "## What to watch for",
        .in_cpp = "## In C++",
        .predict = "## Predict",
        .to_try = "## Try",
        .command = "Command:",
        .why = "Why:",
    };
    static const vocabulary chinese{
        .section = "章节：",
        .approach = "做法：",
        .watch = "## 要点",
        .in_cpp = "## C++ 里",
        .predict = "## 猜一猜",
        .to_try = "## 试一试",
        .command = "命令：",
        .why = "原因：",
    };
    return l == language::zh ? chinese : english;
}

std::vector<std::string> words_in(std::string_view line) {
    std::vector<std::string> words;
    while (!(line = trimmed(line, " ")).empty()) {
        const auto end = std::min(line.find(' '), line.size());
        words.emplace_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return words;
}

/// Returns the words after "ctxdemo" in a command line.
std::vector<std::string> arguments_of(std::string_view line) {
    auto words = words_in(line);
    if (words.size() < 2 || words.front() != "ctxdemo") {
        fail("a command is ctxdemo and a lesson, not ", line);
    }
    words.erase(words.begin());
    return words;
}

/// The indentation of a block in a numbered item.
constexpr std::string_view block_indent = "       ";

/// Reads an answer line by line: first the block, then the why.
class answer_reader {
public:
    answer_reader(std::string_view claim, std::string_view why_mark)
        : why_mark_(why_mark) {
        read_.claim = claim;
    }

    void read(std::string_view line) {
        if (is_blank(line)) return read_blank();
        if (line.starts_with(block_indent) && read_.why.empty()) {
            read_block(line.substr(block_indent.size()));
        } else if (line.starts_with(item_indent)) {
            read_why(line.substr(item_indent.size()));
        } else {
            fail("a line of an answer is indented, unlike: ", line);
        }
    }

    answer finish() && {
        if (read_.why.empty()) fail("there is no why in: ", read_.claim);
        return std::move(read_);
    }

private:
    /// A blank line inside the block belongs to the block, a blank line after
    /// the block does not. The next line decides, so blank lines are counted
    /// here and added when the block goes on.
    void read_blank() {
        if (read_.why.empty() && !read_.transcript.empty()) ++blanks_;
    }

    void read_block(std::string_view line) {
        read_.transcript.append(std::exchange(blanks_, 0), '\n');
        read_.transcript.append(line).append("\n");
    }

    void read_why(std::string_view line) {
        if (!read_.why.empty()) {
            read_.why.append("\n").append(line);
        } else if (const auto why = after(why_mark_, line)) {
            read_.why = *why;
        } else {
            fail(
                "a claim is one line, a block is indented by seven, and the "
                "rest begins with its mark, unlike: ",
                line);
        }
    }

    answer read_;
    std::string_view why_mark_;
    std::size_t blanks_ = 0;
};

std::vector<answer> answers_in(std::string_view list, const vocabulary& words) {
    std::vector<answer> all;
    while (!list.empty()) {
        const auto line = next_line(list);
        const auto number = std::to_string(all.size() + 1) + ". ";
        const auto claim = after(number, line);
        if (!claim) fail("the next answer is not number " + number, line);
        answer_reader reader(*claim, words.why);
        while (!list.empty() && !begins_item(list)) {
            reader.read(next_line(list));
        }
        all.push_back(std::move(reader).finish());
    }
    return all;
}

/// Returns the offset of the first line of `text` for which `is` returns true.
/// `is` gets the text from that line on.
template <class Predicate>
std::size_t find_line_if(std::string_view text, Predicate is) {
    auto rest = text;
    while (!rest.empty() && !is(rest)) (void)next_line(rest);
    return text.size() - rest.size();
}

prediction parse_prediction(std::string_view text, const vocabulary& words,
                            std::vector<std::string> usual) {
    const auto list =
        find_line_if(text, [](auto line) { return line.starts_with("1. "); });
    auto question = trimmed(text.substr(0, list));
    const auto mark = find_line_if(
        question, [&](auto line) { return line.starts_with(words.command); });
    if (auto rest = question.substr(mark); !rest.empty()) {
        usual = arguments_of(*after(words.command, next_line(rest)));
        if (!rest.empty()) fail("between command and answers is: ", rest);
        question = trimmed(question.substr(0, mark));
    }
    prediction found{question, std::move(usual),
                     answers_in(text.substr(list), words)};
    if (question.empty()) fail("there is no question under ", words.predict);
    if (found.answers.size() < 2) {
        fail("there are no answers under ", words.predict);
    }
    return found;
}

/// Parses "`command`: text", with the colon of either language.
suggestion parse_suggestion(std::string_view line) {
    const auto end = line.find('`', 1);
    if (!line.starts_with('`') || end == line.npos) {
        fail("an item to try begins with a command in `...`, unlike: ", line);
    }
    const auto command = line.substr(1, end - 1);
    line.remove_prefix(end + 1);
    for (const std::string_view colon : {":", "："}) {
        if (const auto text = after(colon, line)) {
            return {command, arguments_of(command), std::string(*text)};
        }
    }
    fail("a colon must follow the command ", command);
}

std::vector<suggestion> suggestions_in(std::string_view list) {
    std::vector<suggestion> all;
    for (const auto line : lines_of(list)) {
        if (const auto begin = after("- ", line)) {
            all.push_back(parse_suggestion(*begin));
        } else if (!all.empty() && line.starts_with("  ")) {
            all.back().text.append("\n").append(line.substr(2));
        } else if (!is_blank(line)) {
            fail("not an item of a list: ", line);
        }
    }
    return all;
}

/// Returns true if `text` matches `pattern`, where * stands for any characters.
bool matches(std::string_view pattern, std::string_view text) {
    const auto star = pattern.find('*');
    if (star == pattern.npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, star))) return false;
    const auto rest = pattern.substr(star + 1);
    for (auto at = star; at <= text.size(); ++at) {
        if (matches(rest, text.substr(at))) return true;
    }
    return false;
}

}  // namespace

lesson_prose parse_prose(std::string_view text, language l,
                         std::vector<std::string> usual) {
    const auto& words = words_of(l);
    lesson_prose parsed;
    parsed.text = text;
    auto rest = text;
    parsed.title = take_field(rest, "# ", "title");
    parsed.summary = take_field(rest, "", "summary");
    parsed.section = take_field(rest, words.section, "section");
    if (rest.starts_with(words.approach)) {
        parsed.approach = take_field(rest, words.approach, "approach");
    }
    parsed.idea = take_paragraphs(rest, "idea");
    parsed.watch = under(words.watch, rest);
    parsed.in_cpp = under(words.in_cpp, rest);
    parsed.predict =
        parse_prediction(under(words.predict, rest), words, std::move(usual));
    parsed.to_try = suggestions_in(under(words.to_try, rest));
    return parsed;
}

bool agrees(const answer& a, std::string_view printed) {
    return std::ranges::equal(lines_of(a.transcript), lines_of(printed),
                              matches);
}

}  // namespace lessons
