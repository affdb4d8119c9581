// A lesson's programs, with the line where a run is.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/signs.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/support/marks.hpp"

namespace ctxdemo {

/// A place in both programs of a lesson, in lines counted from 0.
struct code_place {
    std::optional<std::size_t> cpp;
    std::optional<std::size_t> go;
};

/// The two programs of a lesson, line by line.
class code_pair {
public:
    explicit code_pair(const lessons::lesson& l);

    [[nodiscard]] const std::vector<lessons::marked_line>& cpp() const {
        return cpp_;
    }
    [[nodiscard]] const std::vector<lessons::marked_line>& go() const {
        return go_;
    }

    /// Where the last step of a run was taken. The Go line is the one with the
    /// mark of the C++ line.
    [[nodiscard]] code_place place_of(const moment& m) const;

    /// Where both programs begin to do something: the first mark of each.
    [[nodiscard]] code_place start() const;

private:
    std::string file_;  // "/cancel/cancel.cpp"
    std::vector<lessons::marked_line> cpp_;
    std::vector<lessons::marked_line> go_;
};

/// Which of the programs to show.
enum class code_side : std::uint8_t { both, cpp, go };

/// How to show them.
struct code_view {
    code_side side = code_side::both;
    code_place at = {};
    std::size_t scroll = 0;  ///< lines further down than that
    bool pointed = true;     ///< point at the place
};

/// How many lines one sees of a program that is drawn so.
[[nodiscard]] std::size_t lines_seen(code_side side, std::size_t width,
                                     std::size_t height);

/// Draws the programs side by side, or one above the other where it is narrow,
/// each around its place. Lines that are too long are marked.
[[nodiscard]] frame draw_code(const code_pair& code, const code_view& view,
                              std::size_t width, std::size_t height,
                              const signs& s);

}  // namespace ctxdemo
