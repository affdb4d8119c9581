// SIGINT is blocked in all threads, and one waits for it: a handler could not
// cancel a context, because that takes a lock.
//
// The watcher is woken at the end by a SIGINT of its own, sent to it alone
// after its stop was requested. A real one that comes at that moment either
// wakes it instead, when the run is over anyway, or stays pending and ends the
// program in the usual way as soon as SIGINT is let through again.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/signals.hpp"

#include <pthread.h>
#include <unistd.h>

#include <ctime>

#include "apps/ctxdemo/error.hpp"

namespace ctxdemo {

namespace {

/// What a canceled run may take to end. It takes next to nothing, unless it is
/// stuck writing to a pipe that nobody empties.
constexpr timespec grace{.tv_sec = 0, .tv_nsec = 500'000'000};

sigset_t interrupt_only() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    return set;
}

bool interrupts_are_ignored() {
    struct sigaction now {};
    sigaction(SIGINT, nullptr, &now);
    return now.sa_handler == SIG_IGN;
}

}  // namespace

interrupt_scope::interrupt_scope() {
    if (interrupts_are_ignored()) return;
    const sigset_t set = interrupt_only();
    pthread_sigmask(SIG_BLOCK, &set, &mask_before_.emplace());
    watcher_ = std::jthread([this](const std::stop_token& s) { watch(s); });
}

interrupt_scope::~interrupt_scope() {
    if (!mask_before_) return;
    watcher_.request_stop();
    pthread_kill(watcher_.native_handle(), SIGINT);
    watcher_.join();
    pthread_sigmask(SIG_SETMASK, &*mask_before_, nullptr);
}

void interrupt_scope::watch(const std::stop_token& stop) const {
    const sigset_t set = interrupt_only();
    int signal = 0;
    sigwait(&set, &signal);
    if (stop.stop_requested()) return;

    interrupt_.cancel();
    sigtimedwait(&set, nullptr, &grace);
    if (!stop.stop_requested()) ::_exit(exit_interrupted);
}

}  // namespace ctxdemo
