// Text in columns: a table, and a label with lines beside it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// The blanks between two columns.
inline constexpr std::string_view column_gap = "  ";

/// Rows of cells. Each column is as wide as its widest cell.
///
///     columns c;
///     c.add({"lesson", "done"});
///     c.add({"global-flag", "yes"});
///     c.text();  // lesson       done
///                // global-flag  yes
class columns {
public:
    /// Adds a row. The rows may have different numbers of cells.
    void add(std::vector<std::string> row);

    /// Returns the width of the table, the gaps included.
    [[nodiscard]] std::size_t width() const;

    /// Returns the rows as lines without blanks at their ends. If the table is
    /// wider than `width`, the cells of a row follow one another, and are
    /// broken into lines.
    [[nodiscard]] std::string text(
        std::size_t width = static_cast<std::size_t>(-1)) const;

private:
    std::vector<std::vector<std::string>> rows_;
    std::vector<std::size_t> widths_;
};

/// Returns `text` with blanks after it up to `width` columns.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);

/// Returns `label` with `lines` beside it, from column `indent` on. A label
/// that does not fit there has lines of its own, of at most `width` columns:
///
///     label  the first line         a longer label
///            the second line            the first line
[[nodiscard]] std::string hanging(std::string_view label, std::size_t indent,
                                  const std::vector<std::string>& lines,
                                  std::size_t width);

/// Returns the column of the text beside labels that need `indent` columns; 4
/// if that would leave too few of `width` columns to read a text.
[[nodiscard]] std::size_t hanging_indent(std::size_t indent,
                                         std::size_t width) noexcept;

/// Returns `label` with `text` beside it, from hanging_indent() on.
[[nodiscard]] std::string beside(std::string_view label, std::size_t indent,
                                 std::string_view text, std::size_t width);

}  // namespace ctxdemo
