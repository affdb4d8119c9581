// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/lanes.hpp"

#include <algorithm>
#include <utility>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/describe.hpp"

namespace ctxdemo {

using lessons::language;

namespace {

// A cell of a goroutine, without its mark.
lane_cell cell_at(const moment& m, std::uint32_t id, language l) {
    lane_cell cell;
    const auto g = std::ranges::find(m.goroutines, id, &goroutine_now::id);
    if (g == m.goroutines.end()) return cell;
    cell.has_line = g->is != goroutine_now::state::ended;
    if (!g->waits_on.empty()) cell.waits_on = waiting_text(m, *g, l);
    cell.call = g->call;
    return cell;
}

// After the end of a run only a goroutine that waits goes on.
bool goes_through(const lane_cell& cell, const axis_column& column, bool past,
                  std::size_t steps) {
    return column.is != axis_column::kind::gap || column.step < steps ||
           !past || !cell.waits_on.empty();
}

// Finds the widest part of each wait in the columns that are past.
std::vector<wait_room> rooms_of(const std::vector<lane_cell>& row,
                                const time_axis& axis, std::size_t now_x) {
    const auto is_free = [&](std::size_t x, const ctx::event* call) {
        return x < now_x && !row[x].mark && row[x].has_line &&
               row[x].call == call && !row[x].waits_on.empty() &&
               axis.columns[x].is != axis_column::kind::broken;
    };
    std::vector<wait_room> rooms;
    for (std::size_t x = 0; x < row.size();) {
        const auto* const call = row[x].call;
        wait_room best;
        // All parts of one wait.
        while (x < row.size() && row[x].call == call) {
            std::size_t end = x;
            while (end < row.size() && is_free(end, call)) ++end;
            if (end - x > best.width) best = {x, end - x};
            x = std::max(end, x + 1);
        }
        if (best.width > 0) rooms.push_back(best);
    }
    return rooms;
}

}  // namespace

std::vector<lane> lanes_of(const recording& r,
                           const std::vector<step_mark>& marks, language l) {
    std::vector<lane> all;
    const moment end = moment_at(r, r.steps.size());
    for (const auto& g : end.goroutines) all.push_back({g.id, g.name, {}, {}});
    if (std::ranges::count(marks, clock_lane, &step_mark::lane) > 0) {
        all.push_back({clock_lane, std::string(clock_name(l)), {}, {}});
    }
    return all;
}

std::size_t now_in(const time_axis& axis, std::size_t step) {
    const auto now = std::ranges::find_if(
        axis.columns, [&](const axis_column& c) { return c.after > step; });
    return static_cast<std::size_t>(now - axis.columns.begin());
}

void fill_lanes(std::vector<lane>& lanes, const recording& r,
                const std::vector<step_mark>& marks, const time_axis& axis,
                std::size_t step, language l) {
    const std::size_t now_x = now_in(axis, step);
    moments m(r);
    for (std::size_t x = 0; x < axis.columns.size(); ++x) {
        const axis_column& column = axis.columns[x];
        m.advance_to(std::min(column.step, step));
        for (lane& each : lanes) {
            lane_cell cell = cell_at(m.now(), each.goroutine, l);
            cell.has_line =
                cell.has_line &&
                goes_through(cell, column, x < now_x, r.steps.size());
            if (column.is == axis_column::kind::mark &&
                marks[column.mark].lane == each.goroutine) {
                cell.mark = column.mark;
            }
            each.cells.push_back(std::move(cell));
        }
    }
    for (lane& each : lanes) each.waits = rooms_of(each.cells, axis, now_x);
}

}  // namespace ctxdemo
