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

namespace ctxdemo {

namespace {

using ctx::event;
using ctx::step;

constexpr std::size_t widest_label = 12;
constexpr std::size_t narrowest_gap = 3;
constexpr std::size_t widest_gap = 16;

// What comes after the last instant that is shown.
constexpr std::size_t tail = 2;

// And after the last of a run, where a goroutine waits that never goes on: with
// room for what it waits on.
constexpr std::size_t for_ever = 30;

// The lane of what happens by itself.
constexpr std::uint32_t the_outside = 0;

// In real time no two steps are at the same time. Those without a mark are not
// worth a column of their own if they are as close as this.
constexpr std::chrono::milliseconds blink(1);

// What an event puts on a lane; nothing for most of them.
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

// Steps at the same time, or all but, and how many columns they take.
struct instant {
    ctx::duration time{};
    std::size_t begin = 0;  // the steps, of the whole run
    std::size_t end = 0;
    bool marked = false;
    std::size_t width = 1;
    std::size_t x = 0;  // of its first column, on the picture
};

std::size_t width_of_marks(const recording& r, const instant& i,
                           const signs& s) {
    // Main starts with a mark that no event has.
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
    for (auto& i : all)
        i.width = std::max<std::size_t>(width_of_marks(r, i, s), 1);
    return all;
}

// Where on the picture everything goes: which instants fit, and their columns.
class layout {
public:
    layout(const recording& r, std::size_t step, std::size_t left,
           std::size_t width, const signs& s)
        : all_(instants_of(r, s)), left_(left), right_(width) {
        while (now_ + 1 < all_.size() && all_[now_].end < step) ++now_;
        if (!all_.empty()) {
            instant so_far = all_[now_];
            so_far.end = std::min(so_far.end, step);
            done_ = width_of_marks(r, so_far, s);
        }
        choose_window();
        place();
        if (!all_.empty()) now_x_ = all_[now_].x + done_ - hidden_of(now_);
    }

    [[nodiscard]] const std::vector<instant>& instants() const { return all_; }
    [[nodiscard]] std::size_t first() const { return first_; }
    [[nodiscard]] std::size_t last() const { return last_; }  // one past it
    [[nodiscard]] std::size_t now() const { return now_; }
    [[nodiscard]] std::size_t now_x() const { return now_x_; }
    /// How many marks of an instant do not fit, so that the last ones do.
    [[nodiscard]] std::size_t hidden_of(std::size_t i) const {
        const std::size_t marks = i == now_ ? done_ : all_[i].width;
        const std::size_t room = end_of(i) - all_[i].x;
        return marks + 1 > room && all_[i].width > room ? marks + 1 - room : 0;
    }

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

    // From the current instant on in both directions, the past first.
    void choose_window() {
        if (all_.empty()) return;
        const std::size_t room = right_ > left_ ? right_ - left_ : 0;
        first_ = now_;
        last_ = now_ + 1;
        while (first_ > 0 && needed(first_ - 1, last_) <= room) --first_;
        while (last_ < all_.size() && needed(first_, last_ + 1) <= room) {
            ++last_;
        }
    }

    void place() {
        if (all_.empty()) return;
        const std::size_t room = right_ > left_ ? right_ - left_ : 0;
        const std::size_t count = last_ - first_;
        const std::size_t used = needed(first_, last_) - count * narrowest_gap;
        const std::size_t gaps = std::max<std::size_t>(count - 1, 1);
        std::size_t gap = room > used + tail ? (room - used - tail) / gaps : 1;
        gap = std::clamp<std::size_t>(gap, 1, widest_gap);
        std::size_t x = left_;
        for (std::size_t i = first_; i < last_; ++i) {
            all_[i].x = x;
            x += all_[i].width + gap;
        }
        right_ = std::min(right_, x);
    }

    std::vector<instant> all_;
    std::size_t left_;
    std::size_t right_;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
    std::size_t now_ = 0;
    std::size_t done_ = 0;   // columns of the current instant that are full
    std::size_t now_x_ = 0;  // the column after them
};

// One row of the picture.
class lane {
public:
    lane(const recording& r, std::size_t step, const layout& l, const signs& s,
         std::uint32_t id)
        : r_(r), step_(step), layout_(l), signs_(s), id_(id) {}

    void draw(frame& f, std::size_t y) {
        for (std::size_t i = layout_.first(); i < layout_.last(); ++i) {
            draw_instant(f, y, i);
            draw_gap(f, y, i);
        }
        end_run(f, y);
    }

private:
    // What the goroutine waits on after `steps` steps; it is not there if it
    // has not been started, or has ended.
    struct standing {
        bool there = false;
        std::string waits_on;
    };

    standing after(std::size_t steps) const {
        if (id_ == the_outside) return {};
        const moment m = moment_at(r_, steps);
        for (const auto& g : m.goroutines) {
            if (g.id == id_ && g.is != goroutine_now::state::ended) {
                return {true, g.waits_on};
            }
        }
        return {};
    }

    void draw_instant(frame& f, std::size_t y, std::size_t i) {
        const instant& at = layout_.instants()[i];
        const std::size_t end = std::min(at.end, step_);
        std::size_t x = at.x;
        std::size_t hidden = layout_.hidden_of(i);
        const auto place = [&](const mark& m) {
            if (m.lane != id_) return;
            if (hidden > 0) {
                --hidden;
                return;
            }
            end_run(f, y);
            x = f.put(x, y, m.sign, m.as, layout_.end_of(i));
            begin_run(x);
        };
        if (at.begin == 0 && step_ > 0) {
            place({1, std::string(signs_.start), look::plain});
        }
        for (std::size_t k = at.begin; k < end; ++k) {
            for (const auto& m : marks_of(r_.events[k], signs_)) place(m);
        }
        fill(f, y, x, layout_.end_of(i), i, after(end));
    }

    void draw_gap(frame& f, std::size_t y, std::size_t i) {
        const bool is_last = i + 1 == layout_.last();
        const std::size_t from = layout_.end_of(i);
        const std::size_t end = std::min(layout_.instants()[i].end, step_);
        const bool over = i + 1 == layout_.instants().size() && end == step_ &&
                          step_ == r_.events.size();
        // Nothing comes after the last step but for who waits for ever.
        const std::size_t to = over      ? from + for_ever
                               : is_last ? from + tail
                                         : layout_.instants()[i + 1].x;
        fill(f, y, from, to, i, after(end));
    }

    // A stretch without marks, of instant `i` or after it.
    void fill(frame& f, std::size_t y, std::size_t from, std::size_t to,
              std::size_t i, const standing& s) {
        const bool over =
            step_ == r_.events.size() && i + 1 == layout_.instants().size();
        // Nothing comes after the last step of who does not wait.
        if (!s.there || (over && s.waits_on.empty())) {
            end_run(f, y);
            return begin_run(to);
        }
        std::size_t x = from;
        if (i <= layout_.now()) {
            const std::size_t past = std::min(known_up_to(to), f.width());
            if (s.waits_on != waits_on_) {
                end_run(f, y);
                begin_run(from);
                waits_on_ = s.waits_on;
            }
            while (x < past) x = f.put(x, y, signs_.line, look::plain, past);
            run_end_ = std::max(x, from);
        }
        if (x >= to) return;
        end_run(f, y);
        while (x < std::min(to, f.width())) {
            const bool now = x == layout_.now_x();
            x = f.put(x, y, now ? signs_.now : signs_.future,
                      now ? look::accent : look::dim, to);
        }
        begin_run(to);
    }

    // What lies before column `to` and is no future.
    [[nodiscard]] std::size_t known_up_to(std::size_t to) const {
        const bool at_end = step_ == r_.events.size();
        return at_end ? to : std::min(to, layout_.now_x());
    }

    void begin_run(std::size_t x) {
        run_begin_ = run_end_ = x;
        waits_on_.clear();
    }

    // Writes what it waited on into the stretch that ends here, if it fits.
    void end_run(frame& f, std::size_t y) {
        const std::size_t room = run_end_ - run_begin_;
        const std::string text = ' ' + waits_on_ + ' ';
        if (!waits_on_.empty() && width_of(text) + 2 <= room) {
            f.put(run_begin_ + (room - width_of(text)) / 2, y, text, look::dim);
        }
        begin_run(run_end_);
    }

    const recording& r_;
    const std::size_t step_;
    const layout& layout_;
    const signs& signs_;
    const std::uint32_t id_;
    std::size_t run_begin_ = 0;
    std::size_t run_end_ = 0;
    std::string waits_on_;
};

// The lanes of the whole run, so that none comes up later: that of the outside
// only if it has a mark.
std::vector<std::pair<std::uint32_t, std::string>> lanes_of(const recording& r,
                                                            const signs& s) {
    std::vector<std::pair<std::uint32_t, std::string>> all;
    for (const auto& g : moment_at(r, r.events.size()).goroutines) {
        all.emplace_back(g.id, g.name);
    }
    const bool outside = std::ranges::any_of(r.events, [&](const event& e) {
        return std::ranges::count(marks_of(e, s), the_outside, &mark::lane) > 0;
    });
    if (outside) all.emplace_back(the_outside, name_of_outside(r.real_time));
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

frame draw_timeline(const recording& r, std::size_t step, std::size_t width,
                    const signs& s) {
    const auto lanes = lanes_of(r, s);
    std::size_t label = 0;
    for (const auto& [id, name] : lanes) {
        label = std::max(label, std::min(width_of(name), widest_label));
    }
    const std::size_t left = label + 2;
    frame f(width, lanes.size() + 1);
    const layout l(r, step, left, width, s);
    for (std::size_t y = 0; y < lanes.size(); ++y) {
        const auto& [id, name] = lanes[y];
        f.put(0, y, name, look::strong, label);
        lane(r, step, l, s, id).draw(f, y);
    }
    draw_times(f, lanes.size(), l, s);
    return f;
}

}  // namespace ctxdemo
