// The parts of the screens of a walk.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/text_line.hpp"
#include "apps/ctxdemo/walk/draw.hpp"
#include "apps/ctxdemo/walk/walk.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Longer lines of prose are hard to read.
inline constexpr std::size_t widest_prose = 80;

/// Lines of text, filled to a width.
class text_block {
public:
    explicit text_block(std::size_t width) : width_(width) {}

    /// Adds `text`, any Markdown of a lesson.
    void prose(std::string_view text, look as = look::plain);
    /// Adds a line as it is.
    void line(std::string text, look as = look::plain);
    /// Adds a strong line, below a blank one.
    void heading(std::string_view text);
    void blank() { line(""); }

    /// Adds a paragraph. `lead` is before its first line, and as many blanks
    /// are before the others.
    void item(std::string_view lead, std::string_view text,
              look as = look::plain);

    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    [[nodiscard]] const std::vector<text_line>& lines() const noexcept {
        return lines_;
    }

private:
    const std::size_t width_;
    std::vector<text_line> lines_;
};

/// Draws the lines from `scroll` on. At the right edge a sign shows that there
/// are more lines above or below. A scroll past the end is drawn as the end.
[[nodiscard]] drawn_screen draw_lines(const std::vector<text_line>& lines,
                                      std::size_t scroll, const canvas& c);

/// Returns the rows that PgDn scrolls where `rows` rows are visible: two rows
/// of the old page stay visible.
[[nodiscard]] std::size_t page_of(std::size_t rows) noexcept;

/// The smallest canvas for a walk.
inline constexpr std::size_t least_width = 40;
inline constexpr std::size_t least_height = 16;

[[nodiscard]] bool is_too_small(const canvas& c) noexcept;

/// Draws a text that says how large the terminal must be.
[[nodiscard]] frame draw_too_small(const canvas& c);

/// Draws the bar at the top: the title, and at the right "cancel - Run 3/4".
[[nodiscard]] frame draw_top(const walk& w, const canvas& c);

/// The meaning of keys that are on more than one screen.
inline constexpr lessons::bilingual key_quit{"quit", "退出"};
inline constexpr lessons::bilingual key_move{"move", "移动"};
inline constexpr lessons::bilingual key_number{"by number", "按编号"};
inline constexpr lessons::bilingual key_scroll{"scroll", "滚动"};
inline constexpr lessons::bilingual key_code{"code", "代码"};
inline constexpr lessons::bilingual key_keys{"keys", "按键"};

/// The space bar, as a row of keys names it.
inline constexpr lessons::bilingual key_space{"space", "空格"};
[[nodiscard]] std::string up_down(const canvas& c);
[[nodiscard]] std::string left_right(const canvas& c);

/// Returns the name of a screen, such as "Predict".
[[nodiscard]] const lessons::bilingual& title_of(walk_screen s) noexcept;

/// Returns the prose of the walk's lesson in the language of `c`.
[[nodiscard]] const lessons::lesson_prose& prose_of(const walk& w,
                                                    const canvas& c);

/// Keys and their meanings.
using key_help = std::vector<std::pair<std::string, lessons::bilingual>>;

/// Returns the letter of an answer: "a" for 0.
[[nodiscard]] std::string letter_of(std::size_t answer);

/// Draws keys in one row, as many as fit. The last three are always drawn: the
/// key for the next screen, for help, and to leave.
[[nodiscard]] frame draw_keys(const key_help& keys, const canvas& c);

/// Puts a screen together: bars at the top, a body that has the rows which are
/// left, and keys in the last row.
[[nodiscard]] drawn_screen in_bars(const frame& top, const drawn_screen& body,
                                   const key_help& keys, const canvas& c);

/// Returns the keys of a run. `enter` is the meaning of Enter, or null.
[[nodiscard]] key_help keys_of_run(const run_view& w,
                                   const lessons::bilingual* enter,
                                   const canvas& c);

/// Draws the page that covers the screen; `all_keys` are for
/// walk_overlay::keys.
[[nodiscard]] drawn_screen draw_overlay(const run_view& w,
                                        const key_help& all_keys,
                                        const canvas& c);
[[nodiscard]] key_help keys_of_overlay(walk_overlay o, const canvas& c);

/// Returns the lines of an output in one line, with a sign between them.
[[nodiscard]] std::string in_a_line(const std::string& output, const signs& s);

/// Draw the screens without the bar at the top and the keys.
[[nodiscard]] drawn_screen draw_idea(const walk& w, const canvas& c);
[[nodiscard]] drawn_screen draw_predict(const walk& w, const canvas& c);
[[nodiscard]] drawn_screen draw_explain(const walk& w, const canvas& c);

/// Draws a run the same way. `end_key` is a key with its meaning, shown at the
/// end of the run.
[[nodiscard]] drawn_screen draw_run(const run_view& w, std::string_view end_key,
                                    const canvas& c);

/// Returns the lines of the program that are marked: those of a data race, and
/// at the end of the run those where goroutines are left.
[[nodiscard]] std::vector<source_line> lines_marked_in(const run_view& w,
                                                       bool at_end);

/// Returns the sentence of a step, as caption() does; also before the first
/// step.
[[nodiscard]] std::string sentence_of(const moment& m, lessons::language l);

/// Returns true if some run prints the output that the answer claims. Every
/// output must have been found.
[[nodiscard]] bool is_possible(const walk& w, const lessons::answer& a);

/// Returns "Go may print 2 outputs"; of a program with a network, of which that
/// is true only in virtual time, "In virtual time there are 2 possible
/// outputs".
[[nodiscard]] std::string possible_outputs(const walk& w,
                                           std::string_view count,
                                           lessons::language l);

/// Returns how many outputs Go may print, such as "This is the only output that
/// Go may print."; empty if that is not known.
[[nodiscard]] std::string output_count(const walk& w, lessons::language l);

/// Returns how a run ended, if that needs to be said: with a fault, by the
/// judge of its program; or as describe_ending() says.
[[nodiscard]] std::string ending_of(const run_view& w, lessons::language l);

/// Return all lines of a screen, as wide as the canvas: of idea; of predict the
/// question and its answers, each with the whole output that it claims; of
/// explain, which says that numbers run its commands if there are keys.
[[nodiscard]] std::vector<text_line> idea(const walk& w, const canvas& c);
[[nodiscard]] std::vector<text_line> question(const walk& w, const canvas& c);
[[nodiscard]] std::vector<text_line> explanation(const walk& w, const canvas& c,
                                                 bool has_keys);

}  // namespace ctxdemo
