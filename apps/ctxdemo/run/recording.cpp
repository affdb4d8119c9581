// The bubble reports each event to an observer and asks a function for each
// choice. Both are noted here: the events in order, and each choice with the
// number of events before it.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/recording.hpp"

#include <exception>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/shortage.hpp"

namespace ctxdemo {

namespace {

choice_point point_of(const ctx::choice& c, std::size_t events,
                      std::size_t taken) {
    choice_point point;
    point.events = events;
    point.time = ctx::clock::now().time_since_epoch();
    point.what = c.what;
    point.taken = taken;
    for (std::size_t i = 0; i < c.ways; ++i) point.ways.push_back(c.which(i));
    return point;
}

// True for a step inside of the HTTP library. The steps that a learner is to
// see have the line of the lesson that called the library.
bool is_internal(const ctx::event& e) {
    return std::string_view(e.where.file_name()).find("lessons/support/") !=
           std::string_view::npos;
}

ctx::run_report run(const std::function<void()>& program,
                    const recording_options& options, recording& r) {
    ctx::bubble_options how;
    how.until = options.until;
    how.limit = options.limit;
    how.memory = options.memory;
    how.observer = [&](const ctx::event& e) {
        if (!is_internal(e)) r.events.push_back(e);
    };
    ctx::replay chosen(options.schedule);
    how.choose = [&](const ctx::choice& c) {
        const auto before = chosen.ways().size();
        const std::size_t taken = chosen(c);
        // The replay skips choices that no schedule contains.
        if (chosen.ways().size() > before) {
            r.choices.push_back(point_of(c, r.events.size(), taken));
        }
        return taken;
    };
    return ctx::bubble(program, how);
}

}  // namespace

recording record(const std::function<void()>& program,
                 const recording_options& options) {
    recording r;
    r.names.sources = options.sources;
    try {
        r.left = run(program, options, r).leaks;
    } catch (const ctx::deadlock& e) {
        r.failure = first_line(e.what());
        r.left = e.asleep();
    } catch (const std::exception& e) {
        rethrow_if_shortage();
        r.failure = first_line(e.what());
    }
    find_steps(r);
    return r;
}

std::string output_of(const recording& r) {
    std::string text;
    for (const auto& e : r.events) text += printed(e, false);
    return text;
}

ctx::schedule schedule_of(const recording& r) {
    std::vector<std::size_t> choices;
    for (const auto& c : r.choices) choices.push_back(c.taken);
    return ctx::schedule(std::move(choices));
}

ctx::schedule schedule_with(const recording& r, std::size_t i,
                            std::size_t other) {
    std::vector<std::size_t> choices;
    for (std::size_t k = 0; k < i; ++k) choices.push_back(r.choices[k].taken);
    choices.push_back(other);
    return ctx::schedule(std::move(choices));
}

}  // namespace ctxdemo
