// Signals, as contexts that they cancel.
//
//     #include <csignal>
//     #include <ctx/select.hpp>  // for done()
//     #include <ctx/signal.hpp>
//
//     auto [c, stop] = ctx::notify_context(ctx::background(),
//                                          {SIGINT, SIGTERM});
//     c.done().wait();  // or hand c to whoever is to end with it
//     stop();           // from here on Ctrl-C ends the program again, also if
//                       // it is stuck in what follows
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "ctx/context.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// The category of the causes that signals give, named "signal". A code's
/// value is the signal's number, its message Go's: "interrupt signal
/// received". All are equivalent to std::errc::operation_canceled:
///
///     if (cause(c).code() == std::error_code(SIGTERM, ctx::signal_category()))
[[nodiscard]] const std::error_category& signal_category() noexcept;

/// Returns Go's name of a signal: "interrupt", "terminated", "signal 40".
///
/// Source      Go: syscall.Signal.String.
[[nodiscard]] std::string signal_name(int signal);

/// Ends a notify_context. Copies share it; a default constructed one does
/// nothing.
class stop_signals_func {
public:
    stop_signals_func() noexcept = default;

    /// Cancels the context with `errc::canceled`, if it is not over yet, and
    /// lets go of its signals: those that nobody else has asked for do again
    /// what they did before. Further calls do nothing. Never waits.
    ///
    /// Source      Go: the stop function that signal.NotifyContext returns.
    void operator()(location at = location::current()) const noexcept;

private:
    friend struct detail::access;
    explicit stop_signals_func(context target) noexcept
        : target_(std::move(target)) {}

    context target_;
};

/// A context that signals cancel, and what lets go of them.
struct signal_context {
    context child;
    stop_signals_func stop;
};

/// Returns a child of `parent` that is canceled by the first of `signals` to
/// arrive from now on, when its stop function is called, or with `parent`,
/// whichever comes first. The cause then names the signal; see
/// signal_category().
///
/// The signals do nothing else, also once the context is over, until stop is
/// called or the last handle on the context is gone (and the delivery of a
/// signal to it, if there is one, over). Then they do what they did before:
/// usually, end the program. Any number of contexts may ask for
/// the same signal; all are canceled.
///
/// `signals`   one or more of <csignal>'s. A signal that was ignored is not
///             any more; one that every thread blocks does not arrive. System
///             calls are not interrupted: who blocks in one sees nothing.
/// Errors      child.err() is errc::canceled, or the parent's error.
/// Throws      std::invalid_argument if there are no signals, or one that is
///             none, that cannot be caught (SIGKILL, SIGSTOP) or that a fault
///             raises (SIGSEGV, SIGBUS, SIGFPE, SIGILL); std::bad_alloc;
///             std::system_error if the thread that watches for signals, one
///             for the process, cannot be started.
/// Threads     safe from any thread. Do not change what these signals do by
///             other means meanwhile. In a bubble, which does not wait for
///             what comes from outside, it is of little use.
/// Source      Go: signal.NotifyContext, where no signals means all of them.
[[nodiscard]] signal_context notify_context(const context& parent,
                                            std::vector<int> signals,
                                            location at = location::current());

}  // namespace ctx
