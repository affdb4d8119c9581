// The pages that explain the program: start page, help, list of lessons.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/progress/json.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// A row of a table: a command line, and what it is for.
struct help_row {
    std::string left;
    std::string right;
    std::string tail = "";  ///< after `right`, and not divided
};

/// Returns a heading, which is bold if the page is styled.
[[nodiscard]] std::string help_heading(const lessons::bilingual& text,
                                       const page& p);

/// Returns two columns, the left one as wide as its widest text.
[[nodiscard]] std::string help_table(const std::vector<help_row>& rows,
                                     const page& p);

/// Returns what `ctxdemo help` prints: how to start, the lessons, the commands.
[[nodiscard]] std::string overview(const page& p);

/// Returns what `ctxdemo cancel --help` prints: the flags, which may depend on
/// `args`, and an example.
[[nodiscard]] std::string command_help(const command& c,
                                       const std::vector<std::string>& args,
                                       const page& p);

/// Returns "ctxdemo show <lesson> [flags]".
[[nodiscard]] std::string usage_line(const command& c, lessons::language l);

/// Returns the lessons, each with its name, summary and section, and whether it
/// is done.
[[nodiscard]] std::string lesson_list(const progress_map& progress,
                                      const page& p);

/// Returns what `ctxdemo` alone prints: how to start, and the lessons.
[[nodiscard]] std::string start_page(const progress_map& progress,
                                     const page& p);

}  // namespace ctxdemo
