// Two outputs, line beside line.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// A row of two outputs. A line that only one of them has is alone in its row.
struct difference_row {
    std::optional<std::string_view> actual, expected;

    /// Returns true if the row shows a difference.
    [[nodiscard]] bool differs() const noexcept { return actual != expected; }

    friend bool operator==(const difference_row&,
                           const difference_row&) = default;
};

/// Pairs as many equal lines as it can, in their order. Between two such pairs
/// the lines are paired from the top. The result has views into both texts.
///
/// Complexity  quadratic in the lines between the first and the last
///             difference, up to 1000 of them; linear beyond that.
[[nodiscard]] std::vector<difference_row> difference_of(
    std::string_view actual, std::string_view expected);

}  // namespace ctxdemo
