// What is true of every timeline: of each lesson, with many flags and
// schedules, at each step and in several widths.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctx/explore.hpp>
#include <functional>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/time_axis.hpp"
#include "apps/ctxdemo/views/timeline.hpp"
#include "tests/apps/recordings.hpp"
#include "tests/support/sanitizers.hpp"

namespace timeline_properties_test {

using namespace std::chrono_literals;
using ctx::step;
using ctx_test::recording_of;
using ctxdemo::axis_column;
using ctxdemo::recording;
using ctxdemo::step_mark;
using ctxdemo::unicode_signs;
using lessons::language;
using command_line = std::vector<std::string>;

constexpr std::size_t widths[] = {40, 80, 120, 200};

// -- the runs -----------------------------------------------------------------

/// A run and a name for it.
struct named_run {
    std::string name;
    recording r;
};

/// Returns the commands of a lesson's text that run the lesson, without the
/// flags that are not the lesson's.
std::set<command_line> variants_of(const std::string& lesson) {
    std::set<command_line> all{{lesson}};
    const auto& prose = lessons::text_of(lesson).en;
    const auto add = [&](command_line words) {
        if (words[0] == "explore") words.erase(words.begin());
        if (words[0] != lesson) return;
        command_line kept;
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i] == "--stamps" || words[i] == "--os") continue;
            if (words[i] == "--speed" || words[i] == "--schedule") {
                ++i;
                continue;
            }
            kept.push_back(words[i]);
        }
        all.insert(kept);
    };
    add(prose.predict.command);
    for (const auto& t : prose.to_try) add(t.command);
    return all;
}

/// Returns at most `most` schedules of a lesson, evenly spread.
std::vector<ctx::schedule> schedules_of(const std::string& lesson,
                                        std::size_t most) {
    const auto run = ctx_test::program_of({lesson});
    std::vector<ctx::schedule> all;
    ctx::explore_options options;
    options.limit = run.limit;
    (void)ctx::explore(
        run.main, [&](const ctx::explored& e) { all.push_back(e.chosen); },
        options);
    if (all.size() <= most) return all;
    std::vector<ctx::schedule> some;
    for (std::size_t i = 0; i < most; ++i) {
        some.push_back(all[i * all.size() / most]);
    }
    return some;
}

const std::vector<named_run>& usual_runs() {
    static const auto all = [] {
        std::vector<named_run> runs;
        for (const auto& name : ctx_test::lesson_names()) {
            for (const auto& command : variants_of(name)) {
                runs.push_back(
                    {ctx_test::line_of(command), recording_of(command)});
            }
        }
        return runs;
    }();
    return all;
}

// A sanitizer makes each picture take ten times as long, and is satisfied with
// fewer.
constexpr std::size_t most_schedules = ctx_test::sanitized ? 20 : 200;

const std::vector<named_run>& scheduled_runs() {
    static const auto all = [] {
        std::vector<named_run> runs;
        for (const auto& name : ctx_test::lesson_names()) {
            for (const auto& s : schedules_of(name, most_schedules)) {
                runs.push_back({name + " --schedule " + to_string(s),
                                recording_of({name}, s)});
            }
        }
        return runs;
    }();
    return all;
}

/// Returns a run of no program. Its times are from microseconds to hours apart.
/// Main is there from the beginning to the end.
recording random_run(std::minstd_rand& random) {
    const auto below = [&](unsigned n) {
        return static_cast<unsigned>(random() % n);
    };
    recording r;
    ctx::duration time{};
    std::uint32_t goroutines = 1;
    const auto events = 1 + below(30);
    for (unsigned i = 0; i < events; ++i) {
        ctx::event e;
        const ctx::duration units[] = {1us, 1ms, 10ms, 1s, 1min, 1h};
        if (i > 0 && below(3) == 0) time += (1 + below(20)) * units[below(6)];
        e.time = time;
        const step kinds[] = {step::go,     step::print, step::print,
                              step::cancel, step::block, step::expire};
        e.what = kinds[below(6)];
        if (i == 0) e.what = step::print;
        e.goroutine = e.what == step::expire ? 0 : 1 + below(goroutines);
        e.object = e.what == step::go ? ++goroutines : 1;
        e.text = e.what == step::go ? "g" : "x";
        r.events.push_back(e);
    }
    find_steps(r);
    return r;
}

const std::vector<named_run>& random_runs() {
    static const auto all = [] {
        std::vector<named_run> runs;
        std::minstd_rand random(1);
        for (int i = 0; i < 300; ++i) {
            runs.push_back({"random " + std::to_string(i), random_run(random)});
        }
        return runs;
    }();
    return all;
}

// -- the pictures -------------------------------------------------------------

/// A timeline, and what it was drawn from.
struct picture {
    const recording& r;
    std::size_t step;
    language in;
    std::vector<step_mark> marks;
    std::vector<std::uint32_t> lanes;
    std::size_t left;  ///< the column at which the axis begins
    ctxdemo::time_axis axis;
    ctxdemo::frame f;

    [[nodiscard]] const std::string& at(std::size_t lane, std::size_t x) const {
        return f.row(lane)[left + x].bytes;
    }
    [[nodiscard]] std::string times() const {
        std::string text;
        for (const auto& c : f.row(lanes.size())) text += c.bytes;
        return text;
    }
    [[nodiscard]] std::string note() const {
        return in == language::zh ? "不按比例" : "not to scale";
    }
};

picture picture_of(const recording& r, std::size_t now, std::size_t width,
                   language l) {
    picture p{r, now, l, marks_of(r, unicode_signs), {}, 0, {}, {0, 0}};
    for (const auto& g : moment_at(r, r.steps.size()).goroutines) {
        p.lanes.push_back(g.id);
        p.left = std::max(
            p.left, std::min<std::size_t>(ctxdemo::width_of(g.name), 12) + 2);
    }
    if (std::ranges::count(p.marks, 0U, &step_mark::lane) > 0) {
        p.lanes.push_back(0);
        const std::size_t clock = l == language::zh ? 4 : 5;
        p.left = std::max(p.left, clock + 2);
    }
    p.axis = place_steps(r, p.marks, now, width - p.left,
                         ctxdemo::width_of(p.note()));
    p.f = draw_timeline(r, now, {width, 0, unicode_signs, l});
    return p;
}

/// Calls `check` for many pictures. It returns what is wrong with a picture, or
/// an empty text.
void check_pictures(const std::function<std::string(const picture&)>& check) {
    const auto look = [&](const named_run& n, std::size_t now, std::size_t w) {
        const auto l = now % 5 == 4 ? language::zh : language::en;
        const auto p = picture_of(n.r, now, w, l);
        const auto wrong = check(p);
        if (wrong.empty()) return;
        CAPTURE(n.name);
        CAPTURE(now);
        const auto text = '\n' + to_text(p.f, false);
        CAPTURE(text);
        FAIL_CHECK(wrong);
    };
    for (const auto& n : usual_runs()) {
        for (std::size_t i = 0; i <= n.r.steps.size(); ++i) {
            look(n, i, widths[i % 4]);
        }
        for (const std::size_t w : widths) look(n, n.r.steps.size(), w);
    }
    std::size_t next = 0;
    for (const auto* runs : {&scheduled_runs(), &random_runs()}) {
        for (const auto& n : *runs) {
            // One width for each of some steps, and another next time.
            for (std::size_t i = next % 7; i <= n.r.steps.size(); i += 7) {
                look(n, i, widths[next++ % 4]);
            }
            look(n, n.r.steps.size(), widths[next++ % 4]);
        }
    }
}

// -- the properties -----------------------------------------------------------

TEST_CASE("every start, end, print and cancellation of a run has a mark") {
    for (const auto* runs : {&usual_runs(), &scheduled_runs()}) {
        for (const auto& n : *runs) {
            // Pairs of a step and a lane.
            std::vector<std::pair<std::size_t, std::uint32_t>> want{{0, 1}};
            for (std::size_t i = 0; i < n.r.steps.size(); ++i) {
                for (auto k = n.r.steps[i].begin; k < n.r.steps[i].end; ++k) {
                    const auto& e = n.r.events[k];
                    const bool goes = e.what == step::go;
                    if (!goes && e.what != step::exit &&
                        e.what != step::print && e.what != step::cancel &&
                        e.what != step::expire) {
                        continue;
                    }
                    const std::pair mark{i + 1, goes ? e.object : e.goroutine};
                    if (want.back() != mark) want.push_back(mark);
                }
            }
            std::vector<std::pair<std::size_t, std::uint32_t>> got;
            for (const auto& m : marks_of(n.r, unicode_signs)) {
                got.emplace_back(m.step, m.lane);
            }
            CAPTURE(n.name);
            CHECK(got == want);
        }
    }
}

TEST_CASE("of two marks the one further left happened first, on any lanes") {
    check_pictures([](const picture& p) -> std::string {
        std::size_t last = 0;
        std::size_t seen = 0;
        bool cut = p.axis.cut_left || p.axis.cut_right;
        bool cut_here = true;
        for (std::size_t x = 0; x < p.axis.columns.size(); ++x) {
            const auto& c = p.axis.columns[x];
            if (c.is == axis_column::kind::cut) cut = cut_here = true;
            if (c.is != axis_column::kind::mark) continue;
            const auto& m = p.marks[c.mark];
            if (seen > 0 && m.step < p.marks[last].step) return "order";
            if (seen > 0 && !cut_here && c.mark != last + 1) return "left out";
            last = c.mark;
            cut_here = false;
            ++seen;
            const auto lane = std::ranges::find(p.lanes, m.lane);
            if (lane == p.lanes.end()) return "no lane";
            const auto y = static_cast<std::size_t>(lane - p.lanes.begin());
            const bool past = p.step > 0 && m.step <= p.step;
            if (past && p.at(y, x) != m.sign) return "a mark is missing";
            // The lane of a goroutine begins with its start.
            if (m.sign != unicode_signs.start) continue;
            for (std::size_t k = 0; k < x; ++k) {
                if (p.at(y, k) != " ") return "a line before the start";
            }
        }
        return cut || seen == p.marks.size() ? "" : "marks are left out";
    });
}

/// The time between two instants of a picture.
struct gap {
    ctx::duration time{};
    std::size_t width = 0;
    std::size_t breaks = 0;  ///< columns that show a break
};

/// Returns one past the last column of the instant of a label.
std::size_t end_of_instant(const picture& p, std::size_t x) {
    using kind = axis_column::kind;
    const auto& all = p.axis.columns;
    if (all[x].is == kind::gap) return x + 1;
    while (x < all.size() &&
           (all[x].is == kind::mark || all[x].is == kind::cut))
        ++x;
    return x;
}

std::vector<gap> gaps_of(const picture& p) {
    std::vector<gap> all;
    for (std::size_t i = 0; i + 1 < p.axis.labels.size(); ++i) {
        const auto& a = p.axis.labels[i];
        const auto& b = p.axis.labels[i + 1];
        gap g{b.time - a.time, b.x - end_of_instant(p, a.x), 0};
        for (std::size_t x = a.x; x < b.x; ++x) {
            if (p.axis.columns[x].is == axis_column::kind::broken) ++g.breaks;
        }
        all.push_back(g);
    }
    return all;
}

TEST_CASE("gaps are proportional to time, but for those with a break") {
    check_pictures([](const picture& p) -> std::string {
        // The scales, in columns for a nanosecond, that are true of all gaps to
        // within one column.
        double least = 0;
        double most = std::numeric_limits<double>::max();
        gap longest;
        const auto gaps = gaps_of(p);
        for (const auto& g : gaps) {
            if (g.breaks != 0) continue;
            const auto time = static_cast<double>(g.time.count());
            const auto width = static_cast<double>(g.width);
            least = std::max(least, (width - 1) / time);
            most = std::min(most, (width + 1) / time);
            if (g.time > longest.time) longest = g;
        }
        if (least > most) return "not to scale";
        for (const auto& g : gaps) {
            if (g.width < 3) return "a gap is hardly to be seen";
            if (g.breaks == 0) continue;
            if (g.breaks != 2) return "a break is two columns";
            if (g.time <= longest.time) return "a shorter gap has a break";
            if (g.width <= longest.width) return "a longer gap is narrower";
        }
        return "";
    });
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos;
         at = text.find(part, at + part.size())) {
        ++count;
    }
    return count;
}

TEST_CASE("a break can be seen, and is said once: not to scale") {
    check_pictures([](const picture& p) -> std::string {
        std::size_t breaks = 0;
        for (const auto& g : gaps_of(p)) breaks += g.breaks / 2;
        const auto notes = count_of(p.times(), p.note());
        if (notes != (breaks > 0 ? 1 : 0)) return "the note";
        if (p.step == 0) return "";
        std::size_t drawn = 0;
        for (std::size_t x = 0; x < p.axis.columns.size(); ++x) {
            if (p.at(0, x) == unicode_signs.broken) ++drawn;
        }
        return drawn == 2 * breaks ? "" : "main's lane";
    });
}

/// A word of the row of times.
struct word {
    std::size_t x;
    std::string text;
};

std::vector<word> words_below(const picture& p) {
    std::vector<word> all;
    const auto& row = p.f.row(p.lanes.size());
    for (std::size_t x = 0; x < row.size(); ++x) {
        if (row[x].bytes == " ") continue;
        if (x == 0 || row[x - 1].bytes == " ") all.push_back({x, ""});
        all.back().text += row[x].bytes;
    }
    return all;
}

TEST_CASE("each time stands below its column or at the edge, and once") {
    check_pictures([](const picture& p) -> std::string {
        std::set<std::string> seen;
        const auto now = std::ranges::find(p.axis.labels, true,
                                           &ctxdemo::axis_label::is_now);
        if (now == p.axis.labels.end()) return "no current time";
        for (const auto& w : words_below(p)) {
            if (w.text == unicode_signs.more ||
                p.note().find(w.text) != std::string::npos) {
                continue;
            }
            if (!seen.insert(w.text).second) return "twice: " + w.text;
            const auto end = w.x + ctxdemo::width_of(w.text);
            const auto edge = p.f.width() - (p.axis.cut_right ? 2 : 0);
            const bool fits =
                std::ranges::any_of(p.axis.labels, [&](const auto& label) {
                    if (ctxdemo::short_time(label.time) != w.text) return false;
                    const auto x = p.left + label.x;
                    return x == w.x || (x > w.x && end == edge);
                });
            if (!fits) return "not at its column: " + w.text;
        }
        return seen.contains(ctxdemo::short_time(now->time))
                   ? ""
                   : "the current time is missing";
    });
}

/// Returns true if a goroutine waits at the end of a run.
bool ends_waiting(const recording& r) {
    std::set<std::uint32_t> blocked;
    for (const auto& e : r.events) {
        if (e.what == step::block) blocked.insert(e.goroutine);
        if (e.what != step::block) blocked.erase(e.goroutine);
    }
    return !blocked.empty();
}

TEST_CASE("a picture fills its width, unless it is of a single instant") {
    check_pictures([](const picture& p) -> std::string {
        if (p.axis.labels.size() < 2 || p.step == 0) return "";
        std::size_t last = 0;
        for (std::size_t y = 0; y < p.lanes.size(); ++y) {
            for (std::size_t x = 0; x < p.f.width(); ++x) {
                if (p.f.row(y)[x].bytes != " ") last = std::max(last, x);
            }
        }
        if (last + 3 < p.f.width()) return "room is left";
        if (ends_waiting(p.r)) return "";
        const auto end = end_of_instant(p, p.axis.labels.back().x);
        return p.left + end + 3 >= p.f.width() ? "" : "the last instant";
    });
}

TEST_CASE("no row of a picture is wider than the picture") {
    check_pictures([](const picture& p) -> std::string {
        for (std::size_t y = 0; y < p.f.height(); ++y) {
            std::string line;
            for (const auto& c : p.f.row(y)) line += c.bytes;
            if (ctxdemo::width_of(line) != p.f.width()) return line;
        }
        return "";
    });
}

}  // namespace timeline_properties_test
