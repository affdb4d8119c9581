// compare() records two runs, the first with one worker and the second with a
// nested worker as well. Each time is the difference between two steps of a
// run. The stop line is the line of the program with the mark `stop`:
//
//     held_up    main's step on the stop line ---> main's step on a later line
//     stopped    main's step on the stop line ---> exit of the worker
//
// An exploration of the schedules counts the transcripts.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/comparison.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/run/program_source.hpp"
#include "apps/ctxdemo/run/recording.hpp"
#include "apps/ctxdemo/run/transcripts.hpp"
#include "lessons/support/marks.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::flag;
using lessons::flag_set;
using lessons::lesson;
using lessons::marked_lines;
using lessons::race_verdict;
using lessons::race_verdicts;
using lessons::text_of;

namespace {

using ctx::duration;
using ctx::event;
using ctx::step;

/// The time that a run goes on after main asks the worker to stop. A run needs
/// a limit, because a worker that never stops works for ever.
constexpr duration long_after = std::chrono::minutes(1);

/// The most schedules to run. `ctxdemo explore` has the same default.
constexpr std::uint64_t max_schedules = 100'000;

bool is_mains(const event& e) { return e.goroutine == 1; }

[[noreturn]] void fail(const lesson& l, const std::string& problem) {
    throw std::logic_error("lessons/" + l.name + ": " + problem);
}

/// Returns the number of the line that has this mark in the lesson's program.
/// Lines count from 1.
std::uint32_t line_of(const lesson& l, std::string_view mark) {
    std::uint32_t line = 0;
    for (const auto& marked : marked_lines(text_of(l.name).cpp)) {
        ++line;
        if (marked.mark == mark) return line;
    }
    fail(l, "no line has the mark " + std::string(mark));
}

/// Sets a flag; returns false if there is no flag of this name.
bool set_flag(const flag_set& flags, std::string_view name,
              const std::string& value) {
    const auto found = std::ranges::find(flags.all(), name, &flag::name);
    if (found == flags.all().end()) return false;
    found->set(value);
    return true;
}

/// A recorded run of a lesson, and the times measured in it. The request is the
/// step with which main asks the worker to stop.
class observed_run {
public:
    observed_run(const lesson& l, recording r)
        : of_(l),
          recorded_(std::move(r)),
          stop_line_(line_of(l, "stop")),
          asked_(find_asked()) {}

    observed_run(const observed_run&) = delete;  // asked_ points into recorded_
    observed_run& operator=(const observed_run&) = delete;

    /// Returns the time from the request until the goroutine that is started on
    /// the line `mark` returns. Empty if main returns or the run ends first.
    [[nodiscard]] std::optional<duration> stopped(std::string_view mark) const {
        const auto id = started_at(line_of(of_, mark));
        const auto& events = recorded_.events;
        // end.base() is one past main's last step before main returns.
        const auto end = std::find_if(events.rbegin(), events.rend(), is_mains);
        const auto exit =
            std::find_if(events.begin(), end.base(), [id](const event& e) {
                return e.what == step::exit && e.goroutine == id;
            });
        if (exit == end.base()) return {};
        return after_request(*exit);
    }

    /// Returns the time from the request until main takes a step on a later
    /// line. Empty if the run ends first.
    [[nodiscard]] std::optional<duration> held_up() const {
        const auto& events = recorded_.events;
        const auto next =
            std::find_if(asked_, events.end(), [this](const event& e) {
                return is_mains(e) && line(e) > stop_line_;
            });
        if (next == events.end()) return {};
        return after_request(*next);
    }

    /// Returns the number of goroutines that the run leaves behind.
    [[nodiscard]] std::size_t left() const { return recorded_.left.size(); }

private:
    using iterator = std::vector<event>::const_iterator;

    /// Returns the line of a step; 0 if the step is in another file.
    [[nodiscard]] std::uint32_t line(const event& e) const {
        return lesson_source(of_).line_of(e.where);
    }

    /// Returns the request: main's first step on the stop line. A line that
    /// only sets a variable has no step. For such a line, returns main's last
    /// step before it.
    [[nodiscard]] iterator find_asked() const {
        const auto& events = recorded_.events;
        auto last = events.end();
        for (auto it = events.begin(); it != events.end(); ++it) {
            if (!is_mains(*it)) continue;
            if (line(*it) == stop_line_) return it;
            if (line(*it) > stop_line_) break;
            last = it;
        }
        if (last == events.end())
            fail(of_,
                 "main takes no step on or before the line with the mark stop");
        return last;
    }

    /// Returns the number of the goroutine that is started on line `where`.
    [[nodiscard]] std::uint32_t started_at(std::uint32_t where) const {
        for (const auto& e : recorded_.events) {
            if (e.what == step::go && line(e) == where) return e.object;
        }
        fail(of_, "no goroutine is started on line " + std::to_string(where));
    }

    /// Returns the time from the request to `e`; zero if `e` came first.
    [[nodiscard]] duration after_request(const event& e) const {
        return std::max(e.time - asked_->time, duration::zero());
    }

    const lesson& of_;
    const recording recorded_;
    const std::uint32_t stop_line_;
    const iterator asked_;
};

enum class workers { one, two };

recording run(const lesson& l, workers n, duration stop_after,
              const ctx::context& until) {
    flag_set flags;
    const auto program = l.prepare(flags);
    if (!set_flag(flags, "--stop-after", ctx::format_duration(stop_after))) {
        fail(l, "there is no flag --stop-after");
    }
    // The lesson `nested` has no flag --nested and needs none, because its
    // worker always starts a nested worker.
    if (n == workers::two) set_flag(flags, "--nested", "");
    return record(
        program,
        {.schedule = {}, .limit = stop_after + long_after, .until = until});
}

void count_transcripts(const lesson& l, const ctx::context& until,
                       comparison& c) {
    flag_set flags;
    exploration_options options;
    options.max = max_schedules;
    options.until = until;
    const auto found = find_transcripts(l.prepare(flags), options);
    c.transcripts = found.all.size();
    c.complete = found.complete;
}

std::vector<race_verdict> races_of(const lesson& l) {
    std::vector<race_verdict> found;
    for (const auto& r : race_verdicts()) {
        if (r.program.substr(0, r.program.find('/')) == l.name) {
            found.push_back(r);
        }
    }
    return found;
}

}  // namespace

std::vector<const lesson*> approaches() {
    std::vector<const lesson*> all;
    for (const auto& l : all_lessons()) {
        if (!text_of(l.name).en.approach.empty()) all.push_back(&l);
    }
    return all;
}

comparison compare(const lesson& l, duration stop_after,
                   const ctx::context& until) {
    recording with_one = run(l, workers::one, stop_after, until);
    recording with_two = run(l, workers::two, stop_after, until);
    if (until.err()) return {};
    const observed_run one(l, std::move(with_one));
    const observed_run two(l, std::move(with_two));
    comparison c{.lesson = l.name,
                 .stopped = one.stopped("go"),
                 .held_up = one.held_up(),
                 .nested_stopped = two.stopped("go-2"),
                 .left = two.left(),
                 .races = races_of(l)};
    count_transcripts(l, until, c);
    return c;
}

}  // namespace ctxdemo
