// Goroutines: functions running side by side, each on a thread of its own.
//
// Inside a bubble (bubble.hpp) they take turns, deterministically, in virtual
// time; elsewhere the OS schedules them. Either way a goroutine belongs to the
// scope it was started in: a bubble, a `run`, or else the process. When the
// scope ends, goroutines still alive are ended: the call they are blocked in,
// or block in next, throws goroutine_exit, and the scope waits for them to
// unwind. Nothing is detached.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ctx/clock.hpp"
#include "ctx/location.hpp"

namespace ctx {

namespace detail {

/// A callable to be run once, that need not be copyable.
class thunk {
public:
    virtual ~thunk() = default;
    virtual void run() = 0;
};

template <class F>
class typed_thunk final : public thunk {
public:
    explicit typed_thunk(F f) : f_(std::move(f)) {}
    void run() override { std::move(f_)(); }

private:
    F f_;
};

void start_goroutine(std::string name, std::unique_ptr<thunk> body,
                     const location& at);

}  // namespace detail

/// Runs `f` in a new goroutine and returns at once.
///
/// Throws      std::system_error if no thread can be started.
/// Errors      an exception that leaves `f` ends the run that the goroutine
///             belongs to, which rethrows it (see goroutine_error). Without
///             one, it ends the program, as with std::thread.
/// Source      Go: the go statement.
template <std::invocable F>
void go(F f, location at = location::current()) {
    detail::start_goroutine(
        std::string(), std::make_unique<detail::typed_thunk<F>>(std::move(f)),
        at);
}

/// The same, with a name for reports.
template <std::invocable F>
void go(std::string name, F f, location at = location::current()) {
    detail::start_goroutine(
        std::move(name), std::make_unique<detail::typed_thunk<F>>(std::move(f)),
        at);
}

/// Blocks this goroutine for `d` of ctx::clock; zero or less returns at once.
///
/// Source      Go: time.Sleep.
void sleep_for(duration d, location at = location::current());

/// What a blocking call throws in a goroutine whose scope has ended, so that
/// its stack unwinds. Not a std::exception. Do not catch it, or rethrow it: a
/// goroutine that goes on meets it again in its next blocking call.
///
/// Destructors  that run because of it, or of another exception, may block as
///             usual. One that blocks at any other time may meet it there, and
///             then has to be noexcept(false), as that of `defer` is.
struct goroutine_exit final {};

/// An exception that left a goroutine other than main, as rethrown by the run
/// it ended. what() names the goroutine; std::rethrow_if_nested gives the
/// original.
class goroutine_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One goroutine in a report.
struct goroutine_status {
    std::uint32_t id = 0;  ///< 1 is main
    std::string name;      ///< as given to go, may be empty
    std::string waits_on;  ///< "sleep", "channel receive"; empty if running
    location waits_at;     ///< where it blocked
    location started_at;   ///< where it was started
};

/// Returns one line on a goroutine, with Go's wording:
/// `goroutine 2 "worker" [select]: gen.cpp:17, started at gen.cpp:25`.
[[nodiscard]] std::string to_string(const goroutine_status& g);

/// How a run ended.
struct run_report {
    /// Goroutines alive when main returned, that could not go on by
    /// themselves. They have been ended since.
    std::vector<goroutine_status> leaks;
    /// How much of its own time the run took.
    duration elapsed{0};
    /// True if the run was cut short: its `until` ended, or its `limit`.
    bool interrupted = false;
};

}  // namespace ctx
