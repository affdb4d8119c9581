// SPDX-License-Identifier: MIT
#include "lessons/support/task.hpp"

#include "lessons/support/lines.hpp"
#include "lessons/support/parts.hpp"

namespace lessons {

using namespace parts;

namespace {

std::vector<std::string> hints_in(std::string_view list) {
    std::vector<std::string> all;
    for (const auto line : lines_of(list)) {
        const auto number = std::to_string(all.size() + 1) + ". ";
        if (const auto begin = after(number, line)) {
            all.emplace_back(*begin);
        } else if (!all.empty() && line.starts_with(item_indent)) {
            all.back().append("\n").append(line.substr(item_indent.size()));
        } else if (!all.empty() && line.empty()) {
            all.back().append("\n");
        } else {
            fail("a hint begins with " + number +
                     "and goes on indented by "
                     "three, unlike: ",
                 line);
        }
    }
    for (auto& hint : all) hint.erase(hint.find_last_not_of('\n') + 1);
    return all;
}

}  // namespace

task_text parse_task(std::string_view text, language l) {
    const bool zh = l == language::zh;
    task_text parsed;
    parsed.title = take_field(text, "# ", "title");
    parsed.summary = take_field(text, "", "summary");
    parsed.task = take_paragraphs(text, "task");
    parsed.hints = hints_in(under(zh ? "## 提示" : "## Hints", text));
    parsed.solved = under(zh ? "## 解答" : "## Solved", text);
    return parsed;
}

}  // namespace lessons
