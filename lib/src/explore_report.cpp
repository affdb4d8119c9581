// Runs under one schedule, and what is said of them.
#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "bubble_scheduler.hpp"
#include "ctx/duration.hpp"
#include "ctx/explore.hpp"
#include "explored_run.hpp"
#include "goroutine_list.hpp"
#include "search.hpp"

namespace ctx {
namespace {

using ending = explored::ending;

// Says how a run ended that `failure` has left. Rethrows an exception, or one
// nested in it, if there was no memory left, because that says nothing of the
// program.
ending ending_by(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const deadlock&) {
        return ending::deadlock;
    } catch (const livelock&) {
        return ending::livelock;
    } catch (const failed_expectation&) {
        return ending::expectation;
    } catch (const std::nested_exception& outer) {
        return outer.nested_ptr() ? ending_by(outer.nested_ptr())
                                  : ending::exception;
    } catch (...) {
        return ending::exception;
    }
}

explored replayed(const schedule& s, const std::function<void()>& main,
                  bubble_options& options, const location& at,
                  const detail::use_observer& observe = nullptr) {
    replay again(s);
    options.choose = std::ref(again);
    explored run = detail::run_once(main, options, explore_options().max_steps,
                                    nullptr, at, observe);
    run.chosen = s;
    return run;
}

}  // namespace

explored detail::run_once(const std::function<void()>& main,
                          const bubble_options& options,
                          std::uint64_t max_steps, search* by,
                          const location& at, const use_observer& observe) {
    const ref<bubble_scheduler> scheduler(new bubble_scheduler(
        options, bubble_scheduler::mode::closed, by, max_steps));
    if (observe) scheduler->observe_uses(observe);
    explored run;
    if (by) by->begin();
    run.failure =
        exception_of([&] { run.report = scheduler->run_main(main, at); });
    if (by) by->end_step();
    run.steps = scheduler->steps();
    if (run.failure) {
        run.how = ending_by(run.failure);
    } else if (!run.report.leaks.empty()) {
        run.how = ending::leak;
    }
    return run;
}

std::string_view to_string(explored::ending how) noexcept {
    switch (how) {
        case ending::well:
            return "well";
        case ending::leak:
            return "leak";
        case ending::deadlock:
            return "deadlock";
        case ending::livelock:
            return "livelock";
        case ending::expectation:
            return "failed expectation";
        case ending::exception:
            return "exception";
    }
    return "";
}

explored run_under(const schedule& s, const std::function<void()>& main,
                   const run_options& options, location at) {
    detail::check_outside_bubble("ctx::run_under");
    bubble_options once;
    static_cast<run_options&>(once) = options;
    return replayed(s, main, once, at);
}

// -- fewer choices ------------------------------------------------------------

namespace {

using choices = std::vector<std::size_t>;

// Returns `best` without the part of its end that `still` does not need.
template <class Still>
choices without_end(choices best, const Still& still) {
    for (std::size_t n = best.size(); n > 0;) {
        choices shorter(best.begin(), best.end() - std::ptrdiff_t(n));
        if (still(shorter)) {
            best = std::move(shorter);
            n = std::min(n, best.size());
        } else {
            n /= 2;
        }
    }
    return best;
}

// Leaves one choice out of `best`. Returns false if `still` needs all.
template <class Still>
bool leave_one_out(choices& best, const Still& still) {
    for (std::size_t i = 0; i < best.size(); ++i) {
        if (best[i] == 0) continue;
        choices fewer = best;
        fewer[i] = 0;
        if (!still(fewer)) {
            // The choices after it may have been about other goroutines.
            fewer.erase(fewer.begin() + std::ptrdiff_t(i));
            if (!still(fewer)) continue;
        }
        best = std::move(fewer);
        return true;
    }
    return false;
}

}  // namespace

schedule minimized(const schedule& s, const std::function<void()>& main,
                   const run_options& options, location at) {
    const ending how = run_under(s, main, options, at).how;
    const auto still = [&](const choices& c) {
        return run_under(schedule(c), main, options, at).how == how;
    };
    choices best = without_end(s.choices(), still);
    while (leave_one_out(best, still)) continue;
    return schedule(std::move(best));
}

// -- tables -------------------------------------------------------------------

namespace {

// The words for a use that has no step in the log; empty for the others.
std::string_view words_of(detail::use how) noexcept {
    using detail::use;
    switch (how) {
        case use::poll:
            return "looks at a context";
        case use::load:
            return "loads an atomic";
        case use::store:
            return "changes an atomic";
        case use::add:
        case use::add_watched:
            return "adds to a wait_group";
        case use::undo:
        case use::undo_watched:
        case use::done:
        case use::done_last:
            return "is done with a wait_group";
        case use::wait:
            return "waits for a wait_group";
        case use::give_back:
            return "gives back to a semaphore";
        case use::lock:
            return "locks";
        case use::unlock:
            return "unlocks";
        case use::lock_shared:
            return "locks shared";
        case use::unlock_shared:
            return "unlocks shared";
        default:
            return "";
    }
}

// The words for a step of the log; empty for those that say less than others.
std::string words_of(const event& e) {
    const auto number = [](std::uint32_t n) {
        return n == 0 ? std::string() : ' ' + std::to_string(n);
    };
    switch (e.what) {
        case step::go:
            return "starts goroutine" + number(e.object);
        case step::print:
            return "prints " + e.text;
        case step::sleep:
            return "sleeps " + e.text;
        case step::send:
            return "sends on channel" + number(e.object);
        case step::receive:
            return "receives from channel" + number(e.object);
        case step::close:
            return "closes channel" + number(e.object);
        case step::done:
            return "waits for context" + number(e.object);
        case step::choose:
            return "takes " + e.text;
        case step::timer:
            return "starts a timer of " + e.text;
        case step::derive:
            return "derives context" + number(e.object);
        case step::cancel:
        case step::expire:
            return (e.goroutine == 0 ? "the deadline ends context"
                                     : "cancels context") +
                   number(e.object);
        case step::after_func:
            return "starts a function";
        case step::block:
            return "waits: " + e.text;
        case step::exit:
            return "returns";
        default:
            return "";
    }
}

// The lines of a table: in each, what one goroutine does.
class table {
public:
    void add(const event& e) {
        const std::string words = words_of(e);
        if (e.what == step::go) {
            names_[e.object] = e.text;
        }
        if (words.empty()) return;
        const bool goes_on = !lines_.empty() &&
                             lines_.back().goroutine == e.goroutine &&
                             lines_.back().time == e.time;
        if (e.what == step::block && goes_on) {
            lines_.back().words += ", and has to wait";
        } else {
            add(e.goroutine, words, e.where, e.time);
        }
    }

    void add(std::uint32_t goroutine, std::string words, const location& at,
             duration time) {
        if (!lines_.empty() && time != lines_.back().time) {
            lines_.push_back({0, "at " + format_duration(time), time});
        }
        const std::string place = detail::place(at);
        if (!place.empty()) words += " (" + place + ')';
        lines_.push_back({goroutine, std::move(words), time});
    }

    [[nodiscard]] std::string text() const {
        std::map<std::uint32_t, std::size_t> widths;
        for (const line& l : lines_) {
            widths.try_emplace(l.goroutine, title(l.goroutine).size());
        }
        for (const line& l : lines_) {
            widths[l.goroutine] = std::max(widths[l.goroutine], l.words.size());
        }
        std::string all =
            row(widths, [&](std::uint32_t g) { return title(g); });
        for (const line& l : lines_) {
            all += row(widths, [&](std::uint32_t g) {
                return g == l.goroutine ? l.words : "";
            });
        }
        return all;
    }

private:
    struct line {
        std::uint32_t goroutine;
        std::string words;
        duration time;
    };

    [[nodiscard]] std::string title(std::uint32_t g) const {
        if (g == 0) return "clock";
        if (g == 1) return "main";
        const auto it = names_.find(g);
        return it == names_.end() || it->second.empty()
                   ? "goroutine " + std::to_string(g)
                   : std::to_string(g) + ' ' + it->second;
    }

    template <class F>
    static std::string row(const std::map<std::uint32_t, std::size_t>& widths,
                           F cell) {
        std::string all;
        for (const auto& [g, width] : widths) {
            std::string text = cell(g);
            text.resize(std::max(text.size(), width), ' ');
            all += (all.empty() ? "" : " | ") + text;
        }
        all.erase(all.find_last_not_of(" |") + 1);
        return all + '\n';
    }

    std::map<std::uint32_t, std::string> names_;
    std::vector<line> lines_;
};

}  // namespace

std::string table_of(const schedule& s, const std::function<void()>& main,
                     const run_options& options, location at) {
    detail::check_outside_bubble("ctx::table_of");
    table all;
    duration now{0};
    bubble_options once;
    static_cast<run_options&>(once) = options;
    once.observer = [&](const event& e) {
        now = e.time;
        all.add(e);
    };
    const auto observe = [&](std::uint32_t goroutine, detail::use how,
                             const location& where) {
        const auto words = words_of(how);
        if (!words.empty()) all.add(goroutine, std::string(words), where, now);
    };
    (void)replayed(s, main, once, at, observe);
    return all.text();
}

}  // namespace ctx
