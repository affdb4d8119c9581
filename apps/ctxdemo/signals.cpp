// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/signals.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <vector>

namespace ctxdemo {

namespace {

/// What a canceled run may take to end. It takes next to nothing, unless it is
/// stuck writing to a pipe that nobody empties.
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

int exit_code_of(const ctx::context& interrupt) {
    return 128 + cause(interrupt).code().value();
}

}  // namespace

interrupt_scope::interrupt_scope()
    : interrupt_(notify_of_interrupts()),
      guard_(ctx::after_func(
          interrupt_.child, [interrupt = interrupt_, over = over_.child] {
              interrupt.stop();  // a second one ends the program
              if (select(recv(over.done()), recv(ctx::after(grace))) == 1) {
                  ::_exit(exit_code_of(interrupt.child));
              }
          })) {}

interrupt_scope::~interrupt_scope() {
    over_.cancel();
    if (!guard_()) guard_.wait();
}

int interrupt_scope::exit_code() const { return exit_code_of(context()); }

}  // namespace ctxdemo
