// The scope, the signals, and a guard meet here. The guard is a goroutine that
// the first signal starts.
//
//   1. ctx::notify_context handles the first signal: it cancels `interrupt_`,
//      which starts the guard.
//   2. The guard stops the notification at once, which restores the earlier
//      handlers, so that a second signal ends the program: by its default
//      action, or through forced_end if there is a `before_end`.
//   3. The guard ends the program if the scope is not left within `grace`. It
//      does so at once if it has no memory left to wait.
//   4. The destructor tells the guard that the scope is left, and waits for it,
//      so that the guard cannot end the program later.
//
// forced_end::handle runs in a signal handler: it calls only `before_end`, from
// a lock-free atomic, and functions that POSIX allows there.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/interrupt.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <new>
#include <vector>

namespace ctxdemo {

namespace {

/// The time for a canceled run to end. A run needs it only if it is stuck, such
/// as writing to a pipe that nobody reads.
constexpr std::chrono::milliseconds grace(500);

ctx::signal_context notify_of_interrupts() {
    std::vector<int> signals;
    for (const int signal : {SIGINT, SIGTERM}) {
        struct sigaction now {};
        sigaction(signal, nullptr, &now);
        if (now.sa_handler != SIG_IGN) signals.push_back(signal);
    }
    if (signals.empty()) return {};
    return ctx::notify_context(ctx::background(), std::move(signals));
}

/// The exit code that stands for signal 0.
constexpr int signal_base = 128;

int exit_code_of(const ctx::context& interrupt) {
    return signal_base + cause(interrupt).code().value();
}

/// Returns true if `left` is done within `grace`.
bool is_left_soon(const ctx::context& left) {
    try {
        return select(recv(left.done()), recv(ctx::after(grace))) == 0;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

}  // namespace

/// Handles a second signal. Its handlers are installed before those of ctx,
/// which restore them when they stop (rule 2).
class interrupt_scope::forced_end {
public:
    explicit forced_end(void (*first)() noexcept) {
        do_first = first;
        struct sigaction ours {};
        ours.sa_handler = handle;
        sigfillset(&ours.sa_mask);
        for (auto& a : actions_) {
            sigaction(a.signal, nullptr, &a.before);
            a.is_ours = a.before.sa_handler == SIG_DFL &&
                        sigaction(a.signal, &ours, nullptr) == 0;
        }
    }
    ~forced_end() {
        for (const auto& a : actions_) {
            if (a.is_ours) sigaction(a.signal, &a.before, nullptr);
        }
    }
    forced_end(const forced_end&) = delete;
    forced_end& operator=(const forced_end&) = delete;

private:
    struct action {
        int signal;
        bool is_ours = false;
        struct sigaction before {};
    };

    static void handle(int signal) {
        do_first.load()();
        ::signal(signal, SIG_DFL);
        ::raise(signal);  // ends the program once this returns
    }

    static inline std::atomic<void (*)() noexcept> do_first;
    static_assert(decltype(do_first)::is_always_lock_free);

    std::array<action, 2> actions_{action{SIGINT}, action{SIGTERM}};
};

interrupt_scope::interrupt_scope(void (*before_end)() noexcept)
    : forced_end_(before_end ? std::make_unique<const forced_end>(before_end)
                             : nullptr),
      interrupt_(notify_of_interrupts()),
      guard_(ctx::after_func(
          interrupt_.child,
          [interrupt = interrupt_, left = left_.child, before_end] {
              interrupt.stop();  // rule 2
              if (is_left_soon(left)) return;
              if (before_end) before_end();
              ::_exit(end_by_signal(exit_code_of(interrupt.child)));
          })) {}

interrupt_scope::~interrupt_scope() {
    left_.cancel();  // rule 4
    if (!guard_()) guard_.wait();
}

int interrupt_scope::exit_code() const { return exit_code_of(context()); }

int end_by_signal(int code) noexcept {
    const int signal = code - signal_base;
    if (signal <= 0) return code;
    ::signal(signal, SIG_DFL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, signal);
    pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
    ::raise(signal);
    return code;
}

}  // namespace ctxdemo
