// A picture made of characters: what views return, before anybody draws it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// How a character looks. Never the only carrier of what it means.
enum class look : std::uint8_t {
    plain,
    dim,      ///< of less weight, such as what has not happened yet
    strong,   ///< what to look at: a heading, the current line
    good,     ///< live; right
    bad,      ///< over; wrong
    accent,   ///< a choice, a key
    reverse,  ///< a bar across the screen; what is selected
};

/// One column of one row. A wide character takes two: the second is empty.
struct cell {
    std::string bytes = " ";
    look as = look::plain;

    friend bool operator==(const cell&, const cell&) = default;
};

/// Rows of cells. What does not fit is cut off.
class frame {
public:
    frame(std::size_t width, std::size_t height)
        : width_(width), rows_(height, std::vector<cell>(width)) {}

    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    [[nodiscard]] std::size_t height() const noexcept { return rows_.size(); }
    [[nodiscard]] const std::vector<cell>& row(std::size_t y) const {
        return rows_[y];
    }

    /// Writes `text` from column `x` of row `y` on, and returns the column
    /// after it. It goes up to column `end`, if that is within the frame.
    std::size_t put(std::size_t x, std::size_t y, std::string_view text,
                    look as = look::plain,
                    std::size_t end = static_cast<std::size_t>(-1));

    /// The same, but what does not fit is seen to be cut: it ends with `mark`,
    /// which is a column wide.
    std::size_t put_cut(std::size_t x, std::size_t y, std::string_view text,
                        std::string_view mark, look as = look::plain,
                        std::size_t end = static_cast<std::size_t>(-1));

    /// Makes a whole row look so.
    void paint(std::size_t y, look as);

    /// Puts `other` into this one, its corner at (x, y).
    void put(std::size_t x, std::size_t y, const frame& other);

    friend bool operator==(const frame&, const frame&) = default;

private:
    void clear_wide(std::size_t x, std::size_t y);

    std::size_t width_;
    std::vector<std::vector<cell>> rows_;
};

/// The rows as lines of text, without blanks at their ends; with escape
/// sequences for the looks if `colored`.
[[nodiscard]] std::string to_text(const frame& f, bool colored);

}  // namespace ctxdemo
