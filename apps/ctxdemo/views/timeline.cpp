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
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/lanes.hpp"
#include "apps/ctxdemo/views/time_axis.hpp"

namespace ctxdemo {

using lessons::bilingual;

namespace {

constexpr std::size_t widest_label = 12;

// What all lanes are drawn from.
struct scene {
    const std::vector<step_mark>& marks;
    const time_axis& axis;
    std::size_t left;   // the column of the frame where the axis begins
    std::size_t now_x;  // the first column that is not past
    const signs& set;

    [[nodiscard]] bool is_past(std::size_t x) const { return x < now_x; }
};

// The row of one goroutine.
class lane_row {
public:
    lane_row(const scene& s, const lane& l, std::size_t y, frame& f)
        : s_(s), lane_(l), y_(y), frame_(f) {}

    void draw() {
        for (std::size_t x = 0; x < lane_.cells.size(); ++x) draw(x);
        for (const auto& room : lane_.waits) write_wait(room);
    }

private:
    void put(std::size_t x, std::string_view sign, look as) {
        frame_.put(s_.left + x, y_, sign, as);
    }

    void draw(std::size_t x) {
        const auto kind = s_.axis.columns[x].is;
        const bool past = s_.is_past(x);
        const lane_cell& cell = lane_.cells[x];
        if (cell.mark && past) {
            put(x, s_.marks[*cell.mark].sign, s_.marks[*cell.mark].as);
        } else if (!cell.has_line) {
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

    // Writes what the goroutine waits for into its line, if it fits.
    void write_wait(const wait_room& room) {
        const std::string text = ' ' + lane_.cells[room.x].waits_on + ' ';
        if (width_of(text) + 2 > room.width) return;
        put(room.x + (room.width - width_of(text)) / 2, text, look::dim);
    }

    const scene& s_;
    const lane& lane_;
    const std::size_t y_;
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
    auto lanes = lanes_of(r, marks, c.language);
    std::size_t label = 0;
    for (const auto& each : lanes) {
        label = std::max(label, std::min(width_of(each.name), widest_label));
    }
    const std::size_t left = label + 2;
    frame f(c.width, lanes.size() + 1);
    const auto axis =
        place_steps(r, marks, step, c.width - std::min(c.width, left),
                    width_of(not_to_scale.in(c.language)));
    fill_lanes(lanes, r, marks, axis, step, c.language);
    const scene s{marks, axis, left, now_in(axis, step), c.signs};
    for (std::size_t y = 0; y < lanes.size(); ++y) {
        f.put_cut(0, y, lanes[y].name, c.signs.more, look::strong, label);
        lane_row(s, lanes[y], y, f).draw();
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
