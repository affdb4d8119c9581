// Running a program under every schedule that it can have.
//
//     std::map<std::string, schedule> outcomes;
//     explore([&] { ... }, [&](const explored& run) {
//         outcomes.try_emplace(outcome, run.chosen);
//     });
//
// A schedule is the list of choices made in one run (bubble_options::choose).
// There are finitely many for a program that ends, and each is run once.
//
// Others go on only where a goroutine blocks or ends, starts another, is about
// to print, or, in main, to return. What it does between two such points is one
// step. So a race between two operations with no such point in between is not
// found: two goroutines that each look whether a channel is closed and then
// close it; one that prints and then cancels, and another that would look just
// before it cancels.
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
#include "ctx/goroutine.hpp"

namespace ctx {

/// The choices of one run, in order. All after the last are 0, so one without
/// any is that of a bubble in which nobody chooses.
class schedule {
public:
    schedule() = default;
    explicit schedule(std::vector<std::size_t> choices);

    /// The choices, up to the last that is not 0.
    [[nodiscard]] const std::vector<std::size_t>& choices() const noexcept {
        return choices_;
    }

    friend bool operator==(const schedule&, const schedule&) = default;

private:
    std::vector<std::size_t> choices_;
};

/// The printed form, made of digits and lower-case letters: "0", "0012". One
/// character for each choice: 0 to 9, then a for 10 up to y for 34; each z
/// before it adds 35.
[[nodiscard]] std::string to_string(const schedule& s);

/// Reads the printed form. Nothing if `text` is none.
[[nodiscard]] std::optional<schedule> parse_schedule(std::string_view text);

/// Chooses as a schedule says, and remembers what there was to choose from:
///
///     replay r(schedule);
///     options.choose = std::ref(r);
///     bubble(main, options);
class replay {
public:
    /// `overtakings`  as for the exploration that the schedule is from.
    explicit replay(schedule s, std::size_t overtakings = 1)
        : schedule_(std::move(s)), overtakings_(overtakings) {}

    /// Makes the next choice; 0 where the schedule does not fit.
    std::size_t operator()(const choice& c);

    /// How many ways there were at each choice of the schedule's so far.
    [[nodiscard]] const std::vector<std::size_t>& ways() const noexcept {
        return ways_;
    }

    /// True if all choices of the schedule have been made.
    [[nodiscard]] bool finished() const noexcept {
        return ways_.size() >= schedule_.choices().size();
    }

    /// The number, counted from 1, of the first choice that there was no such
    /// way for.
    [[nodiscard]] std::optional<std::size_t> misfit() const noexcept {
        return misfit_;
    }

private:
    schedule schedule_;
    std::size_t overtakings_;  // that are left
    std::vector<std::size_t> ways_;
    std::optional<std::size_t> misfit_;
};

/// One run of an exploration.
struct explored {
    schedule chosen;             ///< makes the same run again
    run_report report;           ///< if the bubble returned
    std::exception_ptr failure;  ///< what it threw, such as deadlock, or null
};

struct explore_options : run_options {
    /// How often in one run a goroutine that is about to print may find that
    /// others go on first; the search is over schedules with no more of that.
    /// Each makes many times as many schedules.
    std::size_t overtakings = 1;

    /// How many runs to make at most.
    std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
};

/// What explore did.
struct exploration {
    std::uint64_t schedules = 0;  ///< how many, each another

    /// True if these are all: all that differ where others can go on (see
    /// above), with no more than explore_options::overtakings.
    bool complete = false;
};

/// Runs `main` in a bubble under every schedule, the canonical one first, and
/// shows each run to `visit` when it is over. `main` must do the same in each
/// but for what is chosen. `until` and `limit` end each run, and the first of
/// them the exploration as well.
///
/// Throws      std::logic_error if `main` does not repeat itself, or from
///             inside a bubble; what `visit` throws; std::system_error if a
///             thread cannot be started, and std::bad_alloc, which are not
///             taken for what `main` does, whichever goroutine they end.
/// Threads     Runs on one processor, as do threads that `main` makes.
/// Complexity  One run, and the start of its goroutines' threads, for each
///             schedule, of which there are exponentially many in the choices.
exploration explore(const std::function<void()>& main,
                    const std::function<void(const explored&)>& visit,
                    const explore_options& options = {},
                    location at = location::current());

}  // namespace ctx
