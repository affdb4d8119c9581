// The characters that pictures are drawn with.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ctxdemo {

/// A set of signs. Each is one column wide, except the three tree signs, and
/// `left` and `right` in ASCII.
struct signs {
    std::string_view start;         ///< a goroutine is started
    std::string_view end;           ///< a goroutine returns
    std::string_view cancel;        ///< a context is canceled or expires
    std::string_view line;          ///< a goroutine waits or runs
    std::string_view future;        ///< a time that has not come yet
    std::string_view now;           ///< the current time
    std::string_view broken;        ///< twice: time that is not to scale
    std::string_view more;          ///< the text goes on, but is cut off here
    std::string_view tree_branch;   ///< before a child that is not the last
    std::string_view tree_last;     ///< before the last child
    std::string_view tree_stem;     ///< beside the children of a branch
    std::string_view bar;           ///< between two panes, side by side
    std::string_view rule;          ///< between two panes, one above the other
    std::string_view rule_to_bar;   ///< a rule with a bar below it
    std::string_view up;            ///< the up key; there is more text above
    std::string_view down;          ///< the down key; there is more text below
    std::string_view left;          ///< the left key
    std::string_view right;         ///< the right key
    std::string_view right_answer;  ///< before a right answer
    std::string_view wrong_answer;  ///< before a wrong answer
    std::string_view line_break;    ///< between lines of output put into one
    std::string_view pointer;       ///< at the current line
    std::string_view times;         ///< before a count of repeated lines
    std::string_view vote;          ///< one vote
};

inline constexpr signs unicode_signs{.start = "●",
                                     .end = "■",
                                     .cancel = "✕",
                                     .line = "━",
                                     .future = "┄",
                                     .now = "┿",
                                     .broken = "╱",
                                     .more = "…",
                                     .tree_branch = "├─ ",
                                     .tree_last = "└─ ",
                                     .tree_stem = "│  ",
                                     .bar = "│",
                                     .rule = "─",
                                     .rule_to_bar = "┬",
                                     .up = "↑",
                                     .down = "↓",
                                     .left = "←",
                                     .right = "→",
                                     .right_answer = "✓",
                                     .wrong_answer = "✗",
                                     .line_break = "⏎",
                                     .pointer = ">",
                                     .times = "×",
                                     .vote = "█"};

/// The signs for a terminal that shows ASCII only.
inline constexpr signs ascii_signs{.start = "o",
                                   .end = "#",
                                   .cancel = "x",
                                   .line = "=",
                                   .future = "-",
                                   .now = "+",
                                   .broken = "/",
                                   .more = "~",
                                   .tree_branch = "|- ",
                                   .tree_last = "`- ",
                                   .tree_stem = "|  ",
                                   .bar = "|",
                                   .rule = "-",
                                   .rule_to_bar = "+",
                                   .up = "^",
                                   .down = "v",
                                   .left = "<-",
                                   .right = "->",
                                   .right_answer = "+",
                                   .wrong_answer = "-",
                                   .line_break = "/",
                                   .pointer = ">",
                                   .times = "x",
                                   .vote = "#"};

}  // namespace ctxdemo
