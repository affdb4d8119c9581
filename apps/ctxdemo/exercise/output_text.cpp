// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/exercise/output_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "apps/ctxdemo/exercise/output_difference.hpp"
#include "apps/ctxdemo/screen/columns.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::printable;

namespace {

// Two outputs.
constexpr bilingual printed_heading{"the program prints", "程序打印"};
constexpr bilingual right_heading{"it should print", "应当打印"};
constexpr bilingual prints_nothing{"(nothing)", "（什么也没有）"};
constexpr bilingual empty_line_text{"(an empty line)", "（空行）"};
constexpr bilingual marked_text{"Rows with {} differ.", "有 {} 的行不同。"};
constexpr bilingual more_rows_text{"{} and {} more rows", "{} 还有 {} 行"};

constexpr std::size_t most_rows = 40;
constexpr std::size_t rows_around = 3;  // equal rows beside a different row

using rows = std::vector<difference_row>;
using side = std::optional<std::string_view> difference_row::*;

/// A line that differs is in quotes if it begins or ends with a blank, which
/// could not be seen otherwise.
std::string cell_of(const difference_row& r, side s, const verdict_page& p) {
    const auto& line = r.*s;
    if (!line) return "";
    if (line->empty()) return std::string(empty_line_text.in(p.in));
    const bool hides = line->front() == ' ' || line->back() == ' ';
    return r.differs() && hides ? '"' + printable(*line) + '"'
                                : printable(*line);
}

std::string mark_of(const difference_row& r, const verdict_page& p) {
    return fmt::format("{} ", r.differs() ? p.signs.pointer : " ");
}

/// Returns which rows to show: those that differ, and a few around them.
std::vector<bool> shown_of(const rows& all) {
    std::vector<bool> shown(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].differs()) continue;
        const auto from = i - std::min(i, rows_around);
        const auto to = std::min(i + rows_around + 1, all.size());
        for (std::size_t j = from; j < to; ++j) shown[j] = true;
    }
    return shown;
}

/// Calls `show` with each row to show, and adds a line where rows are left out.
template <class F>
void for_each_shown(const rows& all, std::vector<text_line>& lines,
                    const verdict_page& p, F show) {
    const auto shown = shown_of(all);
    std::size_t count = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (count == most_rows) {
            lines.emplace_back("  " + filled(more_rows_text, p.in, p.signs.more,
                                             all.size() - i),
                               look::dim);
            return;
        }
        if (shown[i]) {
            show(all[i]);
            ++count;
        } else if (i == 0 || shown[i - 1]) {
            lines.emplace_back(fmt::format("  {}", p.signs.more), look::dim);
        }
    }
}

std::size_t width_of_side(const rows& all, side s, const bilingual& heading,
                          const verdict_page& p) {
    std::size_t width = width_of(heading.in(p.in));
    for (const auto& r : all) {
        width = std::max(width, width_of(cell_of(r, s, p)));
    }
    return width;
}

std::vector<text_line> side_by_side(const rows& all, std::size_t left,
                                    const verdict_page& p) {
    std::vector<text_line> lines;
    const auto add = [&](const std::string& mark, const text_part& a,
                         const text_part& b) {
        text_line line(mark, look::accent);
        line.parts.push_back({padded(a.text, left), a.as});
        line.parts.push_back({fmt::format(" {} ", p.signs.bar), look::dim});
        line.parts.push_back(b);
        lines.push_back(std::move(line));
    };
    add("  ", {std::string(printed_heading.in(p.in)), look::strong},
        {std::string(right_heading.in(p.in)), look::strong});
    for_each_shown(all, lines, p, [&](const difference_row& r) {
        const bool differs = r.differs();
        add(mark_of(r, p),
            {cell_of(r, &difference_row::actual, p),
             differs ? look::bad : look::plain},
            {cell_of(r, &difference_row::expected, p),
             differs ? look::good : look::plain});
    });
    return lines;
}

void add_side(std::vector<text_line>& lines, const rows& all, side s,
              const bilingual& heading, look different, const verdict_page& p) {
    const std::size_t indent = 4;
    for (const auto& part :
         wrapped_to(with_colon(filled(heading, p.in), p.in), p.width - 2)) {
        lines.emplace_back("  " + part, look::strong);
    }
    for_each_shown(all, lines, p, [&](const difference_row& r) {
        if (!(r.*s)) return;
        for (const auto& part :
             wrapped_to(cell_of(r, s, p), p.width - indent)) {
            lines.emplace_back("  " + mark_of(r, p) + part,
                               r.differs() ? different : look::plain);
        }
    });
    const auto has = [s](const difference_row& r) {
        return (r.*s).has_value();
    };
    if (std::ranges::none_of(all, has)) {
        lines.emplace_back(
            std::string(indent, ' ') + std::string(prints_nothing.in(p.in)),
            look::dim);
    }
}

std::vector<text_line> one_below_the_other(const rows& all,
                                           const verdict_page& p) {
    std::vector<text_line> lines;
    add_side(lines, all, &difference_row::actual, printed_heading, look::bad,
             p);
    lines.emplace_back("");
    add_side(lines, all, &difference_row::expected, right_heading, look::good,
             p);
    return lines;
}

}  // namespace

std::vector<text_line> output_text(std::string_view actual,
                                   std::string_view expected,
                                   const verdict_page& p) {
    const rows all = difference_of(actual, expected);
    const auto left =
        width_of_side(all, &difference_row::actual, printed_heading, p);
    const auto room =
        width_of_side(all, &difference_row::expected, right_heading, p);
    const bool fits = 2 + left + 3 + room <= p.width;
    auto lines =
        fits ? side_by_side(all, left, p) : one_below_the_other(all, p);
    lines.emplace_back("");
    for (const auto& part :
         wrapped_to(filled(marked_text, p.in, p.signs.pointer), p.width)) {
        lines.emplace_back(part);
    }
    return lines;
}

}  // namespace ctxdemo
