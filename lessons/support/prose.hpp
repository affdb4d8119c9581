// What there is to read about a lesson: en.md or zh.md, taken apart.
//
//     # Title
//
//     The summary, on one line.
//
//     Section: where in the document
//
//     Approach: how it does as a way to stop a worker
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
//     1. What this answer says, on one line
//
//            the whole of what
//            it says is printed
//
//        Why: what is said once somebody has answered. This line may go on.
//
//     2. The next answer, and so on; one without a block says that nothing is
//        printed. (But its claim is on one line.)
//
//     ## Try
//
//     - `ctxdemo cancel --work 2s`: what to look for. This line may go on.
//
// Approach: is only in the lessons that `ctxdemo compare` compares: it says why
// theirs is as it is.
//
// A paragraph with Command: is not needed if it is the lesson without flags,
// for three seconds if that is endless. Which answer is right is not said: it
// is the one that the command agrees with, and a test sees to it that there is
// one, and not more.
//
// zh.md is the same with other words: see prose.cpp. Its lines should end after
// a punctuation mark, because elsewhere a line break is shown as a blank.
//
// Texts are as in the file, line breaks included, but without the indentation
// of what is in a list.
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
    std::string_view claim;  ///< in a line, what it says
    std::string transcript;  ///< what it says is printed, all of it
    std::string why;         ///< why it is right, or what one overlooked
};

/// A question about what a command prints, to be answered before it runs.
struct prediction {
    std::string_view question;
    std::vector<std::string> command;  ///< what follows "ctxdemo"
    std::vector<answer> answers;
};

/// Something to do next.
struct suggestion {
    std::string_view line;             ///< "ctxdemo cancel --work 2s"
    std::vector<std::string> command;  ///< what follows "ctxdemo" in it
    std::string text;                  ///< what to look for
};

/// All that there is to read about a lesson, in one language. The views are
/// into `text`.
struct lesson_prose {
    std::string_view text;           ///< the file, whole
    std::string_view title;          ///< its heading
    std::string_view summary;        ///< its first paragraph, one line
    std::string_view section;        ///< the section of the document it is from
    std::string_view approach;       ///< empty if it is none; else one line
    std::string_view idea;           ///< up to the first heading
    std::string_view watch;          ///< What to watch for
    std::string_view in_cpp;         ///< In C++
    prediction predict;              ///< Predict
    std::vector<suggestion> to_try;  ///< Try
};

/// What parse_prose throws if a text is not as it should be. what() says what
/// is missing or wrong: "there is no ## Try".
class prose_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Takes a file apart. `text` must outlive the result. `usual` is the command
/// of the prediction if the file names none.
///
/// Throws      prose_error.
[[nodiscard]] lesson_prose parse_prose(std::string_view text, language l,
                                       std::vector<std::string> usual);

/// Whether lines count in the order in which they stand. On the network they
/// may come in any.
enum class line_order : std::uint8_t { as_given, any };

/// True if `printed`, whole lines, is what `a` says. A * in a line of the
/// answer stands for any characters.
[[nodiscard]] bool agrees(const answer& a, std::string_view printed,
                          line_order order = line_order::as_given);

}  // namespace lessons
