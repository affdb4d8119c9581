// Running code that uses goroutines: in virtual time with a deterministic
// schedule (bubble), or on the OS's clock and scheduler (run).
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

#include "ctx/clock.hpp"
#include "ctx/context.hpp"
#include "ctx/event.hpp"
#include "ctx/goroutine.hpp"

namespace ctx {

/// As a speed: time does not pass at all while everybody waits, it jumps.
inline constexpr double instant = std::numeric_limits<double>::infinity();

/// How a run goes.
struct run_options {
    /// Ends the run when this context, made outside, is over: every blocked
    /// goroutine is ended, main included, and the run returns with
    /// `interrupted` set. Takes effect at once, also between two timers.
    context until = background();

    /// Ends the run likewise after this much of its own time.
    std::optional<duration> limit;

    /// Is shown every step as it is taken (but see every_step), one at a time,
    /// on the thread that takes it. It must not use this library, and must not
    /// throw, except for a print: that reaches who printed. Once main has
    /// returned it is shown nothing.
    std::function<void(const event&)> observer;

    /// Shows the observer of a `run` every step, and not just what is printed,
    /// which costs those who take them a lock, and the making of the event.
    /// (That of a bubble is always shown every step.)
    ///
    /// In the log are the steps of the run's goroutines; the contexts that they
    /// make, and those that anybody else derives from these; and how those end,
    /// whoever ends them, as a step of goroutine 0 if it was none of the run's.
    /// What other threads do besides, on channels for one, is not in it, and a
    /// context made elsewhere has number 0.
    ///
    /// Threads     a step of one may be shown on another that takes one at the
    ///             same time; a print is not. What follows from a step comes
    ///             after it, and time does not go back. Of steps that have
    ///             nothing to do with each other either may be first, and one
    ///             that others wait for (a block, a wake) may be shown late.
    bool every_step = false;
};

/// One way to go on, in a choice: what would happen.
struct way {
    std::uint32_t goroutine = 0;  ///< this one goes on; 0: it is not that
    std::uint32_t context = 0;    ///< the deadline of this one passes; likewise
    std::size_t select_case = 0;  ///< in a select, which case is taken
};

/// Something that a bubble leaves open: see bubble_options::choose.
struct choice {
    enum class kind : std::uint8_t {
        next,    ///< which of the timers that are due goes off, or which of the
                 ///< goroutines that can goes on, also after a sleep
        start,   ///< who starts a goroutine goes on first (0), or that one (1)
        select,  ///< which of the ready cases is taken
        print,   ///< a goroutine prints (0), or others go on first (1)
        end,     ///< main returns (0), or others go on first (1)
    };
    kind what;
    std::size_t ways;  ///< how many there are, two at least

    /// Tells one way from another. Where others go on before a goroutine that
    /// prints or returns, it does not say who. To be called while the choice is
    /// made, and not later.
    std::function<way(std::size_t)> which;
};

struct bubble_options : run_options {
    /// Virtual seconds per second of the wall clock; `instant` to jump.
    double speed = instant;

    /// Is asked wherever one of several things can happen next, and returns
    /// which of them does; 0 is what happens if there is nobody to ask. The
    /// same answers make the same run. Once `main` has returned it is not asked
    /// any more. It runs as observer does, and must not throw.
    ///
    /// Other goroutines may then go on also where one prints or starts another.
    /// If it holds a lock there which they need, the bubble stops for good.
    std::function<std::size_t(const choice&)> choose;
};

/// What bubble throws if all goroutines are asleep and no timer will wake one.
/// what() is Go's message and a line for each goroutine.
class deadlock : public std::runtime_error {
public:
    deadlock(const std::string& message, std::vector<goroutine_status> asleep)
        : std::runtime_error(message), asleep_(std::move(asleep)) {}

    /// The goroutines and what each waits on.
    [[nodiscard]] const std::vector<goroutine_status>& asleep() const noexcept {
        return asleep_;
    }

private:
    std::vector<goroutine_status> asleep_;
};

/// Runs `main` in virtual time, with a deterministic schedule, and returns
/// when it has returned and everything it started has ended.
///
/// Goroutines take turns: one runs until it blocks in this library, then the
/// next that can goes on, first come, first served. `clock` stands still
/// meanwhile. When all are blocked, time goes on to the next timer. Timers due
/// at the same instant go off in the order they were armed, all before any
/// goroutine goes on. The same code thus does the same in every run. (This is
/// one schedule of many; explore.hpp is for the others.)
///
/// When `main` returns, the others go on until they end or block, without the
/// clock; those left are leaks, and are ended. Their output is dropped, as in
/// Go, where they would be gone.
///
/// A bubble is closed: what its goroutines wait for must come from inside.
/// Calls from other threads on its contexts and channels are safe, but not
/// waited for. Blocking other than in this library stops the whole bubble, and
/// a goroutine that never blocks keeps it to itself.
///
/// Throws      deadlock; goroutine_error if an exception left a goroutine;
///             what `main` throws; std::logic_error from inside a bubble, or
///             if `speed` is not positive.
/// Source      Go: testing/synctest.Test; deterministic and paced beyond it.
run_report bubble(const std::function<void()>& main,
                  const bubble_options& options = {},
                  location at = location::current());

/// Blocks until all other goroutines of the bubble are blocked, and no timer
/// is due. Time does not go on meanwhile.
///
/// Throws      std::logic_error outside of a bubble, or if another goroutine
///             is in this call.
/// Source      Go: testing/synctest.Wait.
void bubble_wait(location at = location::current());

/// Runs `main` as the main goroutine of a scope of its own, on the OS's clock
/// and scheduler. When it returns, the others have a moment (0.2 s) to end or
/// block; those left are leaks, and are ended, the newest first. Then this
/// returns.
///
/// Throws      goroutine_error if an exception left a goroutine; what `main`
///             throws; std::logic_error from inside a bubble. A deadlock is
///             not noticed.
/// Source      Go: running main, but ends with its goroutines joined.
run_report run(const std::function<void()>& main,
               const run_options& options = {},
               location at = location::current());

}  // namespace ctx
