// A picture is drawn in three steps:
//
//  1. instants_of() puts the events of the same time into one instant. An
//     instant needs a column for each of its marks.
//  2. layout chooses the instants that fit around the current one, and gives
//     each its first column x. All gaps between them have the same width.
//  3. lane draws the row of one goroutine: the marks of each instant, and lines
//     between them. A line holds the name of what the goroutine waits on.
//
//     instant 0          instant 1                  instant 2
//     |                  |                          |
//     ●━━━━ sleep 1s ━━━━w━━━━━━━ sleep 2.5s ━━━━━━━┿──────
//     |                  |                          |
//     0s                 1s                         2.5s
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/timeline.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/describe.hpp"

namespace ctxdemo {

namespace {

using ctx::event;
using ctx::step;

constexpr std::size_t widest_label = 12;
constexpr std::size_t narrowest_gap = 3;
constexpr std::size_t widest_gap = 16;

// Columns after the last visible instant.
constexpr std::size_t tail = 2;

// Columns after the last instant of a run, where some goroutines wait for ever.
// The text of what they wait on fits into it.
constexpr std::size_t for_ever = 30;

// The lane of the steps that no goroutine takes.
constexpr std::uint32_t the_outside = 0;

// In real time no two events have the same time. An event without a mark joins
// an instant that is closer than this.
constexpr std::chrono::milliseconds blink(1);

// The sign that an event puts on a lane.
struct mark {
    std::uint32_t lane = 0;
    std::string sign;
    look as = look::plain;
};

std::string initial_of(const std::string& line, const signs& s) {
    const auto all = glyphs_of(line);
    const bool fits = !all.empty() && all[0].width == 1 && all[0].bytes != " ";
    return std::string(fits ? all[0].bytes : s.more);
}

std::vector<mark> marks_of(const event& e, const signs& s) {
    switch (e.what) {
        case step::go:
            return {{e.object, std::string(s.start), look::plain}};
        case step::exit:
            return {{e.goroutine, std::string(s.end), look::dim}};
        case step::print:
            return {{e.goroutine, initial_of(e.text, s), look::strong}};
        case step::cancel:
        case step::expire:
            return {{e.goroutine, std::string(s.cancel), look::bad}};
        default:
            return {};
    }
}

// Events of the same time, or nearly so in real time.
struct instant {
    ctx::duration time{};
    std::size_t begin = 0;  // the first event
    std::size_t end = 0;    // one past the last event
    bool marked = false;    // true if an event has a mark
    std::size_t width = 1;  // in columns
    std::size_t x = 0;      // the first column
};

std::size_t width_of_marks(const recording& r, const instant& i,
                           const signs& s) {
    // Main's start has a mark, but no event.
    std::map<std::uint32_t, std::size_t> counts;
    if (i.begin == 0) counts[1] = 1;
    for (std::size_t k = i.begin; k < i.end; ++k) {
        for (const auto& m : marks_of(r.events[k], s)) ++counts[m.lane];
    }
    std::size_t most = 0;
    for (const auto& [lane, count] : counts) most = std::max(most, count);
    return most;
}

std::vector<instant> instants_of(const recording& r, const signs& s) {
    std::vector<instant> all;
    for (std::size_t k = 0; k < r.events.size(); ++k) {
        const auto time = r.events[k].time;
        const bool marked = !marks_of(r.events[k], s).empty();
        const bool joins = !all.empty() && (all.back().time == time ||
                                            (time - all.back().time < blink &&
                                             (!marked || !all.back().marked)));
        if (!joins) all.push_back({.time = time, .begin = k, .end = k});
        all.back().marked |= marked;
        all.back().end = k + 1;
    }
    for (auto& i : all) i.width = std::max(width_of_marks(r, i, s), i.width);
    return all;
}

// The instants that fit, and their columns.
class layout {
public:
    layout(const recording& r, std::size_t step, std::size_t left,
           std::size_t width, const signs& s)
        : all_(instants_of(r, s)),
          left_(left),
          right_(width),
          room_(width - std::min(width, left)) {
        if (all_.empty()) return;
        while (now_ + 1 < all_.size() && all_[now_].end < step) ++now_;
        instant so_far = all_[now_];
        so_far.end = std::min(so_far.end, step);
        done_ = width_of_marks(r, so_far, s);
        choose_window();
        place();
        const std::size_t hidden = hidden_of(now_);
        now_x_ = all_[now_].x + done_ - hidden + (hidden > 0 ? 1 : 0);
    }

    [[nodiscard]] const std::vector<instant>& instants() const { return all_; }
    [[nodiscard]] std::size_t first() const { return first_; }
    [[nodiscard]] std::size_t last() const { return last_; }  // one past it
    [[nodiscard]] std::size_t now() const { return now_; }
    [[nodiscard]] std::size_t now_x() const { return now_x_; }

    // Returns how many of the first marks of an instant are left out, so that
    // the last ones fit, and before them a sign.
    [[nodiscard]] std::size_t hidden_of(std::size_t i) const {
        const std::size_t marks = i == now_ ? done_ : all_[i].width;
        const std::size_t room = end_of(i) - all_[i].x;
        return marks + 1 > room && all_[i].width > room ? marks + 2 - room : 0;
    }

    // Returns the column after an instant.
    [[nodiscard]] std::size_t end_of(std::size_t i) const {
        return std::min(all_[i].x + all_[i].width, right_);
    }

private:
    [[nodiscard]] std::size_t needed(std::size_t first,
                                     std::size_t last) const {
        std::size_t sum = 0;
        for (std::size_t i = first; i < last; ++i) {
            sum += all_[i].width + narrowest_gap;
        }
        return sum;
    }

    // Adds instants around the current one while they fit, the past first.
    void choose_window() {
        first_ = now_;
        last_ = now_ + 1;
        while (first_ > 0 && needed(first_ - 1, last_) <= room_) --first_;
        const std::size_t size = all_.size();
        while (last_ < size && needed(first_, last_ + 1) <= room_) ++last_;
    }

    void place() {
        const std::size_t count = last_ - first_;
        const std::size_t used = needed(first_, last_) - count * narrowest_gap;
        const std::size_t gaps = std::max<std::size_t>(count - 1, 1);
        std::size_t gap =
            room_ > used + tail ? (room_ - used - tail) / gaps : 1;
        gap = std::clamp<std::size_t>(gap, 1, widest_gap);
        std::size_t x = left_;
        for (std::size_t i = first_; i < last_; ++i) {
            all_[i].x = x;
            x += all_[i].width + gap;
        }
        right_ = std::min(right_, x);
    }

    std::vector<instant> all_;
    const std::size_t left_;
    std::size_t right_;  // the column after the last instant
    const std::size_t room_;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
    std::size_t now_ = 0;
    std::size_t done_ = 0;   // marks of the current instant up to `step`
    std::size_t now_x_ = 0;  // the column after these marks
};

// The run up to a step, and where it goes on the picture.
struct scene {
    const recording& run;
    const std::size_t step;
    const layout& places;
    const signs& set;
    // The goroutines at the end of each visible instant.
    std::vector<std::vector<goroutine_now>> goroutines = {};

    [[nodiscard]] bool at_end() const { return step == run.events.size(); }
};

// One pass over the run finds the goroutines of all visible instants.
scene scene_of(const recording& r, std::size_t step, const layout& l,
               const signs& s) {
    scene all{r, step, l, s};
    moments m(r);
    for (std::size_t i = l.first(); i < l.last(); ++i) {
        m.advance_to(std::min(l.instants()[i].end, step));
        all.goroutines.push_back(m.now().goroutines);
    }
    return all;
}

// One row of the picture.
class lane {
public:
    lane(const scene& s, std::uint32_t id, frame& f, std::size_t y)
        : scene_(s), id_(id), frame_(f), y_(y), waits_on_(f.width()) {}

    void draw() {
        const layout& l = scene_.places;
        for (std::size_t i = l.first(); i < l.last(); ++i) {
            draw_line(i, draw_marks(i), end_of_line(i));
        }
        write_waits();
    }

private:
    // Draws the marks of an instant. Returns the column after them.
    std::size_t draw_marks(std::size_t i) {
        const instant& at = scene_.places.instants()[i];
        std::size_t x = at.x;
        std::size_t hidden = scene_.places.hidden_of(i);
        const auto draw = [&](const mark& m) {
            if (m.lane != id_) return;
            if (hidden > 0) {
                --hidden;
                frame_.put(at.x, y_, scene_.set.more, look::dim);
                x = at.x + 1;
                return;
            }
            x = frame_.put(x, y_, m.sign, m.as, scene_.places.end_of(i));
        };
        if (at.begin == 0 && scene_.step > 0) {
            draw({1, std::string(scene_.set.start), look::plain});
        }
        for (std::size_t k = at.begin; k < std::min(at.end, scene_.step); ++k) {
            for (const auto& m : marks_of(scene_.run.events[k], scene_.set)) {
                draw(m);
            }
        }
        return x;
    }

    // Returns the column at which the next instant begins.
    [[nodiscard]] std::size_t end_of_line(std::size_t i) const {
        const layout& l = scene_.places;
        if (i + 1 < l.last()) return l.instants()[i + 1].x;
        return l.end_of(i) + (is_end_of_run(i) ? for_ever : tail);
    }

    [[nodiscard]] bool is_end_of_run(std::size_t i) const {
        return scene_.at_end() && i + 1 == scene_.places.instants().size();
    }

    // Draws the line after the marks of an instant, if the goroutine is there.
    // At the end of the run only a goroutine that waits goes on.
    void draw_line(std::size_t i, std::size_t from, std::size_t to) {
        const layout& l = scene_.places;
        const auto& all = scene_.goroutines[i - l.first()];
        const auto g = std::ranges::find(all, id_, &goroutine_now::id);
        if (g == all.end() || g->is == goroutine_now::state::ended) return;
        if (is_end_of_run(i) && g->waits_on.empty()) return;
        for (std::size_t x = from; x < std::min(to, frame_.width()); ++x) {
            if (i <= l.now() && (scene_.at_end() || x < l.now_x())) {
                frame_.put(x, y_, scene_.set.line);
                waits_on_[x] = g->waits_on;
            } else if (x == l.now_x()) {
                frame_.put(x, y_, scene_.set.now, look::accent);
            } else {
                frame_.put(x, y_, scene_.set.future, look::dim);
            }
        }
    }

    // Writes what the goroutine waits on into the middle of its line, if it
    // fits.
    void write_waits() {
        for (auto at = waits_on_.begin(); at != waits_on_.end();) {
            const auto next = std::find_if(
                at, waits_on_.end(), [&](const auto& w) { return w != *at; });
            const auto room = static_cast<std::size_t>(next - at);
            const std::string text = ' ' + *at + ' ';
            if (!at->empty() && width_of(text) + 2 <= room) {
                const auto x = static_cast<std::size_t>(at - waits_on_.begin());
                frame_.put(x + (room - width_of(text)) / 2, y_, text,
                           look::dim);
            }
            at = next;
        }
    }

    const scene& scene_;
    const std::uint32_t id_;
    frame& frame_;
    const std::size_t y_;
    std::vector<std::string> waits_on_;  // for each column with a line
};

// The lanes of the whole run, so that no lane appears later. The outside has a
// lane if it has a mark.
std::vector<std::pair<std::uint32_t, std::string>> lanes_of(const recording& r,
                                                            const canvas& c) {
    std::vector<std::pair<std::uint32_t, std::string>> all;
    for (const auto& g : moment_at(r, r.events.size()).goroutines) {
        all.emplace_back(g.id, g.name);
    }
    const bool outside = std::ranges::any_of(r.events, [&](const event& e) {
        const auto marks = marks_of(e, c.signs);
        return std::ranges::count(marks, the_outside, &mark::lane) > 0;
    });
    if (outside) {
        all.emplace_back(the_outside, outside_name(r.real_time, c.language));
    }
    return all;
}

void draw_times(frame& f, std::size_t y, const layout& l, const signs& s) {
    std::size_t free_from = 0;
    for (std::size_t i = l.first(); i < l.last(); ++i) {
        const auto& at = l.instants()[i];
        const std::string time = short_time(at.time);
        if (at.x < free_from || at.x + time.size() > f.width()) continue;
        const bool is_now = i == l.now();
        free_from = f.put(at.x, y, time, is_now ? look::strong : look::dim) + 1;
    }
    if (l.first() > 0) f.put(l.instants()[l.first()].x - 2, y, s.more);
    if (l.last() < l.instants().size()) f.put(f.width() - 1, y, s.more);
}

}  // namespace

frame draw_timeline(const recording& r, std::size_t step, const canvas& c) {
    const auto lanes = lanes_of(r, c);
    std::size_t label = 0;
    for (const auto& [id, name] : lanes) {
        label = std::max(label, std::min(width_of(name), widest_label));
    }
    frame f(c.width, lanes.size() + 1);
    const layout l(r, step, label + 2, c.width, c.signs);
    const scene s = scene_of(r, step, l, c.signs);
    for (std::size_t y = 0; y < lanes.size(); ++y) {
        const auto& [id, name] = lanes[y];
        f.put_cut(0, y, name, c.signs.more, look::strong, label);
        lane(s, id, f, y).draw();
    }
    draw_times(f, lanes.size(), l, c.signs);
    return f;
}

}  // namespace ctxdemo
