// The C++ and Go programs of a run, with a bar at the current line.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/run/program_source.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/views/lexer.hpp"
#include "lessons/support/marks.hpp"

namespace ctxdemo {

/// A place in both programs, in lines counted from 0.
struct code_place {
    std::optional<std::size_t> cpp;
    std::optional<std::size_t> go;
};

/// A line of a program.
struct code_line : lessons::marked_line {
    std::vector<code_part> parts;  ///< of the text
    std::size_t columns = 0;       ///< of the drawn text
    bool is_plumbing = false;      ///< not drawn; see plumbing.hpp
};

/// A C++ program and its Go twin, if it has one, line by line.
class code_pair {
public:
    using lines = std::vector<code_line>;

    /// `s` must outlive the pair.
    explicit code_pair(const program_source& s);

    [[nodiscard]] const program_source& source() const noexcept {
        return *source_;
    }

    /// Return all lines, those that are not drawn as well: a line is known by
    /// its place in the file.
    [[nodiscard]] const lines& cpp() const noexcept { return cpp_; }
    [[nodiscard]] const lines& go() const noexcept { return go_; }

    /// Returns the C++ line that took the last step, and the Go line with the
    /// same mark.
    [[nodiscard]] code_place place_of(const moment& m) const;

    /// Returns the first marked line of each program.
    [[nodiscard]] code_place start() const;

private:
    const program_source* source_;
    lines cpp_;
    lines go_;
};

/// The programs that a run goes through: its own, and those of other files
/// whose functions it calls.
class code_book {
public:
    /// `own` is one of the sources of `r`, which must outlive the book.
    code_book(const program_source& own, const recording& r);

    /// Returns the programs of `own`.
    [[nodiscard]] const code_pair& own() const noexcept {
        return pairs_.front();
    }

    /// Returns all programs, those of `own` first.
    [[nodiscard]] const std::vector<code_pair>& all() const noexcept {
        return pairs_;
    }

    /// Returns the programs with the line that took the last step.
    [[nodiscard]] const code_pair& at(const moment& m) const;

    /// True if a run goes from one program to another.
    [[nodiscard]] bool has_others() const noexcept { return pairs_.size() > 1; }

private:
    [[nodiscard]] const code_pair* find(const program_source* s) const;

    const program_sources* sources_;
    std::vector<code_pair> pairs_;
};

/// Which of the programs are shown.
enum class code_side : std::uint8_t { both, cpp, go };

/// Returns true if the two programs fit side by side. On a narrower canvas
/// `both` shows the C++ program alone.
[[nodiscard]] bool both_fit(std::size_t width) noexcept;

/// Returns the side after `now`: both, C++ alone, Go alone, and both again. If
/// not `both_fit`, the sides alternate between C++ and Go.
[[nodiscard]] code_side next_side(code_side now, bool both_fit) noexcept;

/// How the programs are shown.
struct code_view {
    code_side side = code_side::both;
    code_place at = {};
    std::size_t scroll = 0;  ///< lines further down than `at`
    bool pointed = true;     ///< draw a bar and a pointer at `at`
    bool named = false;      ///< the titles have the names of the files
    /// Lines of the C++ program with a sign at the left.
    std::vector<std::size_t> marked = {};
};

/// Draws the programs, each around its place and below a rule with its name.
/// Signs mark lines that are cut, and that there are more lines above or below.
/// The current line is moved to the left, as far as its indentation allows,
/// rather than cut.
[[nodiscard]] frame draw_code(const code_pair& code, const code_view& view,
                              const canvas& c);

/// How far drawn programs scroll.
struct code_extent {
    std::size_t rows = 0;    ///< lines of a program that are visible at once
    std::size_t scroll = 0;  ///< the code_view::scroll that shows the last line
};

/// Returns the extent of what draw_code draws.
[[nodiscard]] code_extent extent_of(const code_pair& code,
                                    const code_view& view, const canvas& c);

/// Draws a whole program, plumbing included, as wide as its longest line.
[[nodiscard]] frame draw_program(const code_pair::lines& lines);

}  // namespace ctxdemo
