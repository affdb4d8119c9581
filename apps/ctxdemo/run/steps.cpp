// Which events are one step.
//
// A bubble logs the events of one goroutine in a row, until it blocks. So the
// events of a step follow each other.
//
//     sleep, block                 worker sleeps for 1s
//     timer, select, block         worker waits until ctx is done, or for 1s
//     wake, choose                 worker goes on: ctx is canceled
//     select, choose               worker looks at ctx: not canceled
//     cancel, cancel, ...          main cancels ctx, and audit with it
//     close, close                 client.send closes both ways of a connection
//     after_func, go               the function registered on ctx starts
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <map>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/recording.hpp"

namespace ctxdemo {

using ctx::event;
using ctx::step;

namespace {

bool is_same_line(const event& a, const event& b) {
    return a.where.line() == b.where.line();
}

// True for `recv(after(1s))`, where the timer is made for one case.
bool waits_for_timer(const event& wait, const event& timer) {
    const auto receives = [&](const ctx::event_case& c) {
        return c.what == step::receive && c.object == timer.object;
    };
    return wait.object == timer.object ||
           std::ranges::any_of(wait.cases, receives);
}

// The parents of the contexts, by the numbers that the log has for them.
using family = std::map<std::uint32_t, std::uint32_t>;

bool is_derived(const family& parents, std::uint32_t child,
                std::uint32_t from) {
    for (auto it = parents.find(child); it != parents.end();
         it = parents.find(it->second)) {
        if (it->second == from) return from != 0;
    }
    return false;
}

// Returns true if `next`, which follows `last`, belongs to the same step.
// `first` is the first event of the step.
bool belongs(const family& parents, const event& first, const event& last,
             const event& next) {
    if (next.goroutine != last.goroutine) return false;
    switch (next.what) {
        case step::block:
            return is_blocking_call(last.what);
        case step::choose:
            return last.what == step::select || last.what == step::wake;
        case step::select:
        case step::receive:
            return last.what == step::timer && waits_for_timer(next, last);
        case step::timer:
            return last.what == step::timer && last.object != next.object &&
                   is_same_line(last, next);
        case step::cancel:
        case step::expire:
            // One call makes a context done and all that are derived from it.
            return last.what == next.what &&
                   is_derived(parents, next.object, first.object);
        case step::close:
            return last.what == step::close && is_same_line(last, next);
        case step::go:
            return last.what == step::after_func;
        default:
            return false;
    }
}

std::vector<run_step> steps_of(const recording& r) {
    std::vector<run_step> all;
    family parents;
    ctx::duration time{};
    for (std::size_t i = 0; i < r.events.size(); ++i) {
        const event& e = r.events[i];
        if (e.time > time) {
            all.push_back({i, i, e.time});
            time = e.time;
        }
        if (e.what == step::derive) parents[e.object] = e.other;
        const bool joins =
            !all.empty() && !all.back().is_time() &&
            belongs(parents, r.events[all.back().begin], r.events[i - 1], e);
        if (!joins) all.push_back({i, i, e.time});
        all.back().end = i + 1;
        all.back().time = e.time;
    }
    return all;
}

bool is_before(const run_step& s, const choice_point& c) {
    return s.end <= c.events && s.time <= c.time;
}

}  // namespace

void find_steps(recording& r) {
    r.steps = steps_of(r);
    r.names = names_in(r.events, *r.names.sources);
    std::size_t step = 0;
    for (choice_point& c : r.choices) {
        while (step < r.steps.size() && is_before(r.steps[step], c)) ++step;
        c.step = step;
    }
}

}  // namespace ctxdemo
