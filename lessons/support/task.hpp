// The texts of an exercise or a puzzle: en.md and zh.md, taken apart. A file
// looks like this:
//
//     # Title
//
//     The task, on one line.
//
//     What the program does, what is wrong, and what the learner is to write,
//     in any number of paragraphs.
//
//     ## Hints
//
//     1. The first hint, which says where to look. This line may go on.
//     2. The second, which says what is missing.
//     3. The third, which nearly gives it away.
//
//     ## Solved
//
//     What the solution shows, and what else is right. Shown once the exercise
//     is solved.
//
// zh.md has the same parts: "## 提示" and "## 解答".
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/language.hpp"

namespace lessons {

/// The texts of an exercise in one language. The views point into the file.
struct task_text {
    std::string_view title;
    std::string_view summary;  ///< the task, one line
    std::string_view task;     ///< the paragraphs
    std::vector<std::string> hints;
    std::string_view solved;
};

/// Takes a file apart.
///
/// `text`      the whole file; must outlive the result.
/// Throws      prose_error if a part is missing.
[[nodiscard]] task_text parse_task(std::string_view text, language l);

}  // namespace lessons
