// The marks in the lessons' programs. The same mark ends a line of <name>.cpp
// and a line of main.go: it says that the two lines do the same.
//
//     cancel();  // tell the worker to stop //: cancel
//     cancel() // tell the worker to stop //: cancel
//
// The name of a mark consists of lower case letters, digits and dashes. `walk`
// pairs the lines by their marks. Neither `walk` nor `show` prints the marks.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

namespace lessons {

/// A line of a program and its mark.
struct marked_line {
    std::string_view text;  ///< the line without its mark
    std::string_view mark;  ///< the name; empty if the line has no mark
};

/// Returns the lines of `source`, as views into it.
[[nodiscard]] std::vector<marked_line> marked_lines(std::string_view source);

}  // namespace lessons
