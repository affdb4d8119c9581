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

    /// Returns the rows as lines without blanks at their ends.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
    std::vector<std::size_t> widths_;
};

/// Returns `text` with blanks after it up to `width` columns.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);

/// Returns `label` with `lines` beside it, from column `indent` on:
///
///     label  the first line
///            the second line
[[nodiscard]] std::string hanging(std::string_view label, std::size_t indent,
                                  const std::vector<std::string>& lines);

}  // namespace ctxdemo
