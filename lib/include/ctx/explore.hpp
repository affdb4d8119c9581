// Running a program under every schedule that makes a difference.
//
//     const auto found = ctx::explore(main, [&](const ctx::explored& run) {
//         if (run.failed()) failed.push_back(run.chosen);
//     });
//     assert(found.complete);
//
// Rules for the whole header:
// 1. A schedule is the list of the choices made in one run of a bubble
//    (bubble_options::choose). Before each operation on an object of this
//    library that goroutines may share, another goroutine may go on: before a
//    send, a receive, a close, a select, a look at a context, a cancel, a
//    derivation, an operation on a timer, a wait_group, a lock or an atomic, a
//    print, and the return of main. Of several timers that are due any fires
//    first, and of several ready cases any is taken.
// 2. Of the schedules that differ only in the order of operations that commute,
//    one is run. Two operations commute if no program can tell their order: two
//    derivations from one context, or a send and its receive.
// 3. An exploration is complete when no schedule is left. The runs then show
//    every behavior of the program, without a bound, provided that its
//    goroutines share nothing but objects of this library. The code of a
//    goroutine between two operations is one step, so that a race on a plain
//    variable, a std::mutex or a file is not found, unless the component
//    ctx::watch watches the memory (run_options::memory, watch.hpp).
// 4. The program must do the same in each run but for the choices. So a program
//    must not depend on real time, chance, addresses, or traces of an earlier
//    run. Where explore notices that, it throws.
// 5. Time goes on only when all goroutines wait, as in any bubble. So
//    goroutines whose sleeps end at different times never race.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ctx/bubble.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/goroutine.hpp"
#include "ctx/location.hpp"
#include "ctx/schedule.hpp"

namespace ctx {

namespace detail {
class search;
}

/// The exception of an expectation that does not hold.
class CTX_EXPORT failed_expectation : public std::logic_error {
public:
    using std::logic_error::logic_error;
    failed_expectation(const failed_expectation&) = default;
    failed_expectation& operator=(const failed_expectation&) = default;
    ~failed_expectation() override;
};

/// States what must hold at this point of every run.
///
///     ctx::expect(value == 1, "the first value comes first");
///
/// Throws      failed_expectation, with `what` and the line, unless `holds`. It
///             ends the run, also in a function of a group or a singleflight.
/// Source      beyond Go, whose tests call t.Errorf.
CTX_EXPORT void expect(bool holds, std::string_view what,
                       location at = location::current());

/// One run of an exploration.
struct explored {
    /// How a run ended.
    enum class ending : std::uint8_t {
        well,
        leak,         ///< goroutines were left behind: report.leaks
        deadlock,     ///< all goroutines wait for ever
        livelock,     ///< the run does not end: see explore_options::max_steps
        expectation,  ///< an expect() did not hold
        exception,    ///< any other exception left a goroutine
    };
    ending how = ending::well;
    schedule chosen;             ///< makes the same run again
    run_report report;           ///< what the bubble returned, if it did
    std::exception_ptr failure;  ///< what it threw, such as deadlock, or null
    std::uint64_t steps = 0;     ///< the operations of the run

    /// The share of all schedules that has been run, this one included: an
    /// estimate, which supposes that all branches of the search are alike.
    double done = 0;

    /// Returns true if the run ended badly, a leak included.
    [[nodiscard]] bool failed() const noexcept { return how != ending::well; }
};

/// Returns "leak", "failed expectation", ...
[[nodiscard]] CTX_EXPORT std::string_view to_string(
    explored::ending how) noexcept;

/// How explore is to search. The members of run_options apply to each run.
struct explore_options : run_options {
    /// Which schedules to run.
    enum class strategy : std::uint8_t {
        all,          ///< all that make a difference (rule 2)
        random_walk,  ///< at each choice a random way
        pct,          ///< random priorities: see `depth`
    };
    strategy how = strategy::all;

    /// The most runs to make.
    std::uint64_t max = std::numeric_limits<std::uint64_t>::max();

    /// With strategy::all, the most preemptions in one run: how often another
    /// goroutine goes on although the one whose turn it is could. Most bugs
    /// need one or two. With a bound every schedule is run that keeps it, also
    /// those that rule 2 leaves out. std::nullopt: no bound.
    std::optional<std::size_t> preemptions;

    /// Where the random strategies begin. The same seed makes the same runs.
    std::uint64_t seed = 1;

    /// With strategy::pct, the number of ordered operations that it takes to
    /// show the bug. With n goroutines and k operations a run shows a bug of
    /// this depth with a probability of at least 1 / (n * k^(depth - 1)).
    ///
    /// Source      Burckhardt, Kothari, Musuvathi, Nagarakatti: A randomized
    ///             scheduler with probabilistic guarantees of finding bugs,
    ///             2010.
    std::size_t depth = 3;

    /// The most operations of one run. A run that does more ends as a livelock,
    /// whose busy() is a goroutine that goes round, and the exploration is then
    /// not complete. A loop around context::err() alone cannot be ended,
    /// because err() does not throw: stuck_after names its goroutine.
    std::uint64_t max_steps = 100'000;

    /// False: runs all schedules, also those that rule 2 leaves out.
    bool reduced = true;

    /// With strategy::all, where the choices of the run under way are kept.
    /// Null: nowhere. A program that crashes ends the process, and no run is
    /// visited; a handler of the signal then finds its schedule here. The
    /// vector must outlive the exploration.
    std::vector<std::size_t>* under_way = nullptr;

    /// Goes on with a search that has stopped: exploration::rest. `main` and
    /// the other options must be the same.
    std::shared_ptr<detail::search> from;
};

/// The result of explore.
struct exploration {
    std::uint64_t schedules = 0;  ///< the number of runs, each a new schedule

    /// The number of runs that turned out to be like another one, and were not
    /// visited.
    std::uint64_t repetitions = 0;

    /// True if no schedule is left (rule 3), or, with a bound, none that keeps
    /// it.
    bool complete = false;

    /// The schedules that were run, in words: "every schedule", "1000 random
    /// schedules".
    std::string covered;

    /// With strategy::all, the search as it stopped, for explore_options::from.
    /// Null if it is complete.
    std::shared_ptr<detail::search> rest;
};

/// Runs `main` in a bubble under one schedule of each kind (rule 2), the
/// canonical one first, and calls `visit` after each run. The observer also
/// sees the steps of runs that are not visited, because they turn out to be
/// like another one; so what it collects is to be cleared where `main` begins.
///
/// `options`   `limit` ends each run. `until` ends the run under way, which is
///             not shown, and the exploration, which is then not complete.
/// Errors      an exception of the program, a deadlock and a livelock included,
///             is explored::failure and does not end the exploration.
/// Throws      std::logic_error if `main` does not repeat itself (rule 4), or
///             inside a bubble or a run_on_fibers; what `visit` throws;
///             std::bad_alloc, in whichever goroutine, since that is no outcome
///             of the program.
/// Threads     all runs, and `visit`, are on the calling thread.
/// Complexity  one bubble for each schedule. The number of schedules is
///             exponential in the number of operations that do not commute.
/// Source      beyond Go.
CTX_EXPORT exploration
explore(const std::function<void()>& main,
        const std::function<void(const explored&)>& visit,
        const explore_options& options = {}, location at = location::current());

/// Runs `main` under one schedule, as explore does.
///
/// Throws      as explore.
CTX_EXPORT explored run_under(const schedule& s,
                              const std::function<void()>& main,
                              const run_options& options = {},
                              location at = location::current());

/// Returns a schedule with fewer choices that end a run as `s` does: with the
/// same explored::how. It tries to leave out each choice of `s`.
///
/// Throws      as explore.
/// Complexity  a run for each choice, several times.
[[nodiscard]] CTX_EXPORT schedule minimized(const schedule& s,
                                            const std::function<void()>& main,
                                            const run_options& options = {},
                                            location at = location::current());

/// Returns the run under `s` as a table in plain text, with a column for each
/// goroutine and a line for each step: its source line and its operation.
///
/// Throws      as explore.
[[nodiscard]] CTX_EXPORT std::string table_of(
    const schedule& s, const std::function<void()>& main,
    const run_options& options = {}, location at = location::current());

}  // namespace ctx
