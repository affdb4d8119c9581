// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/columns.hpp"

#include <algorithm>
#include <utility>

#include "apps/ctxdemo/screen/width.hpp"

namespace ctxdemo {

void columns::add(std::vector<std::string> row) {
    widths_.resize(std::max(widths_.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
        widths_[i] = std::max(widths_[i], width_of(row[i]));
    }
    rows_.push_back(std::move(row));
}

std::size_t columns::width() const {
    std::size_t sum = 0;
    for (const auto w : widths_) sum += w + column_gap.size();
    return sum - std::min(sum, column_gap.size());
}

std::string columns::text(std::size_t width) const {
    std::string out;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += padded(row[i], widths_[i]) += column_gap;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out +=
            this->width() <= width ? line + '\n' : beside("", 0, line, width);
    }
    return out;
}

std::string padded(std::string_view text, std::size_t width) {
    return std::string(text) +
           std::string(width - std::min(width, width_of(text)), ' ');
}

std::string hanging(std::string_view label, std::size_t indent,
                    const std::vector<std::string>& lines, std::size_t width) {
    std::string out;
    if (width_of(label) > indent) {
        const std::string lead(std::min(label.find_first_not_of(' '), width),
                               ' ');
        for (const auto& line : wrapped_to(label, width - lead.size())) {
            out.append(lead).append(line) += '\n';
        }
        label = "";
    }
    for (const auto& line : lines) {
        std::string both = padded(label, indent) + line;
        both.erase(both.find_last_not_of(' ') + 1);
        if (!both.empty() || out.empty()) out += both + '\n';
        label = "";
    }
    return out;
}

std::size_t hanging_indent(std::size_t indent, std::size_t width) noexcept {
    constexpr std::size_t least = 18;  // columns for the text
    constexpr std::size_t below = 4;
    return indent + least <= width ? indent : std::min(indent, below);
}

std::string beside(std::string_view label, std::size_t indent,
                   std::string_view text, std::size_t width) {
    indent = hanging_indent(indent, width);
    return hanging(label, indent, wrapped_to(text, width - indent), width);
}

}  // namespace ctxdemo
