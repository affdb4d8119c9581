// The exercises: programs to mend (exercise), and programs to break (puzzle).
// The files of an exercise are in lessons/<lesson>/exercise/<name>/:
//
//     start.cpp      what the learner begins with: does not pass
//     solution.cpp   passes
//     judge.cpp      see judge.hpp
//     en.md, zh.md   see task.hpp
//     wrong/*.cpp    wrong answers, for the tests: the first line names the
//                    verdict that each must get, such as "// verdict: leak"
//
// The files of a puzzle are in lessons/<lesson>/break/<name>/: program.cpp,
// which is compiled into ctxdemo, en.md and zh.md.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/judge.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/task.hpp"

namespace lessons {

/// A program to mend.
struct exercise {
    std::string_view name;    ///< "stop-two"
    std::string_view lesson;  ///< "channel"
    std::string_view start;   ///< the file, byte for byte, as are the next two
    std::string_view solution;
    std::string_view judge;
    task_text en, zh;

    /// Returns the texts in the language `l`.
    [[nodiscard]] const task_text& text(language l) const noexcept {
        return l == language::zh ? zh : en;
    }
};

/// A program to break: one that is wrong on few schedules.
struct puzzle {
    std::string_view name;
    std::string_view lesson;
    std::string_view cpp;  ///< program.cpp
    task_text en, zh;
    lessons::judge judge;  ///< what the program should do, but does not always

    /// Returns the texts in the language `l`.
    [[nodiscard]] const task_text& text(language l) const noexcept {
        return l == language::zh ? zh : en;
    }
};

/// Returns all exercises, in the order of their lessons.
[[nodiscard]] const std::vector<exercise>& all_exercises();

/// Returns all puzzles, in the order of their lessons.
[[nodiscard]] const std::vector<puzzle>& all_puzzles();

}  // namespace lessons
