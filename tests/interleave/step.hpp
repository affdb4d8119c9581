// The interface between the substitutes in sync.hpp and the execution of a
// program.
//
// A thread of a tested program announces each step, and takes the step when its
// turn comes. Any other thread takes its steps at once, such as the thread that
// prepares the program and checks it afterwards.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/interleave/clocks.hpp"
#include "tests/interleave/operation.hpp"

namespace ctx_interleave {

class execution;

/// Reports a failure of the order of steps that is being run. Every thread of
/// the program may call it, also where it must not throw. The run continues to
/// its end, and no other run follows. The first failure of a run counts.
void fail(std::string_view what) noexcept;

/// Reports a failure unless `right`. `what` is the statement that should be
/// true.
inline void claim(bool right, std::string_view what) noexcept {
    if (!right) fail(what);
}

/// Returns true in a thread of a tested program.
[[nodiscard]] bool modeled() noexcept;

/// Returns the number of the calling thread in its program, from 0; 0 for every
/// other thread.
[[nodiscard]] std::size_t thread_number() noexcept;

/// A mutex, an atomic or a condition variable, as the execution sees it.
///
/// An object also checks two rules that no choice of order reveals. No thread
/// uses an object after its destruction. A thread destroys an object only if
/// the memory orders let it know that all other threads are done with the
/// object.
class object {
public:
    constexpr object() noexcept = default;
    object(const object&) = delete;
    object& operator=(const object&) = delete;
    ~object();

private:
    friend class execution;

    static constexpr std::uint32_t alive = 0xA11FE;

    // Volatile, so that the compiler keeps the last write of the destructor: a
    // thread that uses the object too late reads it.
    volatile std::uint32_t mark_ = alive;
    std::uint64_t run_ = 0;     // the run that the other members belong to
    std::uint32_t number_ = 0;  // in that run
    bool locked_ = false;
    clocks used_;      // each thread's last use
    clocks released_;  // the steps that an acquire makes known
};

/// One step of the calling thread. It lives from the turn of the thread until
/// the step has been taken.
class step {
public:
    /// How the step orders the operations before it and after it.
    enum class order : std::uint8_t { relaxed, acquire, release, both };

    /// Waits for the thread's turn.
    step(object& o, kind what, order how);
    step(const step&) = delete;
    step& operator=(const step&) = delete;
    ~step();

    /// Changes the kind of the step: a compare-exchange that failed is a load,
    /// and a subtraction may be the last.
    void became(kind what) noexcept { taken_.what = what; }
    void orders(order how) noexcept { how_ = how; }

    /// Notes the value for the report.
    void saw(std::int64_t value) noexcept {
        taken_.value = value;
        taken_.has_value = true;
    }

private:
    execution* const in_;  // null: not modeled
    object& object_;
    operation taken_;
    order how_;
};

/// Unlocks a mutex in the model, without waiting for a turn. The search chooses
/// the step after it.
void unlock(object& mutex) noexcept;

/// Waits on a condition variable in the model.
void wait(object& condition, object& mutex) noexcept;

/// Wakes the thread that has waited longest, or all threads, in the model.
void notify(object& condition, bool all) noexcept;

/// Each thread's last uses of a plain variable, to check that the memory orders
/// keep them apart.
class uses {
public:
    void reads() const noexcept;
    void writes() noexcept;

private:
    mutable std::uint64_t run_ = 0;
    mutable clocks read_;
    mutable clocks written_;
};

}  // namespace ctx_interleave
