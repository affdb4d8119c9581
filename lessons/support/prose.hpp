// The texts of a lesson: en.md and zh.md, taken apart. A file looks like this:
//
//     # Title
//
//     The summary, on one line.
//
//     Section: where in the article
//
//     Approach: its strength or weakness as a way to stop a worker
//
//     The idea, in any number of paragraphs.
//
//     ## What to watch for
//
//     - Any Markdown.
//
//     ## In C++
//
//     - Any Markdown.
//
//     ## Predict
//
//     The question, a paragraph or two.
//
//     Command: ctxdemo cancel --stop-after 2500ms
//
//     1. The claim of this answer, on one line
//
//            the output that
//            this answer claims
//
//        Why: the text that is shown after a choice. This line may go on.
//
//     2. The next answer, and so on. An answer without a block claims that
//        nothing is printed. (But a real claim is on one line.)
//
//     ## Try
//
//     - `ctxdemo cancel --work 2s`: what to look for. This line may go on.
//
// Approach: is only in the lessons that `ctxdemo compare` compares. It stands
// beside their numbers.
//
// A file without Command: asks about the lesson without flags; an endless
// lesson runs for three seconds. The file does not say which answer is right.
// The right answer is the one that agrees with the output of the command. A
// test runs each command and checks that exactly one answer agrees.
//
// zh.md has the same parts with other words: see prose.cpp. Lines in zh.md
// should end after a punctuation mark, because in other places a line break
// may be shown as a blank.
//
// The texts keep the line breaks of the file. Items of a list lose their
// indentation.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/language.hpp"

namespace lessons {

/// One of the answers to choose from.
struct answer {
    std::string_view claim;  ///< one line that sums the answer up
    std::string transcript;  ///< the whole output that it claims
    std::string why;         ///< why it is right or wrong
};

/// A question about the output of a command, answered before the command runs.
struct prediction {
    std::string_view question;
    std::vector<std::string> command;  ///< the words after "ctxdemo"
    std::vector<answer> answers;
};

/// A command to run after the lesson.
struct suggestion {
    std::string_view line;             ///< "ctxdemo cancel --work 2s"
    std::vector<std::string> command;  ///< the words after "ctxdemo" in it
    std::string text;                  ///< what to look for
};

/// The prose of a lesson in one language. The views point into `text`.
struct lesson_prose {
    std::string_view text;           ///< the whole file
    std::string_view title;          ///< its heading
    std::string_view summary;        ///< its first paragraph, one line
    std::string_view section;        ///< the section of the article
    std::string_view approach;       ///< one line; empty if it is no approach
    std::string_view idea;           ///< from there to the first ## heading
    std::string_view watch;          ///< What to watch for
    std::string_view in_cpp;         ///< In C++
    prediction predict;              ///< Predict
    std::vector<suggestion> to_try;  ///< Try
};

/// Thrown by parse_prose if a text does not have the form above. what() names
/// the missing or wrong part: "there is no ## Try".
class prose_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Takes a file apart.
///
/// `text`      the whole file; must outlive the result.
/// `usual`     the command of the prediction if the file names none.
/// Throws      prose_error.
[[nodiscard]] lesson_prose parse_prose(std::string_view text, language l,
                                       std::vector<std::string> usual);

/// Returns true if `printed`, which is whole lines, is the output that `a`
/// claims. A * in a line of the answer stands for any characters.
[[nodiscard]] bool agrees(const answer& a, std::string_view printed);

}  // namespace lessons
