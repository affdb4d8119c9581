// A picture made of characters. Views return frames, and the terminal draws
// them.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// How a character looks. The look never carries a meaning alone, because a
/// terminal may have no colors.
enum class look : std::uint8_t {
    plain,
    dim,      ///< less important: a later step of a run, a comment
    strong,   ///< a heading, or the selected line of a list
    good,     ///< live; right
    bad,      ///< done; wrong
    accent,   ///< a choice or a key
    keyword,  ///< in a program
    string,   ///< a literal in a program
    reverse,  ///< a bar across the screen, or the current line
};

/// One column of a row. A wide character takes two cells; the second is empty.
struct cell {
    std::string bytes = " ";
    look as = look::plain;

    friend bool operator==(const cell&, const cell&) = default;
};

/// Rows of cells. Text that does not fit is cut off.
class frame {
public:
    frame(std::size_t width, std::size_t height)
        : width_(width), rows_(height, std::vector<cell>(width)) {}

    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    [[nodiscard]] std::size_t height() const noexcept { return rows_.size(); }
    [[nodiscard]] const std::vector<cell>& row(std::size_t y) const {
        return rows_[y];
    }

    /// Writes `text` from column `x` of row `y` up to column `end` or the edge
    /// of the frame. Returns the column after it.
    std::size_t put(std::size_t x, std::size_t y, std::string_view text,
                    look as = look::plain,
                    std::size_t end = static_cast<std::size_t>(-1));

    /// The same, but a text that is cut ends with `mark`, which is a column
    /// wide.
    std::size_t put_cut(std::size_t x, std::size_t y, std::string_view text,
                        std::string_view mark, look as = look::plain,
                        std::size_t end = static_cast<std::size_t>(-1));

    /// Gives a whole row the look `as`.
    void paint(std::size_t y, look as);

    /// Copies `other` into this frame, with its top left corner at (x, y).
    void put(std::size_t x, std::size_t y, const frame& other);

    friend bool operator==(const frame&, const frame&) = default;
    friend frame rows_from(const frame& f, std::size_t first,
                           std::size_t count);

private:
    void clear_wide(std::size_t x, std::size_t y);

    std::size_t width_;
    std::vector<std::vector<cell>> rows_;
};

/// Returns at most `count` rows of `f`, from row `first` on.
[[nodiscard]] frame rows_from(const frame& f, std::size_t first,
                              std::size_t count);

/// Returns the rows as lines without blanks at their ends; with escape
/// sequences for the looks if `colored`.
[[nodiscard]] std::string to_text(const frame& f, bool colored);

}  // namespace ctxdemo
