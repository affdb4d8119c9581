// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/lanes_layout.hpp"

#include <algorithm>

#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/screen/width.hpp"

namespace ctxdemo {

using lessons::language;

namespace {

// A picture is made wider for the texts of waits up to so many columns.
constexpr std::size_t most_columns_for_texts = 150;

// The columns that an instant and the gap after it take at least.
constexpr std::size_t columns_of_instant = 4;

bool has_all_marks(const lanes_layout& s) {
    const auto shown = std::ranges::count(
        s.axis.columns, axis_column::kind::mark, &axis_column::is);
    return static_cast<std::size_t>(shown) == s.marks.size();
}

// True if each wait that takes time in the run has room for its text.
bool has_all_texts(const lanes_layout& s, std::size_t steps) {
    for (std::size_t y = 0; y < s.lanes().size(); ++y) {
        for (const auto& room : s.lanes()[y].waits) {
            const auto& column = s.axis.columns[room.x];
            const bool takes_time =
                column.is == axis_column::kind::gap && column.step < steps;
            if (takes_time && !fits_in(s.wait(y, room), room)) return false;
        }
    }
    return true;
}

lanes_layout layout_with(const recording& r, std::size_t columns,
                         std::span<const language> languages) {
    lanes_layout s{languages, marks_of(r, unicode_signs), {}, {}};
    const std::size_t now = r.steps.size();
    s.axis = place_steps(r, s.marks, now, columns,
                         width_of(not_to_scale.in(language::en)));
    for (const language l : languages) {
        s.in.push_back(lanes_of(r, s.marks, l));
        fill_lanes(s.in.back(), r, s.marks, s.axis, now, l);
    }
    return s;
}

// A long run does not fit in fewer columns.
std::size_t columns_to_try_first(const recording& r) {
    const auto times = std::ranges::count_if(r.steps, &run_step::is_time);
    return std::max(least_columns,
                    static_cast<std::size_t>(times) * columns_of_instant);
}

}  // namespace

std::size_t length_of(const text_set& texts) {
    std::size_t most = 0;
    for (const auto& text : texts) {
        // 7.2 units for each column of a terminal.
        most = std::max(most, (width_of(text) * 36 + 4) / 5);
    }
    return most;
}

bool fits_in(const text_set& texts, const wait_room& room) {
    return length_of(texts) + 2 * small_gap <= room.width * column_width;
}

text_set lanes_layout::names(std::size_t lane) const {
    text_set all;
    for (const auto& lanes : in) all.push_back(lanes[lane].name);
    return all;
}

text_set lanes_layout::wait(std::size_t lane, const wait_room& room) const {
    text_set all;
    for (const auto& lanes : in) {
        all.push_back(lanes[lane].cells[room.x].waits_on);
    }
    return all;
}

lanes_layout layout_of(const recording& r,
                       std::span<const language> languages) {
    for (auto columns = columns_to_try_first(r);; columns += columns / 8) {
        lanes_layout s = layout_with(r, columns, languages);
        if (has_all_marks(s) && (has_all_texts(s, r.steps.size()) ||
                                 columns > most_columns_for_texts)) {
            return s;
        }
    }
}

}  // namespace ctxdemo
