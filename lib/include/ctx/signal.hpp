// Contexts that signals cancel.
//
//     #include <csignal>
//     #include <ctx/signal.hpp>
//
//     auto [c, stop] = ctx::notify_context(ctx::background(),
//                                          {SIGINT, SIGTERM});
//     c.done().wait();  // or derive from c what the signal is to cancel
//     stop();           // from here on Ctrl-C ends the program again, even
//                       // if the cleanup that follows hangs
//
// A program that does not wait for c in one place says `after_func(c, stop)`
// (after_func.hpp): the first signal then gives the signals up.
//
// Rules for the whole header:
// 1. A signal cancels all contexts that ask for it, and has no other effect,
//    from the first notify_context that names it until the last of these
//    contexts gives it up. The signal then has the effect that it had before:
//    usually it ends the program.
// 2. A context gives its signals up when its stop function is called, or when
//    the context is destroyed (context.hpp, rule 5). A context that is done
//    still keeps them.
// 3. The program should not change the effect of these signals by other means
//    while a context asks for them. If it does, its change stays. A handler
//    installed in this time may call the handler that it found, or put it back
//    later: once no context asks for the signal, that handler lets the signal
//    act as it did before the first context asked.
// 4. One thread of the process, started with the first context, does the
//    canceling. The signal handler only wakes this thread. A system call that
//    a signal interrupts is restarted where the OS allows it (SA_RESTART), so
//    a thread blocked in a read, for example, does not notice the signal.
//    Functions that this thread calls (inline_executor) run with all signals
//    blocked.
// 5. The child of a fork watches for signals by itself: a signal to the child
//    cancels the child's copies of the contexts, and no others.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "ctx/context.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// Returns the category of the causes that signals give, named "signal". The
/// value of a code is the number of the signal, and its message is Go's, such
/// as "interrupt signal received". Every code is equivalent to
/// std::errc::operation_canceled.
///
///     if (cause(c).code() == std::error_code(SIGTERM, ctx::signal_category()))
///
/// Source      Go: the cause that signal.NotifyContext sets.
[[nodiscard]] CTX_EXPORT const std::error_category& signal_category() noexcept;

/// Returns Go's name of a signal: "interrupt", "terminated", or, for one
/// without a name, "signal 40".
///
/// Throws      std::bad_alloc.
/// Source      Go: syscall.Signal.String.
[[nodiscard]] CTX_EXPORT std::string signal_name(int signal);

/// Cancels one context of notify_context when called, and gives its signals
/// up. Copies do so for the same context. A default constructed
/// stop_signals_func does nothing.
///
/// Threads     safe from any thread, any number of times.
/// Lifetime    a stop function keeps its context alive, and with it the hold
///             on the signals.
/// Source      Go: the stop function that signal.NotifyContext returns.
class stop_signals_func {
public:
    stop_signals_func() noexcept = default;

    /// Cancels the context with `errc::canceled`, unless it is done already,
    /// and gives its signals up (rule 2). Only the first call has an effect.
    /// Waits for no other thread's user code.
    CTX_EXPORT void operator()(
        location at = location::current()) const noexcept;

private:
    friend struct detail::access;
    explicit stop_signals_func(context target) noexcept
        : target_(std::move(target)) {}

    context target_;
};

/// A context that signals cancel, and its stop function.
struct signal_context {
    context child;
    stop_signals_func stop;
};

/// Returns a child of `parent` that is canceled by the first of `signals` to
/// arrive from now on, when its stop function is called, or with `parent`,
/// whichever comes first. If a signal came first, cause(child) is a code of
/// signal_category() that names it.
///
/// `signals`   one or more of <csignal>'s, also signals that the program has
///             ignored so far. A signal that every thread blocks does not
///             arrive.
/// Errors      child.err() is errc::canceled if a signal or stop came first,
///             else the parent's error.
/// Throws      std::invalid_argument if `signals` is empty, or has a number
///             that is no signal, a signal that cannot be caught (SIGKILL,
///             SIGSTOP), or one that a fault raises (SIGSEGV, SIGBUS, SIGFPE,
///             SIGILL); std::bad_alloc; std::system_error if the watching
///             thread, or its pipe, cannot be made.
/// Threads     safe from any thread. Of little use in a bubble, which does not
///             wait for signals.
/// Source      Go: signal.NotifyContext, where no signals mean all signals.
[[nodiscard]] CTX_EXPORT signal_context
notify_context(const context& parent, std::vector<int> signals,
               location at = location::current());

}  // namespace ctx
