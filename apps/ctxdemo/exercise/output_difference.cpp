// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/output_difference.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::lines_of;

namespace {

using line_span = std::span<const std::string_view>;

constexpr std::size_t most_compared = 1000;

/// Adds `actual` beside `expected`, from the top.
void add_side_by_side(std::vector<difference_row>& rows, line_span actual,
                      line_span expected) {
    for (std::size_t i = 0; i < std::max(actual.size(), expected.size()); ++i) {
        difference_row row;
        if (i < actual.size()) row.actual = actual[i];
        if (i < expected.size()) row.expected = expected[i];
        rows.push_back(row);
    }
}

/// Adds rows with the longest common subsequence of the lines paired.
void add_aligned(std::vector<difference_row>& rows, line_span actual,
                 line_span expected) {
    const std::size_t n = actual.size(), m = expected.size();
    // common[i][j] is the number of pairs in the lines from i and from j on.
    std::vector<std::vector<std::size_t>> common(
        n + 1, std::vector<std::size_t>(m + 1));
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t j = m; j-- > 0;) {
            common[i][j] = actual[i] == expected[j]
                               ? common[i + 1][j + 1] + 1
                               : std::max(common[i + 1][j], common[i][j + 1]);
        }
    }
    std::size_t i = 0, j = 0, from_i = 0, from_j = 0;
    const auto flush = [&] {
        add_side_by_side(rows, actual.subspan(from_i, i - from_i),
                         expected.subspan(from_j, j - from_j));
    };
    while (i < n && j < m) {
        if (actual[i] == expected[j]) {
            flush();
            rows.push_back({actual[i++], expected[j++]});
            from_i = i;
            from_j = j;
        } else if (common[i + 1][j] >= common[i][j + 1]) {
            ++i;
        } else {
            ++j;
        }
    }
    i = n;
    j = m;
    flush();
}

}  // namespace

std::vector<difference_row> difference_of(std::string_view actual,
                                          std::string_view expected) {
    const auto a = lines_of(actual), e = lines_of(expected);
    const std::size_t least = std::min(a.size(), e.size());
    std::size_t head = 0, tail = 0;
    while (head < least && a[head] == e[head]) ++head;
    while (tail < least - head &&
           a[a.size() - 1 - tail] == e[e.size() - 1 - tail])
        ++tail;
    std::vector<difference_row> rows;
    add_side_by_side(rows, line_span(a).first(head), line_span(e).first(head));
    const auto between_a = line_span(a).subspan(head, a.size() - head - tail);
    const auto between_e = line_span(e).subspan(head, e.size() - head - tail);
    if (std::max(between_a.size(), between_e.size()) <= most_compared) {
        add_aligned(rows, between_a, between_e);
    } else {
        add_side_by_side(rows, between_a, between_e);
    }
    add_side_by_side(rows, line_span(a).last(tail), line_span(e).last(tail));
    return rows;
}

}  // namespace ctxdemo
