// The characters that pictures are drawn with.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ctxdemo {

/// One set of them, each a column wide.
struct signs {
    std::string_view start;   ///< a goroutine is started
    std::string_view end;     ///< it returns
    std::string_view cancel;  ///< a context is over
    std::string_view line;    ///< a goroutine waits
    std::string_view future;  ///< what is not known yet
    std::string_view now;     ///< up to where it is
    std::string_view more;    ///< there is more that way
    std::string_view branch;  ///< of a tree
    std::string_view last;    ///< the last one of it
    std::string_view stem;    ///< beside what hangs on a branch
    std::string_view bar;     ///< between two columns
    std::string_view up;      ///< there is more above
    std::string_view down;    ///< and below
    std::string_view left_key;
    std::string_view right_key;
    std::string_view right;      ///< an answer that is
    std::string_view wrong;      ///< and one that is not
    std::string_view next_line;  ///< between two lines put into one
    std::string_view pointer;    ///< at the current line
    std::string_view times;      ///< before how often something comes
};

inline constexpr signs unicode_signs{.start = "●",
                                     .end = "■",
                                     .cancel = "✕",
                                     .line = "━",
                                     .future = "─",
                                     .now = "┿",
                                     .more = "…",
                                     .branch = "├─ ",
                                     .last = "└─ ",
                                     .stem = "│  ",
                                     .bar = "│",
                                     .up = "↑",
                                     .down = "↓",
                                     .left_key = "←",
                                     .right_key = "→",
                                     .right = "✓",
                                     .wrong = "✗",
                                     .next_line = "⏎",
                                     .pointer = ">",
                                     .times = "×"};

/// For a terminal that shows nothing else.
inline constexpr signs ascii_signs{.start = "o",
                                   .end = "#",
                                   .cancel = "x",
                                   .line = "=",
                                   .future = "-",
                                   .now = "+",
                                   .more = "~",
                                   .branch = "|- ",
                                   .last = "`- ",
                                   .stem = "|  ",
                                   .bar = "|",
                                   .up = "^",
                                   .down = "v",
                                   .left_key = "<-",
                                   .right_key = "->",
                                   .right = "+",
                                   .wrong = "-",
                                   .next_line = "/",
                                   .pointer = ">",
                                   .times = "x"};

}  // namespace ctxdemo
