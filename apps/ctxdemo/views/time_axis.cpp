// Steps at the same time are an instant. An instant is as wide as it has marks.
//
// The gaps between instants are to scale as far as that is possible: with one
// scale for all of them, the shortest must be at least `least_gap` columns
// wide. Where it would not be, the longest gaps are broken, as few as possible.
// A broken gap is wider than any gap that is to scale.
//
//     0s        1s        2s                             1h
//     ●w────────w─────────w─────────────╱╱────────────────■
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/time_axis.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/screen/width.hpp"

namespace ctxdemo {

using ctx::event;
using ctx::step;

namespace {

constexpr std::size_t least_gap = 3;
constexpr double least_broken_gap = 6;

// The part of the width that is for goroutines that wait for ever, and its
// limit in columns.
constexpr std::size_t for_ever_part = 3;
constexpr std::size_t for_ever = 24;

std::string initial_of(const std::string& line, const signs& s) {
    const auto all = glyphs_of(line);
    const bool fits = !all.empty() && all[0].width == 1 && all[0].bytes != " ";
    return std::string(fits ? all[0].bytes : s.more);
}

std::optional<step_mark> mark_of(const event& e, const signs& s) {
    const auto mark = [&](std::uint32_t lane, std::string_view sign, look as) {
        return step_mark{0, lane, std::string(sign), as, &e};
    };
    switch (e.what) {
        case step::go:
            return mark(e.object, s.start, look::plain);
        case step::exit:
            return mark(e.goroutine, s.end, look::dim);
        case step::print:
            return mark(e.goroutine, initial_of(e.text, s), look::strong);
        case step::cancel:
        case step::expire:
            return mark(e.goroutine, s.cancel, look::bad);
        default:
            return std::nullopt;
    }
}

// Steps of the same time.
struct instant {
    ctx::duration time{};
    std::size_t first_step = 0;  // numbers of steps, from 1
    std::size_t last_step = 0;
    std::size_t first_mark = 0;
    std::size_t marks = 0;
};

std::vector<instant> instants_of(const recording& r,
                                 const std::vector<step_mark>& marks) {
    std::vector<instant> all;
    std::size_t mark = 0;
    for (std::size_t i = 1; i <= r.steps.size(); ++i) {
        const auto time = r.steps[i - 1].time;
        const std::size_t first = mark;
        while (mark < marks.size() && marks[mark].step <= i) ++mark;
        if (all.empty() || time > all.back().time)
            all.push_back({time, i, i, first, 0});
        all.back().last_step = i;
        all.back().marks += mark - first;
    }
    return all;
}

std::size_t columns_of(const instant& i) {
    return std::max<std::size_t>(i.marks, 1);
}

// A gap between two instants.
struct gap {
    double time = 0;
    std::size_t width = 0;
    bool broken = false;
};

// Gives the gaps that take no longer than `longest` the same scale, and breaks
// the others, which get at least `least_broken` columns. They are `room`
// columns wide together. Returns false if that makes a gap too narrow.
bool scale(std::span<gap> gaps, double longest, double least_broken,
           std::size_t room) {
    double sum = 0;
    double shortest = longest;
    double broken = 0;
    for (gap& g : gaps) {
        g.broken = g.time > longest;
        broken += g.broken ? 1 : 0;
        if (g.broken) continue;
        sum += g.time;
        shortest = std::min(shortest, g.time);
    }
    // A broken gap is two columns wider than the longest to scale.
    const auto columns = static_cast<double>(room);
    double per_time = (columns - 2 * broken) / (sum + broken * longest);
    double of_broken = per_time * longest + 2;
    if (of_broken < least_broken) {
        of_broken = least_broken;
        per_time = (columns - of_broken * broken) / sum;
    }
    if (per_time * shortest < least_gap) return false;
    // Rounds the ends of gaps, not their widths, so that errors do not add up.
    double end = 0;
    std::size_t x = 0;
    for (gap& g : gaps) {
        end += g.broken ? of_broken : g.time * per_time;
        g.width = static_cast<std::size_t>(std::lround(end)) - x;
        x += g.width;
    }
    return true;
}

// The instants around the current one that fit, and the gaps between them.
class window {
public:
    window(const std::vector<instant>& all, std::size_t now, std::size_t room,
           std::size_t note)
        : all_(all),
          room_(room),
          note_(static_cast<double>(note)),
          first_(now),
          last_(now + 1) {
        // The past first.
        while (first_ > 0 && fits(first_ - 1, last_)) --first_;
        while (last_ < all.size() && fits(first_, last_ + 1)) ++last_;
        (void)fits(first_, last_);
    }

    [[nodiscard]] std::size_t first() const { return first_; }
    [[nodiscard]] std::size_t last() const { return last_; }  // one past it
    [[nodiscard]] const gap& after(std::size_t i) const {
        return gaps_[i - first_];
    }

private:
    // Sets gaps_ if the instants fit.
    bool fits(std::size_t first, std::size_t last) {
        std::size_t marks = 0;
        gaps_.clear();
        std::vector<double> times;
        for (std::size_t i = first; i < last; ++i) {
            marks += columns_of(all_[i]);
            if (i + 1 == last) break;
            const auto time =
                static_cast<double>((all_[i + 1].time - all_[i].time).count());
            gaps_.push_back({.time = time});
            times.push_back(time);
        }
        if (marks > room_) return false;
        if (gaps_.empty()) return true;
        std::ranges::sort(times, std::greater());
        times.erase(std::unique(times.begin(), times.end()), times.end());
        return std::ranges::any_of(times, [&](double longest) {
            const std::size_t room = room_ - marks;
            return scale(gaps_, longest, least_broken_gap + note_, room) ||
                   scale(gaps_, longest, least_broken_gap, room);
        });
    }

    const std::vector<instant>& all_;
    const std::size_t room_;
    const double note_;
    std::size_t first_;
    std::size_t last_;
    std::vector<gap> gaps_;
};

window window_around(const std::vector<instant>& all, std::size_t now,
                     std::size_t width, std::size_t tail, std::size_t note) {
    window w(all, now, width - tail, note);
    // There is no tail if the last instant does not fit.
    return w.last() == all.size() ? w : window(all, now, width - 1, note);
}

// Returns true if goroutines wait when the run ends, and none of them sleeps.
bool ends_waiting(const recording& r) {
    std::map<std::uint32_t, const event*> blocked;
    for (const event& e : r.events) {
        if (e.what == step::block) {
            blocked[e.goroutine] = &e;
        } else {
            blocked.erase(e.goroutine);
        }
    }
    return !blocked.empty() &&
           std::ranges::none_of(blocked, [](const auto& by_goroutine) {
               return by_goroutine.second->text == "sleep";
           });
}

// Returns the number of columns after the last instant: at least one, for the
// sign for now.
std::size_t columns_after_end(const recording& r, std::size_t width) {
    return ends_waiting(r)
               ? std::clamp<std::size_t>(width / for_ever_part, 1, for_ever)
               : 1;
}

// Adds the columns of an instant: its marks, but if they do not fit, those
// around step `now`.
void add_marks(time_axis& axis, const instant& i,
               const std::vector<step_mark>& marks, std::size_t now,
               std::size_t room) {
    using kind = axis_column::kind;
    if (i.marks == 0) {
        axis.columns.push_back({kind::gap, 0, i.last_step, i.first_step});
        return;
    }
    std::size_t from = i.first_mark;
    std::size_t to = from + i.marks;
    if (i.marks > room) {
        std::size_t done = from;
        while (done < to && marks[done].step <= now) ++done;
        // One column is for the cut marks, and one for the sign for now unless
        // that is to the right of the marks.
        const std::size_t signs_around = done < to ? 2 : 1;
        const std::size_t fit = std::max<std::size_t>(room, 3) - signs_around;
        from = std::max(from, done - std::min(done, fit));
        to = std::min(to, from + fit + (from == i.first_mark ? 2 : 1));
    }
    if (from > i.first_mark) {
        axis.columns.push_back(
            {kind::cut, 0, marks[from - 1].step, marks[from - 1].step});
    }
    for (std::size_t m = from; m < to; ++m) {
        const std::size_t step = marks[m].step;
        const std::size_t after = std::max<std::size_t>(step, 1);
        axis.columns.push_back({kind::mark, m, step, after});
    }
}

void add_gap(time_axis& axis, const gap& g, std::size_t before,
             std::size_t after) {
    using kind = axis_column::kind;
    const std::size_t middle = axis.columns.size() + g.width / 2;
    for (std::size_t k = 0; k < g.width; ++k) {
        const std::size_t x = axis.columns.size();
        const bool broken = g.broken && (x + 1 == middle || x == middle);
        if (broken && !axis.broken_at) axis.broken_at = x;
        axis.columns.push_back(
            {broken ? kind::broken : kind::gap, 0, before, after});
    }
}

}  // namespace

std::vector<step_mark> marks_of(const recording& r, const signs& s) {
    std::vector<step_mark> all;
    if (!r.steps.empty()) all.push_back({0, 1, std::string(s.start)});
    for (std::size_t i = 1; i <= r.steps.size(); ++i) {
        // The last event that has a mark: a step starts at most one goroutine,
        // and ends contexts for one cause.
        std::optional<step_mark> last;
        for (std::size_t k = r.steps[i - 1].begin; k < r.steps[i - 1].end;
             ++k) {
            if (auto mark = mark_of(r.events[k], s)) last = std::move(mark);
        }
        if (!last) continue;
        last->step = i;
        all.push_back(std::move(*last));
    }
    return all;
}

time_axis place_steps(const recording& r, const std::vector<step_mark>& marks,
                      std::size_t now, std::size_t width, std::size_t note) {
    time_axis axis;
    const auto all = instants_of(r, marks);
    if (all.empty() || width == 0) return axis;
    std::size_t current = 0;
    while (current + 1 < all.size() && all[current].last_step < now) ++current;

    const std::size_t tail = columns_after_end(r, width);
    const window w = window_around(all, current, width, tail, note);
    axis.cut_left = w.first() > 0;
    axis.cut_right = w.last() < all.size();
    const std::size_t room = width - (axis.cut_right ? 1 : tail);
    for (std::size_t i = w.first(); i < w.last(); ++i) {
        axis.labels.push_back({axis.columns.size(), all[i].time, i == current});
        add_marks(axis, all[i], marks, now,
                  w.last() - w.first() > 1 ? all[i].marks : room);
        if (i + 1 < w.last()) {
            add_gap(axis, w.after(i), all[i].last_step, all[i + 1].first_step);
        }
    }
    // The columns after the last visible instant.
    const instant& last = all[w.last() - 1];
    const std::size_t after =
        axis.cut_right ? all[w.last()].first_step : last.last_step;
    const std::size_t end =
        std::min(width, axis.columns.size() + (axis.cut_right ? 1 : tail));
    while (axis.columns.size() < end) {
        axis.columns.push_back(
            {axis_column::kind::gap, 0, last.last_step, after});
    }
    return axis;
}

}  // namespace ctxdemo
