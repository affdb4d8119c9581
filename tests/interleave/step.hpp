// What the substitutes of sync.hpp tell the execution that is being run.
//
// A thread of a tested program announces each step before it takes it, and
// takes it when it is its turn. All other threads, such as the one that
// prepares the program and checks it afterwards, take theirs as usual.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/interleave/clocks.hpp"
#include "tests/interleave/operation.hpp"

namespace ctx_interleave {

class execution;

/// Says that something is wrong with the order of steps that is being run. May
/// be called from a thread of the program, also where it must not throw; the
/// run goes on to its end, but no other follows. Of several the first counts.
void fail(std::string_view what) noexcept;

/// Fails unless `right`.
inline void claim(bool right, std::string_view what) noexcept {
    if (!right) fail(what);
}

/// True in a thread of a tested program.
[[nodiscard]] bool modeled() noexcept;

/// The number of the calling thread in it, from 0; 0 also for all others.
[[nodiscard]] std::size_t thread_number() noexcept;

/// A mutex, an atomic or a condition variable, as the execution knows it.
///
/// Also checks what no choice of order brings to light by itself: that nothing
/// is used once it is gone, and that whoever destroys it has learned, by means
/// that the language counts, that all others are done with it.
class object {
public:
    constexpr object() noexcept = default;
    object(const object&) = delete;
    object& operator=(const object&) = delete;
    ~object();

private:
    friend class execution;

    static constexpr std::uint32_t alive = 0xA11FE;

    // Volatile: written for the last time in the destructor, and read by
    // whoever comes too late.
    volatile std::uint32_t mark_ = alive;
    std::uint64_t run_ = 0;     // the one that the rest belongs to
    std::uint32_t number_ = 0;  // in that
    bool locked_ = false;
    clocks used_;      // when each thread used it last
    clocks released_;  // what is known to who acquires it
};

/// Asks `what()` what a step that has not been taken would come to if it was
/// taken now: a sub may be the last, and a compare-exchange only a load. `what`
/// must outlive the step.
struct forecast {
    forecast() noexcept = default;
    template <class F>
    forecast(const F& what) noexcept
        : ask_([](const void* f) { return (*static_cast<const F*>(f))(); }),
          what_(&what) {}

    [[nodiscard]] kind now(kind otherwise) const {
        return ask_ ? ask_(what_) : otherwise;
    }

private:
    kind (*ask_)(const void*) = nullptr;
    const void* what_ = nullptr;
};

/// One step of the calling thread, from when it is its turn until it has been
/// taken.
class step {
public:
    /// How it orders what comes before it and after it.
    enum class order : std::uint8_t { relaxed, acquire, release, both };

    /// Waits for its turn. `forecast` says what it would come to now.
    step(object& o, kind what, order how, forecast f = {});
    step(const step&) = delete;
    step& operator=(const step&) = delete;
    ~step();

    /// It came to something else: a change that failed is a load.
    void became(kind what) noexcept { taken_.what = what; }
    void orders(order how) noexcept { how_ = how; }

    /// For the report.
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

/// Unlocks in the model; the next step is somebody's choice again.
void unlock(object& mutex) noexcept;

/// Waits, in the model, on a condition variable.
void wait(object& condition, object& mutex) noexcept;

/// Wakes, in the model, the one who waits longest, or all.
void notify(object& condition, bool all) noexcept;

/// Who used a plain variable last, and how that was ordered.
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
