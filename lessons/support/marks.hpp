// The marks in the lessons' programs. A mark ends a line of <name>.cpp and one
// of main.go, and so says that the two lines do the same:
//
//     cancel();  // tell the worker to stop //: cancel
//     cancel() // tell the worker to stop //: cancel
//
// Its name is of lower case letters, digits and dashes.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

namespace lessons {

/// A line of a program, with its mark taken off.
struct marked_line {
    std::string_view text;
    std::string_view mark;  ///< empty if it has none
};

/// The lines of `source`, which are views into it.
[[nodiscard]] std::vector<marked_line> marked_lines(std::string_view source);

}  // namespace lessons
