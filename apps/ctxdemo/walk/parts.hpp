// What the screens of a walk are put together from.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/duration.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/walk/walk.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// A line of text, all of which looks the same.
struct text_line {
    std::string text;
    look as = look::plain;
};

/// Lines of text, one below the other.
class text_block {
public:
    /// Filled to `width`; `text` may be any Markdown of a lesson.
    explicit text_block(std::size_t width) : width_(width) {}

    void prose(std::string_view text, look as = look::plain);
    void line(std::string text, look as = look::plain);
    void heading(std::string_view text);
    void blank() { line(""); }

    /// A paragraph whose first line begins with `lead`, and the others with as
    /// many blanks.
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

/// Draws as many lines as fit, from `scroll` on, or as far as there is
/// something to scroll; marks at the right say if there is more.
[[nodiscard]] frame draw_lines(const std::vector<text_line>& lines,
                               std::size_t scroll, std::size_t width,
                               std::size_t height, const signs& s);

/// The smallest screen that a walk fits on.
inline constexpr std::size_t least_width = 40;
inline constexpr std::size_t least_height = 16;

/// Says how large it must be.
[[nodiscard]] frame draw_too_small(lessons::language l, std::size_t width,
                                   std::size_t height, const signs& s);

/// The bar at the top: `left`, and on its right the lesson and the screen.
[[nodiscard]] frame draw_top(const walk& w, const std::string& left,
                             std::size_t width, const signs& s);

/// What keys do that more than one screen has.
inline constexpr lessons::bilingual key_quit{"quit", "退出"};
inline constexpr lessons::bilingual key_move{"move", "移动"};
inline constexpr lessons::bilingual key_number{"by number", "按编号"};

/// The heading of what a run has printed.
inline constexpr lessons::bilingual output_heading{"output:", "输出："};

/// The name of a screen: "Predict".
[[nodiscard]] const lessons::bilingual& title_of(walk_screen s) noexcept;

/// Keys and what they do.
using key_help = std::vector<std::pair<std::string, lessons::bilingual>>;

/// "a b c d", the keys that answer the question; or "a-d".
[[nodiscard]] std::string answer_keys(const walk& w, bool briefly);

/// The keys in one row, as many as fit. The last two always do: they are how
/// one learns of the others, and how one leaves.
[[nodiscard]] frame draw_keys(const key_help& keys, lessons::language l,
                              std::size_t width);

/// The output of a run in a line: its lines, apart from each other.
[[nodiscard]] std::string in_a_line(const std::string& transcript,
                                    const signs& s);

/// The bodies of the screens, without the bar at the top and the keys.
[[nodiscard]] frame draw_idea(const walk& w, std::size_t width,
                              std::size_t height, const signs& s);
[[nodiscard]] frame draw_predict(const walk& w, std::size_t width,
                                 std::size_t height, const signs& s);
[[nodiscard]] frame draw_run(const walk& w, std::size_t width,
                             std::size_t height, const signs& s);
[[nodiscard]] frame draw_explain(const walk& w, std::size_t width,
                                 std::size_t height, const signs& s);

/// How many rows further down the present screen the next page is. `height` is
/// that of its body, as for what draws it.
[[nodiscard]] std::size_t page_of(const walk& w, std::size_t width,
                                  std::size_t height, const signs& s);

/// Scrolls the screen predict to the answer that was given.
void scroll_to_answer(walk& w, std::size_t width, std::size_t height,
                      const signs& s);

/// What is on the screen explain, all of it.
[[nodiscard]] std::vector<text_line> explanation(const walk& w,
                                                 std::size_t width,
                                                 const signs& s);

/// What is asked on the screen predict, with all that each answer claims.
[[nodiscard]] std::vector<text_line> question(const walk& w, std::size_t width,
                                              const signs& s);

}  // namespace ctxdemo
