// ctx::explore runs the program under each schedule that makes a difference.
// The lines that a run prints and the failure that ends it are the key of its
// transcript, in a map that counts the schedules. Some runs are not visited,
// because they repeat another one, so the lines are cleared when a run begins.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/transcripts.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"

namespace ctxdemo {

namespace {

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

ctx::explore_options search_of(const exploration_options& options) {
    using strategy = ctx::explore_options::strategy;
    ctx::explore_options how;
    how.until = options.until;
    how.limit = options.limit;
    how.max = options.max;
    how.preemptions = options.preemptions;
    if (options.seed) {
        how.how = strategy::random_walk;
        how.seed = *options.seed;
    }
    return how;
}

}  // namespace

transcripts find_transcripts(const std::function<void()>& program,
                             const exploration_options& options) {
    transcripts found;
    std::map<std::pair<std::string, std::string>, transcript> by_text;
    std::string text;
    ctx::explore_options how = search_of(options);
    how.observer = [&](const ctx::event& e) {
        text += printed(e, options.stamps);
    };
    const auto main = [&] {
        text.clear();
        program();
    };
    const auto visit = [&](const ctx::explored& run) {
        auto [failure, left] = ending_of(run);
        transcript& t = by_text[{text, failure}];
        count(t, run.chosen, std::move(left));
        ++found.schedules;
        found.done = options.seed ? static_cast<double>(found.schedules) /
                                        static_cast<double>(options.max)
                                  : run.done;
        if (options.progress) {
            options.progress({found.schedules, by_text.size(), found.done});
        }
    };
    const ctx::exploration search = ctx::explore(main, visit, how);
    found.complete = search.complete && !options.preemptions;
    found.stopped =
        options.seed ? found.schedules < options.max : search.rest != nullptr;
    if (!found.stopped) found.done = 1;

    for (auto& [key, t] : by_text) {
        std::tie(t.text, t.failure) = key;
        found.all.push_back(std::move(t));
    }
    std::ranges::sort(found.all, goes_first);
    return found;
}

}  // namespace ctxdemo
