// Each run may have several faults. A trial keeps the faults of each kind by
// the shortest schedule that shows it, and the first kind is the verdict.
//
// The trial uses no context and no timer of the library, because these start a
// thread, which the sandbox does not allow.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/trial.hpp"

#include <execinfo.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctx/explore.hpp>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "apps/ctxdemo/judge/likeness.hpp"
#include "apps/ctxdemo/judge/thrown.hpp"
#include "apps/ctxdemo/judge/verdict_wire.hpp"

#ifdef CTXDEMO_WATCHES
#include <ctx/watch.hpp>
#endif

namespace ctxdemo {

namespace {

using std::chrono::steady_clock;
using ending = ctx::explored::ending;

/// Stops an exploration.
struct out_of_time {};

source_place place_of(const ctx::location& at) {
    return {.file = at.file_name(), .line = at.line()};
}

goroutine_place place_of(const ctx::goroutine_status& g) {
    return {.id = g.id,
            .name = g.id == 1 ? "main" : g.name,
            .waits_on = g.waits_on,
            .at = place_of(g.waits_at)};
}

#ifdef CTXDEMO_WATCHES
access_place place_of(const ctx::memory_access& a) {
    return {.by = {.id = a.goroutine,
                   .name = a.goroutine == 1 ? "main" : a.name,
                   .waits_on = "",
                   .at = place_of_addresses(program_addresses(a.stack))},
            .is_write = a.is_write,
            .is_atomic = a.is_atomic};
}
#endif

/// Returns the exception that a learner's program threw, without what the
/// library nests it in.
std::exception_ptr innermost(std::exception_ptr thrown) {
    for (;;) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::nested_exception& outer) {
            if (!outer.nested_ptr()) return thrown;
            thrown = outer.nested_ptr();
        } catch (...) {
            return thrown;
        }
    }
}

/// Returns the number of the goroutine that `failure` left: goroutine_error
/// names it, and main has no such error.
std::uint32_t thrower_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const ctx::goroutine_error& e) {
        std::uint32_t number = 0;
        (void)std::sscanf(e.what(), "goroutine %u", &number);
        return number;
    } catch (...) {
        return 1;
    }
}

/// Takes "judge.cpp:12" and ": " off the text of a failed_expectation.
std::pair<source_place, std::string> parse_expectation(
    const std::string& text) {
    const auto end = text.find(": expected that ");
    const auto colon = text.rfind(':', end == text.npos ? 0 : end - 1);
    if (end == text.npos || colon == text.npos) return {{}, text};
    source_place at{.file = text.substr(0, colon)};
    at.line = static_cast<std::uint32_t>(
        std::strtoul(text.c_str() + colon + 1, nullptr, 10));
    return {at, text.substr(end + 2)};
}

/// The text of an exception that is no expectation.
std::string text_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::system_error& e) {
        if (e.code() == std::errc::resource_unavailable_try_again) {
            return std::string(starts_a_thread);
        }
        return e.what();
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "not a std::exception";
    }
}

bool is_shorter(const ctx::schedule& a, const ctx::schedule& b) {
    const auto rank = [](const ctx::schedule& s) {
        const auto& all = s.choices();
        const auto zeros = std::ranges::count(all, std::size_t{0});
        return std::tuple(all.size() - static_cast<std::size_t>(zeros),
                          all.size());
    };
    return rank(a) < rank(b);
}

class trial {
public:
    trial(const lessons::judge& judge, run_under_way& run,
          std::chrono::milliseconds time,
          const std::function<void(const verdict&)>& tell)
        : judge_(judge),
          run_(run),
          end_(steady_clock::now() + time),
          tell_(tell) {}

    verdict run() {
        begin_to_keep_throws();
        const bool complete = explore();
        stop_watch();
        verdict v = best();
        v.complete = complete;
        if (v.kind == verdict_kind::solved && !complete) {
            v.kind = verdict_kind::unfinished;
        }
        return v;
    }

private:
    /// The runs with a fault of one kind.
    struct faults {
        verdict shown;  ///< by the shortest schedule
        ctx::schedule chosen;
        std::uint64_t failing = 0;
    };

    bool explore() {
        ctx::explore_options options;
        options.observer = [this](const ctx::event& e) { observe(e); };
        options.under_way = &run_.choices;
        options.max_steps = max_steps;
        options.stuck_after.reset();
#ifdef CTXDEMO_WATCHES
        options.memory = &memory_;
#endif
        const auto main = [this] {
            begin();
            judge_.program();
        };
        try {
            return ctx::explore(
                       main, [this](const auto& run) { visit(run); }, options)
                .complete;
        } catch (const out_of_time&) {
            return false;
        } catch (const std::logic_error& e) {
            note_change(e);
            return false;
        }
    }

    // -- a run ---------------------------------------------------------------

    void begin() {
        output_.clear();
        time_ = {};
        last_lines_.clear();
        waits_at_.clear();
        forget_throw();
        run_.begin();
        watch_time();
    }

    void observe(const ctx::event& e) {
        if (e.what == ctx::step::go) run_.name(e.object, e.text);
        time_ = e.time;
        if (e.where.line() != 0) {
            last_ = e.goroutine;
            last_lines_[last_] = e.where;
        }
        if (e.what == ctx::step::block && e.where.line() == 0) note_wait(e);
        if (e.what == ctx::step::wake) waits_at_.erase(e.goroutine);
        const bool is_output = e.what == ctx::step::print && e.other != 2;
        if (is_output && output_.size() < most_output) {
            output_ += e.text + '\n';
        }
    }

    /// Keeps where a goroutine waits for a lock of the standard library, which
    /// passes no line.
    void note_wait(const ctx::event& e) {
        std::array<void*, 32> stack{};
        const int depth =
            ::backtrace(stack.data(), static_cast<int>(stack.size()));
        waits_at_[e.goroutine] =
            program_addresses({stack.data(), static_cast<std::size_t>(depth)});
    }

    void visit(const ctx::explored& run) {
        ++run_.schedules;
        note_races(run);
        switch (run.how) {
            case ending::well:
                note_results(run);
                break;
            case ending::leak:
                note_leaks(run);
                note_results(run);
                break;
            default:
                note_failure(run);
        }
        tell_news();
        if (steady_clock::now() > end_) throw out_of_time();
    }

    // -- its faults ----------------------------------------------------------

    /// Counts a run with a fault of this kind. Returns the verdict to fill, if
    /// no shorter schedule has shown the fault before; otherwise null.
    verdict* blame(verdict_kind kind, const ctx::explored& run) {
        auto& [shown, chosen, failing] = found_[kind];
        const bool is_first = failing++ == 0;
        if (!is_first && !is_shorter(run.chosen, chosen)) return nullptr;
        chosen = run.chosen;
        shown = {.kind = kind};
        shown.schedule = ctx::to_string(run.chosen);
        return &shown;
    }

    void note_races(const ctx::explored& run) {
#ifdef CTXDEMO_WATCHES
        if (memory_.races().empty()) return;
        verdict* const v = blame(verdict_kind::data_race, run);
        if (!v) return;
        const ctx::data_race& race = memory_.races().front();
        v->race = {place_of(race.first), place_of(race.second)};
        v->at = v->race.back().by.at;
#else
        (void)run;
#endif
    }

    void note_leaks(const ctx::explored& run) {
        verdict* const v = blame(verdict_kind::leak, run);
        if (!v) return;
        v->goroutines = places_of(run.report.leaks);
        v->at = v->goroutines.front().at;
    }

    void note_results(const ctx::explored& run) {
        const auto& right = judge_.outputs;
        if (!right.empty() &&
            std::ranges::find(right, output_) == right.end()) {
            if (verdict* v = blame(verdict_kind::wrong_output, run)) {
                v->actual = output_;
                v->expected = most_like(output_, right);
            }
        }
        if (judge_.at_most && run.report.elapsed > *judge_.at_most) {
            if (verdict* v = blame(verdict_kind::too_late, run)) {
                v->took = run.report.elapsed;
                v->at_most = *judge_.at_most;
            }
        }
    }

    /// Says where goroutines wait.
    [[nodiscard]] std::vector<goroutine_place> places_of(
        const std::vector<ctx::goroutine_status>& all) const {
        std::vector<goroutine_place> places;
        for (const auto& g : all) {
            places.push_back(place_of(g));
            const auto wait = waits_at_.find(g.id);
            if (wait != waits_at_.end()) {
                places.back().at = place_of_addresses(wait->second);
            }
        }
        return places;
    }

    /// Puts the goroutine that goes on for ever first. If all wait until the
    /// clock moves on, that is the goroutine that took the last step.
    [[nodiscard]] std::vector<ctx::goroutine_status> busy_first(
        std::vector<ctx::goroutine_status> all) const {
        if (all.front().waits_on.empty()) return all;
        const auto busy =
            std::ranges::find(all, last_, &ctx::goroutine_status::id);
        std::rotate(all.begin(), busy == all.end() ? all.begin() : busy,
                    all.end());
        return all;
    }

    /// Notes a deadlock, a livelock, or an exception.
    void note_failure(const ctx::explored& run) {
        try {
            std::rethrow_exception(run.failure);
        } catch (const ctx::deadlock& e) {
            verdict* const v = blame(verdict_kind::deadlock, run);
            if (!v) return;
            v->goroutines = places_of(e.asleep());
            v->at = v->goroutines.front().at;
        } catch (const ctx::livelock& e) {
            verdict* const v = blame(verdict_kind::does_not_end, run);
            if (!v) return;
            v->goroutines = places_of(busy_first(e.all()));
            v->at = v->goroutines.front().at;
            v->took = time_;
        } catch (...) {
            note_exception(run);
        }
    }

    void note_exception(const ctx::explored& run) {
        verdict* const v = blame(verdict_kind::exception, run);
        if (!v) return;
        const std::uint32_t thrower = thrower_of(run.failure);
        const auto thrown = innermost(run.failure);
        v->at = place_of_throw(thrower);
        v->goroutines = {{.id = thrower,
                          .name = name_of(thrower),
                          .waits_on = "",
                          .at = v->at}};
        try {
            std::rethrow_exception(thrown);
        } catch (const ctx::failed_expectation& e) {
            std::tie(v->at, v->what) = parse_expectation(e.what());
        } catch (...) {
            v->what = text_of(thrown);
            if (v->what != starts_a_thread) v->thrown = v->what;
        }
    }

    /// Notes that the program did not do the same again.
    void note_change(const std::logic_error& e) {
        ctx::explored run;
        run.chosen = ctx::schedule(run_.choices);
        verdict* const v = blame(verdict_kind::exception, run);
        if (!v) return;
        const std::string text = e.what();
        const auto prefix = std::string_view("ctx::explore: ");
        v->what = text.starts_with(prefix) ? text.substr(prefix.size()) : text;
    }

    // -- what it is told by --------------------------------------------------

    [[nodiscard]] std::string name_of(std::uint32_t goroutine) const {
        if (goroutine >= run_under_way::most_names) return {};
        return run_.names[goroutine];
    }

    /// The place of a goroutine's last throw; if it is not known, the line of
    /// its last call.
    [[nodiscard]] source_place place_of_throw(std::uint32_t goroutine) {
        const thrown& t = last_throw();
        if (t.goroutine == goroutine) {
            const auto stack = program_addresses({t.stack.data(), t.depth});
            if (!stack.empty()) return place_of_addresses(stack);
        }
        const auto call = last_lines_.find(goroutine);
        return call == last_lines_.end() ? source_place()
                                         : place_of(call->second);
    }

    [[nodiscard]] verdict best() const {
        verdict v;
        if (!found_.empty()) {
            const auto& first = found_.begin()->second;
            v = first.shown;
            v.failing = first.failing;
        }
        v.schedules = run_.schedules;
        return v;
    }

    /// Tells of a fault that is worse than those told before.
    void tell_news() {
        if (found_.empty()) return;
        if (told_ && *told_ <= found_.begin()->first) return;
        if (!told_) {
            end_ = std::min(end_, steady_clock::now() + more_after_fault);
        }
        told_ = found_.begin()->first;
        tell_(best());
    }

    static constexpr std::uint64_t max_steps = 20'000;
    static constexpr std::size_t most_output = std::size_t{1} << 16U;
    static constexpr std::chrono::seconds more_after_fault{2};

    const lessons::judge& judge_;
    run_under_way& run_;
    steady_clock::time_point end_;
    const std::function<void(const verdict&)>& tell_;
    std::map<verdict_kind, faults> found_;
    std::optional<verdict_kind> told_;
#ifdef CTXDEMO_WATCHES
    ctx::memory_watch memory_;
#endif
    // Of the run under way:
    std::string output_;
    ctx::duration time_{};    // of the last step
    std::uint32_t last_ = 0;  // the goroutine that took it
    std::map<std::uint32_t, ctx::location> last_lines_;
    std::map<std::uint32_t, std::vector<std::uintptr_t>> waits_at_;
};

}  // namespace

verdict try_program(const lessons::judge& judge, run_under_way& run,
                    std::chrono::milliseconds time,
                    const std::function<void(const verdict&)>& tell) {
    return trial(judge, run, time, tell).run();
}

}  // namespace ctxdemo
