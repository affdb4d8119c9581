// time_axis.hpp says what each column stands for. A lane is drawn column by
// column: the marks of its goroutine, and a line while the goroutine is there.
//
//     main    ●━━━━━━━━━━━━━━━━━━━ sleep 2s ━━━━━━━━━━━━━━━━━━━━━✕━o
//     worker   ●w━━━━━━ sleep 1s ━━━━━━━━w━━━━━ sleep 1s ━━━━━━━━━■
//             0s                         1s                      2s
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/timeline.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/views/time_axis.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

constexpr std::size_t widest_label = 12;

// The lane of the steps that no goroutine takes.
constexpr std::uint32_t the_clock = 0;

constexpr bilingual not_to_scale{"not to scale", "不按比例"};

// A goroutine at one column.
struct lane_cell {
    bool is_there = false;
    std::string waits_on;  // empty if the goroutine does not wait
    const ctx::event* call = nullptr;
};

// The cells of all lanes, for each column.
using lane_cells = std::vector<std::vector<lane_cell>>;

using lane_list = std::vector<std::pair<std::uint32_t, std::string>>;

// The lanes of the whole run, so that no lane appears later. The clock has a
// lane if it has a mark.
lane_list lanes_of(const moment& end, const std::vector<step_mark>& marks,
                   const canvas& c) {
    lane_list all;
    for (const auto& g : end.goroutines) all.emplace_back(g.id, g.name);
    if (std::ranges::count(marks, the_clock, &step_mark::lane) > 0) {
        all.emplace_back(the_clock, clock_name(c.language));
    }
    return all;
}

std::vector<lane_cell> cells_at(const moment& m, const lane_list& lanes,
                                language l) {
    std::vector<lane_cell> all(lanes.size());
    for (std::size_t y = 0; y < lanes.size(); ++y) {
        const auto g =
            std::ranges::find(m.goroutines, lanes[y].first, &goroutine_now::id);
        if (g == m.goroutines.end()) continue;
        all[y].is_there = g->is != goroutine_now::state::ended;
        if (!g->waits_on.empty()) all[y].waits_on = waiting_text(m, *g, l);
        all[y].call = g->call;
    }
    return all;
}

// A column that is not past shows the goroutines of step `now`.
lane_cells cells_of(const recording& r, const time_axis& axis, std::size_t now,
                    const lane_list& lanes, language l) {
    lane_cells all;
    moments m(r);
    for (const auto& column : axis.columns) {
        m.advance_to(std::min(column.step, now));
        all.push_back(cells_at(m.now(), lanes, l));
    }
    return all;
}

// What all lanes are drawn from.
struct scene {
    const std::vector<step_mark>& marks;
    const time_axis& axis;
    const lane_cells& all;
    std::size_t steps;  // of the whole run
    std::size_t left;   // the column of the frame where the axis begins
    std::size_t now_x;  // the first column that is not past
    const signs& set;

    [[nodiscard]] bool is_past(std::size_t x) const { return x < now_x; }
};

// The row of one goroutine.
class lane {
public:
    lane(const scene& s, std::size_t index, std::uint32_t id, frame& f)
        : s_(s), index_(index), id_(id), frame_(f) {}

    void draw() {
        for (std::size_t x = 0; x < s_.axis.columns.size(); ++x) draw(x);
        write_waits();
    }

private:
    [[nodiscard]] const lane_cell& cell(std::size_t x) const {
        return s_.all[x][index_];
    }

    [[nodiscard]] const step_mark* mark_at(std::size_t x) const {
        const auto& column = s_.axis.columns[x];
        if (column.is != axis_column::kind::mark) return nullptr;
        const step_mark& m = s_.marks[column.mark];
        return m.lane == id_ ? &m : nullptr;
    }

    // True if the line of the goroutine goes through column `x`.
    [[nodiscard]] bool has_line(std::size_t x) const {
        if (!cell(x).is_there) return false;
        // After the end of the run only a goroutine that waits goes on.
        const auto& column = s_.axis.columns[x];
        return column.is != axis_column::kind::gap || column.step < s_.steps ||
               !s_.is_past(x) || !cell(x).waits_on.empty();
    }

    void put(std::size_t x, std::string_view sign, look as) {
        frame_.put(s_.left + x, index_, sign, as);
    }

    void draw(std::size_t x) {
        const auto kind = s_.axis.columns[x].is;
        const bool past = s_.is_past(x);
        if (const auto* m = mark_at(x); m && past) {
            put(x, m->sign, m->as);
        } else if (!has_line(x)) {
            return;
        } else if (kind == axis_column::kind::cut) {
            put(x, s_.set.more, look::dim);
        } else if (x == s_.now_x) {
            put(x, s_.set.now, look::accent);
        } else if (kind == axis_column::kind::broken) {
            put(x, s_.set.broken, past ? look::plain : look::dim);
        } else {
            put(x, past ? s_.set.line : s_.set.future,
                past ? look::plain : look::dim);
        }
    }

    [[nodiscard]] bool is_free_for(std::size_t x, const lane_cell& wait) const {
        return s_.is_past(x) && !mark_at(x) && has_line(x) &&
               cell(x).call == wait.call && !cell(x).waits_on.empty() &&
               s_.axis.columns[x].is != axis_column::kind::broken;
    }

    // Writes what the goroutine waits for into the widest part of its line, if
    // it fits.
    void write_waits() {
        const std::size_t width = s_.axis.columns.size();
        for (std::size_t x = 0; x < width;) {
            const lane_cell& wait = cell(x);
            std::size_t best = 0;
            std::size_t best_room = 0;
            // All parts of one wait.
            std::size_t end = x;
            while (end < width && cell(end).call == wait.call) {
                std::size_t part = end;
                while (part < width && is_free_for(part, wait)) ++part;
                if (part - end > best_room) {
                    best = end;
                    best_room = part - end;
                }
                end = std::max(part, end + 1);
            }
            write_wait(best, best_room);
            x = end;
        }
    }

    void write_wait(std::size_t from, std::size_t room) {
        if (room == 0) return;
        const std::string text = ' ' + cell(from).waits_on + ' ';
        if (width_of(text) + 2 > room) return;
        put(from + (room - width_of(text)) / 2, text, look::dim);
    }

    const scene& s_;
    const std::size_t index_;
    const std::uint32_t id_;
    frame& frame_;
};

// The row below the lanes: the times, and a note if they are not to scale.
class time_row {
public:
    // The axis begins at column `left` of a row of `width` columns.
    time_row(const time_axis& axis, std::size_t left, std::size_t width,
             const canvas& c)
        : axis_(axis), left_(left), end_(width), canvas_(c) {
        if (!axis.cut_right) return;
        place(width - 1, c.signs.more);
        end_ = width - std::min<std::size_t>(width, 2);
    }

    void place_now() {
        const auto now =
            std::ranges::find(axis_.labels, true, &axis_label::is_now);
        if (now != axis_.labels.end()) place_time(*now, look::strong);
    }

    // Places the times below the columns at which they are, as many as fit.
    void place_times() {
        if (axis_.cut_left && left_ >= 2) place(left_ - 2, canvas_.signs.more);
        for (const auto& label : axis_.labels) place_time(label, look::dim);
    }

    // Places the note below the first break, or as near as there is room.
    // Returns false if there is none.
    bool place_note() {
        const std::string text(not_to_scale.in(canvas_.language));
        const std::size_t below = left_ + *axis_.broken_at + 1;
        const std::size_t x = below - std::min(below, width_of(text) / 2);
        for (std::size_t d = 0; d < std::max(x + 1, end_); ++d) {
            if (x >= d && place(x - d, text, look::dim)) return true;
            if (place(x + d, text, look::dim)) return true;
        }
        return false;
    }

    void draw(frame& f, std::size_t y) const {
        for (const auto& p : placed_) f.put(p.x, y, p.text, p.as);
    }

private:
    struct placed_text {
        std::size_t x;
        std::string text;
        look as;
    };

    // A time that does not fit in before the right edge ends there. Times that
    // are rounded may be the same.
    void place_time(const axis_label& label, look as) {
        const std::string text = short_time(label.time);
        if (std::ranges::count(placed_, text, &placed_text::text) > 0) return;
        const std::size_t last = end_ - std::min(end_, width_of(text));
        place(std::min(left_ + label.x, last), text, as);
    }

    // Returns false if there is no room at `x` for `text` and a blank on each
    // side.
    bool place(std::size_t x, std::string_view text, look as = look::plain) {
        const std::size_t end = x + width_of(text);
        const bool overlaps =
            std::ranges::any_of(placed_, [&](const placed_text& p) {
                return x <= p.x + width_of(p.text) && p.x <= end;
            });
        if (end > end_ || overlaps) return false;
        placed_.push_back({x, std::string(text), as});
        return true;
    }

    const time_axis& axis_;
    const std::size_t left_;
    std::size_t end_;
    const canvas& canvas_;
    std::vector<placed_text> placed_;
};

// The current time must not be left out, nor the note.
void draw_times(frame& f, std::size_t y, const time_axis& axis,
                std::size_t left, const canvas& c) {
    time_row row(axis, left, f.width(), c);
    row.place_now();
    row.place_times();
    if (!axis.broken_at || row.place_note()) return row.draw(f, y);
    time_row shorter(axis, left, f.width(), c);
    shorter.place_now();
    (void)shorter.place_note();
    shorter.place_times();
    shorter.draw(f, y);
}

}  // namespace

frame draw_timeline(const recording& r, std::size_t step, const canvas& c) {
    const auto marks = marks_of(r, c.signs);
    const auto lanes = lanes_of(moment_at(r, r.steps.size()), marks, c);
    std::size_t label = 0;
    for (const auto& [id, name] : lanes) {
        label = std::max(label, std::min(width_of(name), widest_label));
    }
    const std::size_t left = label + 2;
    frame f(c.width, lanes.size() + 1);
    const auto axis =
        place_steps(r, marks, step, c.width - std::min(c.width, left),
                    width_of(not_to_scale.in(c.language)));
    const auto all = cells_of(r, axis, step, lanes, c.language);
    const auto now = std::ranges::find_if(
        axis.columns, [&](const axis_column& x) { return x.after > step; });
    const scene s{marks,  axis,
                  all,    r.steps.size(),
                  left,   static_cast<std::size_t>(now - axis.columns.begin()),
                  c.signs};
    for (std::size_t y = 0; y < lanes.size(); ++y) {
        const auto& [id, name] = lanes[y];
        f.put_cut(0, y, name, c.signs.more, look::strong, label);
        lane(s, y, id, f).draw();
    }
    draw_times(f, lanes.size(), axis, left, c);
    return f;
}

std::vector<std::string> legend_lines(std::size_t width, const canvas& c) {
    const signs& s = c.signs;
    const std::pair<std::string, bilingual> all[] = {
        {std::string(s.start), {"start", "启动"}},
        {std::string(s.end), {"return", "返回"}},
        {"w", {"print, by its first letter", "打印，写首字母"}},
        {std::string(s.cancel), {"a context is done", "context 结束"}},
        {std::string(s.line), {"wait, or run", "等待或运行"}},
        {std::string(s.future), {"not yet", "还没到"}}};
    std::vector<std::string> lines(1);
    for (const auto& [sign, meaning] : all) {
        const std::string entry =
            fmt::format("{} {}", sign, meaning.in(c.language));
        std::string& line = lines.back();
        if (line.empty()) {
            line = entry;
        } else if (width_of(line) + 3 + width_of(entry) <= width) {
            line += "   " + entry;
        } else {
            lines.push_back(entry);
        }
    }
    return lines;
}

}  // namespace ctxdemo
