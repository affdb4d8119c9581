// ctx::explore runs the program once for each schedule. The lines that a run
// prints and the failure that ends it are the key of its transcript, in a map
// that counts the schedules.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/transcripts.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"

namespace ctxdemo {

namespace {

/// A long run reports its progress after so many events. The receiver looks at
/// the clock, which takes longer than most events.
constexpr std::uint64_t events_per_report = 256;

bool is_shorter(const ctx::schedule& a, const ctx::schedule& b) {
    const auto& left = a.choices();
    const auto& right = b.choices();
    return std::tuple(left.size(), left) < std::tuple(right.size(), right);
}

/// How a run ended: its failure, in one line, and the goroutines left.
struct ending {
    std::string failure;
    std::vector<ctx::goroutine_status> left;
};

ending ending_of(const ctx::explored& run) {
    if (!run.failure) return {"", run.report.leaks};
    try {
        std::rethrow_exception(run.failure);
    } catch (const ctx::deadlock& e) {
        return {first_line(e.what()), e.asleep()};
    } catch (const std::exception& e) {
        return {first_line(e.what()), {}};
    }
}

/// Adds a run to its transcript.
void count(transcript& t, const ctx::schedule& chosen,
           std::vector<ctx::goroutine_status> left) {
    t.canonical |= chosen == ctx::schedule();
    if (t.schedules++ == 0 || is_shorter(chosen, t.shortest)) {
        t.shortest = chosen;
    }
    if (!left.empty()) ++t.leaving;
    const auto more = std::pair(left.size(), t.left.size());
    if (more.first > more.second ||
        (more.first == more.second && is_shorter(chosen, t.left_in))) {
        t.left = std::move(left);
        t.left_in = chosen;
    }
}

bool goes_first(const transcript& a, const transcript& b) {
    if (a.canonical != b.canonical) return a.canonical;
    return is_shorter(a.shortest, b.shortest);
}

}  // namespace

transcripts find_transcripts(const std::function<void()>& program,
                             const exploration_options& options) {
    ctx::explore_options how;
    how.until = options.until;
    how.limit = options.limit;
    how.max = options.max;

    transcripts found;
    std::map<std::pair<std::string, std::string>, transcript> by_text;
    const auto report = [&] {
        if (options.progress) options.progress(found.schedules, by_text.size());
    };
    std::string text;
    std::uint64_t events = 0;
    how.observer = [&](const ctx::event& e) {
        text += printed(e, options.stamps);
        if (++events % events_per_report == 0) report();
    };
    const auto visit = [&](const ctx::explored& run) {
        auto [failure, left] = ending_of(run);
        transcript& t = by_text[{std::exchange(text, ""), failure}];
        count(t, run.chosen, std::move(left));
        ++found.schedules;
        report();
    };
    found.complete = ctx::explore(program, visit, how).complete;

    for (auto& [key, t] : by_text) {
        std::tie(t.text, t.failure) = key;
        found.all.push_back(std::move(t));
    }
    std::ranges::sort(found.all, goes_first);
    return found;
}

}  // namespace ctxdemo
