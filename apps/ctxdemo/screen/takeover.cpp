// Signal handlers that give the terminal back before the program ends or stops,
// and take it again when the program continues:
//
//     SIGSEGV, SIGINT, SIGTERM ...  ctxdemo_end       give back, then end
//     SIGTSTP (Ctrl-Z)              ctxdemo_stop      give back, then stop
//     SIGCONT (fg)                  ctxdemo_continue  take again
//     SIGWINCH                      ctxdemo_resize    wake the drawing thread
//
//   1. A handler calls only functions that are safe in a signal handler, and
//      shares with the program only the variables at the top of this file.
//   2. A signal may arrive on any thread. A fatal signal is handled on that
//      thread. SIGTSTP and SIGCONT are passed on to the thread that draws.
//   3. The thread that draws blocks SIGTSTP and SIGCONT while it writes, so
//      that they never meet half a picture.
//   4. owned_by changes from `us` to `changing` once: the thread that makes the
//      change gives the terminal back, and other threads wait for it.
//   5. A handler that the program or a sanitizer installed before is restored
//      and gets the signal after ours.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/takeover.hpp"

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <iterator>
#include <utility>

namespace ctxdemo {

namespace {

struct sequence {
    std::array<char, 256> bytes{};
    std::size_t size = 0;

    void set(std::string_view from) noexcept {
        size = std::min(from.size(), bytes.size());
        std::copy_n(from.data(), size, bytes.data());
    }
};

// Constant while the program owns the terminal. They are set before owned_by
// becomes `us`, so a thread that changes owned_by sees them.
termios mode_before;
sequence leave_it;
std::terminate_handler terminate_before = nullptr;

// Used by the thread that draws only.
termios mode_ours;
sequence enter_it;

// Used by any thread.
std::atomic<int> wake_end = -1;
std::atomic<pthread_t> drawer;
enum class owner : int { other, us, changing };  // changing: being given back
std::atomic<owner> owned_by = owner::other;
std::atomic<bool> is_stale = false;  // taken again, and not drawn since

static_assert(std::atomic<bool>::is_always_lock_free &&
                  std::atomic<owner>::is_always_lock_free &&
                  std::atomic<pthread_t>::is_always_lock_free,
              "a signal handler must not take a lock");

// Signals that end the program by default: faults of its own, and signals from
// outside.
constexpr int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
constexpr int ends[] = {SIGABRT, SIGQUIT, SIGHUP,  SIGINT,  SIGTERM,
                        SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGPIPE};

// The handlers before ours, by signal number.
struct handled {
    bool is_ours = false;
    struct sigaction before {};
};
std::array<handled, 65> table;

handled& entry(int signal) { return table[static_cast<std::size_t>(signal)]; }

/// A handler needs this stack after a stack overflow.
std::array<char, 65536> crash_stack;

// Gives up if the terminal takes no bytes for 100 ms, so that it never blocks.
void write_all(const sequence& s) noexcept {
    constexpr int patience_ms = 100;
    const char* at = s.bytes.data();
    std::size_t left = s.size;
    while (left > 0) {
        pollfd out{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
        if (::poll(&out, 1, patience_ms) == 0) return;
        const auto n = ::write(STDOUT_FILENO, at, left);
        if (n < 0 && errno != EINTR) return;
        if (n > 0) {
            at += n;
            left -= static_cast<std::size_t>(n);
        }
    }
}

void set_driver(const termios& to) noexcept {
    while (::tcsetattr(STDIN_FILENO, TCSANOW, &to) != 0 && errno == EINTR) {
    }
}

void wake() noexcept {
    const char any = 0;
    (void)!::write(wake_end, &any, 1);
}

bool is_in_background() noexcept {
    const pid_t foreground = ::tcgetpgrp(STDIN_FILENO);
    return foreground >= 0 && foreground != ::getpgrp();
}

/// Takes the terminal again. In the background the first call stops the program
/// until it is in the foreground.
void take_terminal() noexcept {
    set_driver(mode_ours);
    // SIGSTOP has no handler, so the terminal was not given back, and the shell
    // has written on our screen.
    if (owned_by == owner::us) write_all(leave_it);
    write_all(enter_it);
    owned_by = owner::us;
    is_stale = true;
    wake();
}

// Waits for the thread that is giving the terminal back, because the caller is
// about to end the program. Not for ever: that thread may have crashed.
void await_given_back() noexcept {
    constexpr int most_ms = 300;
    for (int i = 0; i < most_ms && owned_by == owner::changing; ++i) {
        ::poll(nullptr, 0, 1);
    }
}

/// Performs the default action of `signal` now.
void act_by_default(int signal) noexcept {
    struct sigaction ours {};
    struct sigaction plain {};
    plain.sa_handler = SIG_DFL;
    sigaction(signal, &plain, &ours);
    sigset_t only;
    sigset_t before;
    sigemptyset(&only);
    sigaddset(&only, signal);
    ::raise(signal);
    pthread_sigmask(SIG_UNBLOCK, &only, &before);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    sigaction(signal, &ours, nullptr);
}

/// Passes `signal` on to the thread that draws (rule 2); returns false on that
/// thread.
bool passed_on(int signal) noexcept {
    const pthread_t to = drawer;
    if (pthread_equal(pthread_self(), to) != 0) return false;
    pthread_kill(to, signal);
    return true;
}

bool is_fault(int signal) noexcept {
    return std::ranges::find(faults, signal) != std::end(faults);
}

extern "C" void ctxdemo_end(int signal, siginfo_t* info, void*) {
    takeover::give_back();
    sigaction(signal, &entry(signal).before, nullptr);
    // A fault happens again when this returns, and the handler before ours gets
    // it with its address. A sanitizer reports that address.
    const bool comes_again = info->si_code > 0 && is_fault(signal);
    if (!comes_again) ::raise(signal);
}

extern "C" void ctxdemo_stop(int signal) {
    const int error_before = errno;
    if (!passed_on(signal)) {
        takeover::give_back();
        act_by_default(signal);
        // SIGCONT has taken the terminal again. If it has not, the program was
        // not stopped, because there is no shell that could continue it.
        if (owned_by != owner::us) take_terminal();
    }
    errno = error_before;
}

extern "C" void ctxdemo_continue(int signal) {
    const int error_before = errno;
    if (!passed_on(signal)) take_terminal();
    errno = error_before;
}

extern "C" void ctxdemo_resize(int) {
    const int error_before = errno;
    wake();
    errno = error_before;
}

// The terminal is given back first, so that the reason stays on the screen.
[[noreturn]] void end_by_terminate() {
    takeover::give_back();
    terminate_before();
    std::abort();
}

bool is_default(int signal) noexcept {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    return (now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == SIG_DFL;
}

void handle(int signal, const struct sigaction& how) noexcept {
    auto& e = entry(signal);
    e.is_ours = sigaction(signal, &how, &e.before) == 0;
}

struct sigaction calling(void (*handler)(int)) noexcept {
    struct sigaction how {};
    how.sa_handler = handler;
    how.sa_flags = SA_RESTART | SA_ONSTACK;
    sigemptyset(&how.sa_mask);
    return how;
}

// A signal that is ignored or has a handler is left alone. Faults are handled
// even if a sanitizer handles them, which then gets its turn (rule 5).
void handle_all() noexcept {
    struct sigaction end {};
    end.sa_sigaction = ctxdemo_end;
    end.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigfillset(&end.sa_mask);
    for (const int signal : faults) handle(signal, end);
    for (const int signal : ends) {
        if (is_default(signal)) handle(signal, end);
    }
    if (is_default(SIGTSTP)) handle(SIGTSTP, calling(ctxdemo_stop));
    handle(SIGCONT, calling(ctxdemo_continue));
    handle(SIGWINCH, calling(ctxdemo_resize));
}

void handle_none() noexcept {
    for (int signal = 1; signal < static_cast<int>(table.size()); ++signal) {
        auto& e = entry(signal);
        if (std::exchange(e.is_ours, false)) {
            sigaction(signal, &e.before, nullptr);
        }
    }
}

void set_crash_stack() noexcept {
    stack_t now{};
    if (::sigaltstack(nullptr, &now) == 0 && (now.ss_flags & SS_DISABLE) == 0) {
        return;  // a sanitizer has set a stack
    }
    stack_t ours{};
    ours.ss_sp = crash_stack.data();
    ours.ss_size = crash_stack.size();
    ::sigaltstack(&ours, nullptr);
}

void give_back_at_exit() {
    static const int once = std::atexit(takeover::give_back);
    (void)once;
}

}  // namespace

takeover::takeover(std::string_view enter, std::string_view leave, int wake) {
    const stops_held until_complete;
    enter_it.set(enter);
    leave_it.set(leave);
    wake_end = wake;
    drawer = pthread_self();
    ::tcgetattr(STDIN_FILENO, &mode_before);
    mode_ours = mode_before;
    is_stale = false;
    set_crash_stack();
    give_back_at_exit();
    terminate_before = std::set_terminate(end_by_terminate);
    handle_all();
    owned_by = owner::us;
}

takeover::~takeover() {
    const stops_held until_complete;
    owned_by = owner::other;
    handle_none();
    std::set_terminate(terminate_before);
}

void takeover::set_mode(const termios& ours) noexcept { mode_ours = ours; }

bool takeover::was_taken_again() noexcept { return is_stale.exchange(false); }

void takeover::give_back() noexcept {
    auto expected = owner::us;
    if (!owned_by.compare_exchange_strong(expected, owner::changing)) {
        await_given_back();
        return;
    }
    const int error_before = errno;
    // In the background the terminal belongs to another program, and changing
    // its mode would stop this one.
    if (!is_in_background()) {
        write_all(leave_it);
        set_driver(mode_before);
    }
    errno = error_before;
    owned_by = owner::other;
}

void takeover::take_again() noexcept {
    const stops_held until_complete;
    take_terminal();
}

stops_held::stops_held() noexcept {
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTSTP);
    sigaddset(&stops, SIGCONT);
    pthread_sigmask(SIG_BLOCK, &stops, &before_);
}

stops_held::~stops_held() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace ctxdemo
