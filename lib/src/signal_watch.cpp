// How a signal reaches contexts: the handler, which may do next to nothing,
// notes its number and writes a byte into a pipe; the watch's thread reads it,
// and cancels, which takes locks.
//
// The watch does not own the nodes it knows, unless functions are registered
// on one and nobody else owns it (see node.cpp); watch_owns_ says so.
//
// Lock order: mutex_ is a leaf. Nodes are canceled, and shares let go, with no
// lock held.
#include "signal_watch.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "ctx/defer.hpp"
#include "scheduler.hpp"
#include "timer_thread.hpp"

namespace ctx::detail {
namespace {

// What the handler and the watch's thread share. The pipe is there before any
// handler is; it is atomic since nothing else orders the two.
std::atomic<std::uint64_t> pending = 0;  // a bit for each signal
std::atomic<int> read_end = -1;
std::atomic<int> write_end = -1;

static_assert(std::atomic<std::uint64_t>::is_always_lock_free &&
                  std::atomic<int>::is_always_lock_free,
              "the handler must not meet a lock");

std::uint64_t bit_of(int signal) noexcept {
    return std::uint64_t{1} << (signal - 1);
}

// If the pipe is full, the thread has enough to wake it.
void wake_watch() noexcept {
    const char any = 0;
    (void)!::write(write_end, &any, 1);
}

extern "C" void ctx_note_signal(int signal) {
    const int error_before = errno;
    // Release: pairs with the exchange in note_arrivals(). What it publishes
    // is only the bit itself; the pipe does the waking.
    pending.fetch_or(bit_of(signal), std::memory_order_release);
    wake_watch();
    errno = error_before;
}

// Its thread is for this alone: signals are handled on those of the program.
class all_signals_blocked {
public:
    all_signals_blocked() noexcept {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~all_signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    all_signals_blocked(const all_signals_blocked&) = delete;
    all_signals_blocked& operator=(const all_signals_blocked&) = delete;

private:
    sigset_t before_{};
};

void await_wake() noexcept {
    char bytes[64];
    while (::read(read_end, bytes, sizeof bytes) < 0 && errno == EINTR) {
    }
}

}  // namespace

signal_watch::signal_watch() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        throw std::system_error(errno, std::generic_category(),
                                "ctx::notify_context: pipe");
    }
    read_end = ends[0];
    write_end = ends[1];
    ::fcntl(write_end, F_SETFL, O_NONBLOCK);
}

signal_watch& signal_watch::instance() {
    // Never freed, as those, and stopped before them: it cancels contexts.
    (void)timer_thread::instance();
    (void)process();
    static signal_watch& it = *new signal_watch;
    static const defer at_exit([] { it.stop(); });
    return it;
}

void signal_watch::add(signal_node& n) {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    if (!thread_.joinable()) {
        const all_signals_blocked inherited;
        thread_ = std::thread([this] { watch(); });
    }
    note_arrivals();
    nodes_.push_back(&n);
    n.watched_ = true;
    for (const int signal : n.signals_) {
        if (wanted_[std::size_t(signal)]++ == 0) divert(signal);
    }
}

void signal_watch::remove(signal_node& n) noexcept {
    const std::scoped_lock lock(mutex_);
    if (!std::exchange(n.watched_, false)) return;
    std::erase(nodes_, &n);
    for (const int signal : n.signals_) {
        if (--wanted_[std::size_t(signal)] == 0) restore(signal);
    }
}

cancel_node::source_answer signal_watch::keep(signal_node& n) noexcept {
    using answer = cancel_node::source_answer;
    const std::scoped_lock lock(mutex_);
    if (n.missed_) return answer::missed;
    if (!n.watched_) return answer::none;
    // Once it was told, whoever cancels it at this moment has a share.
    if (n.told_ == 0 && !std::exchange(n.watch_owns_, true)) n.retain();
    return answer::kept;
}

bool signal_watch::disown(signal_node& n) noexcept {
    const std::scoped_lock lock(mutex_);
    return std::exchange(n.watch_owns_, false);
}

void signal_watch::divert(int signal) noexcept {
    struct sigaction ours {};
    ours.sa_handler = ctx_note_signal;
    // Other system calls go on; and a program may have its own stack for this.
    ours.sa_flags = SA_RESTART | SA_ONSTACK;
    sigfillset(&ours.sa_mask);
    sigaction(signal, &ours, &before_[std::size_t(signal)]);
}

void signal_watch::restore(int signal) noexcept {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    // Somebody else's, put there meanwhile, stays.
    if (now.sa_handler != ctx_note_signal) return;
    sigaction(signal, &before_[std::size_t(signal)], nullptr);
}

// Only nodes that are there when a signal comes are told of it: one that is
// added meanwhile waits for the next.
void signal_watch::note_arrivals() noexcept {
    // Acquire: pairs with the handler's release.
    const auto bits = pending.exchange(0, std::memory_order_acquire);
    if (bits == 0) return;
    for (signal_node* const n : nodes_) {
        if (n->due_ != 0) continue;
        const auto first = std::ranges::find_if(
            n->signals_, [bits](int s) { return (bits & bit_of(s)) != 0; });
        if (first != n->signals_.end()) n->due_ = *first;
    }
}

bool signal_watch::take(signal_node& n) noexcept {
    n.told_ = n.due_;
    if (std::exchange(n.watch_owns_, false)) return true;
    n.missed_ = !n.try_retain();
    return !n.missed_;
}

signal_watch::delivery signal_watch::take_next() {
    const std::scoped_lock lock(mutex_);
    for (signal_node* const n : nodes_) {
        if (n->due_ == n->told_) continue;
        if (take(*n)) return {n, n->told_};
    }
    return {};
}

void signal_watch::deliver_all() {
    for (auto next = take_next(); next.to; next = take_next()) {
        next.to->deliver(next.signal);
        node::release(next.to);
    }
}

void signal_watch::watch() {
    for (;;) {
        await_wake();
        {
            const std::scoped_lock lock(mutex_);
            if (stopping_) return;
            note_arrivals();
        }
        deliver_all();
    }
}

void signal_watch::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        for (int s = 1; s <= last_signal; ++s) {
            if (wanted_[std::size_t(s)] != 0) restore(s);
        }
    }
    wake_watch();
    if (thread_.joinable()) thread_.join();
}

}  // namespace ctx::detail
