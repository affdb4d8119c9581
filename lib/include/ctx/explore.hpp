// Running a program under every schedule that it can have.
//
//     std::map<std::string, ctx::schedule> outcomes;
//     ctx::explore([&] { ... }, [&](const ctx::explored& run) {
//         outcomes.try_emplace(outcome, run.chosen);
//     });
//
// Rules for the whole header:
// 1. A schedule is the list of the choices made in one run of a bubble
//    (bubble_options::choose). A program that ends has finitely many, and each
//    is run once.
// 2. A schedule switches goroutines only where a goroutine blocks, yields, ends,
//    starts another, is about to print, or, in main, is about to return. From
//    one such point to the next is one step.
// 3. A race inside one step is therefore not found. Examples: two goroutines
//    that each check whether a channel is closed and then close it; a goroutine
//    that prints and then cancels, and another that polls in between.
// 4. The program must do the same in each run but for the choices. So a program
//    must not depend on real time, chance, or traces of an earlier run.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ctx/bubble.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/goroutine.hpp"

namespace ctx {

/// The choices of one run, in order. Any choice after the listed ones is 0.
/// The empty schedule is the canonical one, of a bubble without
/// bubble_options::choose.
///
/// Threads     as any value: concurrent reads are safe.
class schedule {
public:
    /// Makes the canonical schedule.
    schedule() = default;

    /// Makes a schedule of `choices`. Zeros at the end are dropped.
    CTX_EXPORT explicit schedule(std::vector<std::size_t> choices);

    /// Returns the choices, up to the last that is not 0.
    [[nodiscard]] const std::vector<std::size_t>& choices() const noexcept {
        return choices_;
    }

    /// Returns true if both have the same choices.
    friend bool operator==(const schedule&, const schedule&) = default;

private:
    std::vector<std::size_t> choices_;
};

/// Returns the printed form, which has one character for each choice: "0",
/// "0012". The characters are 0 to 9, then a for 10 up to y for 34. A z before
/// a character adds 35 to it.
///
/// Throws      std::bad_alloc.
[[nodiscard]] CTX_EXPORT std::string to_string(const schedule& s);

/// Reads the printed form of a schedule.
///
/// Errors      std::nullopt if `text` is not such a form.
/// Throws      std::bad_alloc.
[[nodiscard]] CTX_EXPORT std::optional<schedule> parse_schedule(
    std::string_view text);

/// Chooses as a schedule says, and records what there was to choose from:
///
///     ctx::replay r(run.chosen);
///     options.choose = std::ref(r);
///     ctx::bubble(main, options);
///
/// Threads     one at a time, as a bubble does.
/// Lifetime    a replay is for one run, and must outlive it if passed by
///             reference.
class replay {
public:
    /// Makes a replay of `s`.
    ///
    /// `overtakings`  the value of explore_options::overtakings with which `s`
    ///                was found.
    explicit replay(schedule s, std::size_t overtakings = 1)
        : schedule_(std::move(s)), overtakings_(overtakings) {}

    /// Returns the next choice of the schedule. Returns 0 after its last one,
    /// and where the choice of the schedule is not among the ways of `c`.
    CTX_EXPORT std::size_t operator()(const choice& c);

    /// Returns the number of ways at each choice made so far. Prints at which
    /// no overtaking is left are not counted as choices.
    [[nodiscard]] const std::vector<std::size_t>& ways() const noexcept {
        return ways_;
    }

    /// Returns true if all choices of the schedule have been made.
    [[nodiscard]] bool finished() const noexcept {
        return ways_.size() >= schedule_.choices().size();
    }

    /// Returns the number, counted from 1, of the first choice for which the
    /// run had no such way; std::nullopt if the schedule has fit so far.
    [[nodiscard]] std::optional<std::size_t> misfit() const noexcept {
        return misfit_;
    }

private:
    schedule schedule_;
    std::size_t overtakings_;  // how many are left
    std::vector<std::size_t> ways_;
    std::optional<std::size_t> misfit_;
};

/// One run of an exploration.
struct explored {
    schedule chosen;             ///< makes the same run again
    run_report report;           ///< what the bubble returned, if it did
    std::exception_ptr failure;  ///< what it threw, such as deadlock, or null
};

/// How explore is to search. The members of run_options apply to each run.
struct explore_options : run_options {
    /// How often in one run a goroutine that is about to print may be
    /// overtaken, so that others go on first. Each further overtaking
    /// multiplies the number of schedules.
    std::size_t overtakings = 1;

    /// The most runs to make.
    std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
};

/// The result of explore.
struct exploration {
    std::uint64_t schedules = 0;  ///< the number of runs, each a new schedule

    /// True if every schedule was run that rule 2 allows and that has no more
    /// overtakings than explore_options::overtakings.
    bool complete = false;
};

/// Runs `main` in a bubble under every schedule, the canonical one first, and
/// calls `visit` after each run.
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
///             exponential in the number of choices.
/// Source      beyond Go.
CTX_EXPORT exploration
explore(const std::function<void()>& main,
        const std::function<void(const explored&)>& visit,
        const explore_options& options = {}, location at = location::current());

}  // namespace ctx
