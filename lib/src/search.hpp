// The search through the schedules of a program.
//
// The search is depth first and runs the program from the start for each
// schedule. Of the schedules that differ only in the order of operations that
// commute it runs one. This is dynamic partial-order reduction with source sets
// and sleep sets (Abdulla, Aronis, Jonsson, Sagonas: Optimal dynamic partial
// order reduction, 2014). search.cpp says how.
//
// ctx::explore searches the schedules of a program's goroutines. The tests in
// tests/interleave search the orders of the library's own steps, and have their
// own rule of what commutes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "commute.hpp"
#include "ctx/detail/chosen.hpp"
#include "step_clock.hpp"

namespace ctx::detail {

/// An object, by a name that is the same in all runs that begin alike.
using object_name = std::uint64_t;

/// The use of an object in a step.
struct used {
    object_name object;
    use how;
    friend bool operator==(const used&, const used&) = default;
};

/// Returns true if a step that uses an object as `later`, and comes right after
/// one that uses it as `earlier`, may as well come before that one.
using commute_test = bool (*)(use earlier, use later);

/// Threads     one at a time.
class search {
public:
    /// With `reduced`, the search runs one schedule of each class; without, all
    /// schedules.
    /// With `preemptions`, the search runs all schedules with at most so many.
    explicit search(bool reduced,
                    std::optional<std::size_t> preemptions = std::nullopt,
                    commute_test commutes = commute) noexcept
        : reduced_(reduced), preemptions_(preemptions), commutes_(commutes) {}

    // -- a run --------------------------------------------------------------

    /// Begins another run.
    void begin();

    /// Keeps the choices of the runs to come in `place`; null: in this object.
    void keep_choices_in(std::vector<std::size_t>* place) noexcept {
        choices_ = place ? place : &own_choices_;
    }

    /// Begins a step: returns the place in `ways` of the process that takes it.
    /// `ways` are the processes that can, first the one to prefer. If
    /// `preempts`, any other preempts that one.
    [[nodiscard]] std::size_t choose(std::span<const process> ways,
                                     bool preempts = false);

    /// Decides something else in the step under way, in one of `ways` ways.
    [[nodiscard]] std::size_t decide(std::size_t ways);

    /// Notes what the step under way does. A process that it wakes or starts
    /// goes on after it.
    void uses(const used& u);
    void wakes(process p);

    /// Notes that the process goes on only because `p`, which is blocked,
    /// waits.
    void meets(process p);

    /// Notes that the process goes on only after all the steps that have
    /// released `o`.
    void acquires(object_name o);
    void releases(object_name o);

    /// Notes that a value of the process `by` enters the buffer of a channel
    /// with this much room, or that `by` takes the oldest value. `by` takes the
    /// step under way, or waits. A receive goes on after the send of its value.
    /// A send goes on after the receive that made the room.
    void puts(object_name channel, std::size_t room, process by);
    void takes(object_name channel, process by);

    /// Notes that the step under way was possible only after all the steps that
    /// have released `o`. It does not race with them.
    void follows(object_name o);

    /// Notes that the step under way took `p`, which could have taken a step,
    /// its chance to take it.
    void disables(process p);

    /// Notes that all processes wait, so that what comes next comes after all
    /// that was before.
    void all_wait();

    /// Ends the step under way. The next one begins with choose().
    void end_step();

    /// The memory for what one run needs. Kept from run to run.
    [[nodiscard]] std::pmr::memory_resource& memory() noexcept {
        return memory_;
    }

    // -- between runs -------------------------------------------------------

    /// True if the run repeats one that was run before, but for the order of
    /// operations that commute.
    [[nodiscard]] bool is_repetition() const noexcept { return repeats_; }

    /// True if the program did not do the same as in the run before, up to the
    /// step that was changed.
    [[nodiscard]] bool is_lost() const noexcept { return lost_; }

    /// The choices made in the run: the place among the ways, wherever there
    /// were at least two.
    [[nodiscard]] const std::vector<std::size_t>& choices() const noexcept {
        return *choices_;
    }

    /// Turns to the next schedule. Returns false if there is none.
    [[nodiscard]] bool advance();

    /// Returns the share of the schedules that has been run, this one included,
    /// from 0 to 1, if
    /// all branches are equally large.
    [[nodiscard]] double done() const noexcept;

private:
    using uses_of_step = std::vector<used>;

    // A process not to be tried at a point, because all schedules that go on
    // with it there have been run; and what its step uses.
    struct sleeper {
        process of = 0;
        uses_of_step uses;
    };

    // Sleepers, whose memory is kept when they go.
    struct sleepers {
        std::vector<sleeper> all;
        std::size_t size = 0;
        [[nodiscard]] std::span<const sleeper> now() const noexcept {
            return {all.data(), size};
        }
    };

    // What was decided in a step.
    struct decision {
        std::size_t way, ways;
    };

    // A point of the run where a process was chosen, and the step it took.
    struct node {
        process chosen = 0;
        std::vector<process> ways;
        std::vector<process> to_try;  // tried here, now or later
        sleepers asleep;
        bool preempts = false;
        std::vector<decision> decided;  // in the step
        uses_of_step uses;              // of all tries of `chosen`

        // The step, once taken:
        uses_of_step step_uses;
        std::uint32_t nth = 0;  // its number in its process, from 1
        step_clock before;      // this step and the steps before it
    };

    // A process, as far as the run has come.
    struct progress {
        std::uint32_t steps = 0;
        step_clock known;      // the steps before its next one
        std::size_t last = 0;  // the node of its last step
    };

    // The steps that put a value into a buffer, in their order, and those that
    // took one.
    struct buffer {
        std::vector<std::size_t> puts, takes;
    };

    [[nodiscard]] bool dependent(const uses_of_step& earlier,
                                 const uses_of_step& later) const;
    [[nodiscard]] std::size_t node_of(process p);
    [[nodiscard]] bool is_new() const noexcept { return depth_ > known_; }
    [[nodiscard]] node& step() noexcept { return nodes_[depth_ - 1]; }
    [[nodiscard]] progress& of(process p);
    [[nodiscard]] std::size_t repeat(std::span<const process> ways);
    [[nodiscard]] std::size_t branch(std::span<const process> ways,
                                     bool preempts);
    [[nodiscard]] bool may_preempt() const noexcept;
    void order_step(node& s);
    void fall_asleep(node& at);
    void sleep(node& at, process p, const uses_of_step& uses);
    [[nodiscard]] static bool sleeps(const node& at, process p) noexcept;
    void find_races(const node& s, const step_clock& before);
    void reverse(std::size_t first, process second, const uses_of_step& uses,
                 const step_clock& before);
    [[nodiscard]] static bool precedes(const node& a, const node& b) noexcept {
        return b.before.of(a.chosen) >= a.nth;
    }

    std::pmr::unsynchronized_pool_resource memory_;
    const bool reduced_;
    const std::optional<std::size_t> preemptions_;
    const commute_test commutes_;
    std::vector<node> nodes_;  // of which size_ are in use
    std::size_t size_ = 0;
    std::size_t depth_ = 0;    // nodes that this run has passed
    std::size_t known_ = 0;    // nodes that this run shares with the last
    std::size_t barrier_ = 0;  // the nodes before come before all others
    bool in_step_ = false;
    bool lost_ = false;
    bool repeats_ = false;
    std::vector<std::size_t> own_choices_;
    std::vector<std::size_t>* choices_ = &own_choices_;
    std::vector<progress> processes_;
    std::unordered_map<object_name, step_clock> released_;
    std::unordered_map<object_name, buffer> buffers_;
    std::vector<std::size_t> nearer_, follow_;  // room for find_races()
    std::vector<process> seen_, leading_;       // and for reverse()

    // Of the step under way:
    std::size_t decisions_ = 0;
    std::vector<process> woken_, met_;
    std::vector<std::size_t> after_;  // the nodes of steps it goes on after
    std::vector<object_name> acquired_, followed_, let_go_;
};

}  // namespace ctx::detail
