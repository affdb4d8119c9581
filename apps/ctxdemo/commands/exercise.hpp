// Declarations that the files of `ctxdemo exercise` share.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "apps/ctxdemo/exercise/files.hpp"
#include "apps/ctxdemo/exercise/verdict_text.hpp"
#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "lessons/support/catalog.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the first exercise after `e` that is not solved, going on from the
/// first exercise after the last; null if all others are.
[[nodiscard]] const lessons::exercise* next_exercise(const lessons::exercise& e,
                                                     const exercise_map& done);

/// Returns what a verdict's text needs of a file that was named so.
[[nodiscard]] judged_source source_to_judge(const learners_file& f,
                                            const std::string& named);

/// Records a verdict that solves the exercise, unless it was solved before, and
/// sets the exercise that is next.
void record_verdict(const verdict& v, judged_source& judged,
                    progress_store& progress);

/// Judges a file once, and prints the verdict. Returns the exit code.
int check_exercise(const learners_file& f, const std::string& named,
                   lessons::language in, bool json, bool verbose);

/// Judges a file at every save until Ctrl-C or q. Returns the exit code.
int watch_exercise(learners_file f, std::string named, lessons::language in);

/// Returns the list of the exercises and the puzzles: how to start, and for
/// each whether it is solved.
[[nodiscard]] std::string exercise_list(const exercise_map& done,
                                        const page& p);

/// Return the task of an exercise or a puzzle, and how to begin.
[[nodiscard]] std::string task_page(const lessons::exercise& e,
                                    const exercise_map& done, const page& p);
[[nodiscard]] std::string task_page(const lessons::puzzle& e,
                                    const exercise_map& done, const page& p);

/// Returns the task of an exercise, without its title: the summary, and the
/// paragraphs.
[[nodiscard]] std::vector<text_line> task_lines(const lessons::exercise& e,
                                                lessons::language in,
                                                std::size_t width);

/// Returns hint `number`, counted from 1: "Hint 2 of 3", and the hint.
[[nodiscard]] std::vector<text_line> hint_lines(const lessons::exercise& e,
                                                std::size_t number,
                                                lessons::language in,
                                                std::size_t width);

/// Returns a program, colored line by line.
[[nodiscard]] std::vector<text_line> program_lines(std::string_view source);

}  // namespace ctxdemo
