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

std::string columns::text() const {
    std::string out;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += padded(row[i], widths_[i]) += column_gap;
        }
        out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return out;
}

std::string padded(std::string_view text, std::size_t width) {
    return std::string(text) +
           std::string(width - std::min(width, width_of(text)), ' ');
}

std::string hanging(std::string_view label, std::size_t indent,
                    const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) {
        out += padded(out.empty() ? label : "", indent) + line + '\n';
    }
    return out;
}

}  // namespace ctxdemo
