// The parts of a lesson's programs that are not about its idea.
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "lessons/support/marks.hpp"

namespace lessons {

/// Finds the plumbing of a program: what it needs to compile and to have flags.
/// That is, at the top level of <name>.cpp
///
///   - `#include`, `using` and `namespace`
///   - `struct settings`, and the functions that take a flag_set
///   - the function that returns the lesson, or the judge of a puzzle
///
/// and of main.go
///
///   - `package` and `import`
///   - a group of variables that are flags
///
/// with the comments right above them, the call of flag.Parse, and the blank
/// lines that are left over. The programs are not parsed: a declaration starts
/// at the first column, and ends before the next that does.
///
/// Returns for each line whether it is plumbing.
[[nodiscard]] std::vector<bool> plumbing_of(
    const std::vector<marked_line>& lines);

}  // namespace lessons
