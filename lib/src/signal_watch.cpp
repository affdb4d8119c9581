// How a signal reaches contexts. A signal handler may do next to nothing, so
// the watch's handler only notes the signal's number and writes a byte into a
// pipe. The watch's thread reads the byte and cancels contexts, which takes
// locks.
//
// Invariants:
// W1. The pipe is open before a handler is installed, and is never closed while
//     a handler may run.
// W2. A signal cancels only nodes that were added before it came: add() gives
//     out the signals noted so far before it adds the node.
// W3. The watch does not own a node unless it has adopted it (O3 in node.cpp).
//     watch_owns_ says so.
// W4. The watch's handler is installed for a signal while a watched node wants
//     the signal. Then the action before it is restored.
// W5. The child of a fork has the nodes of its parent, but a pipe and a thread
//     of its own.
// W6. The watch's handler may be called although no node wants the signal,
//     because other code has replaced it meanwhile, and now calls it or has put
//     it back. It then lets the signal act as before. The action from before
//     may be a handler that itself calls the watch's: so each action is kept
//     with the one before it, which is called instead.
//
// Lock order:
// W7. mutex_ is a leaf. Nodes are canceled and shares dropped with no lock
//     held.
#include "signal_watch.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "ctx/defer.hpp"
#include "process_state.hpp"
#include "scheduler.hpp"
#include "timer_thread.hpp"

namespace ctx::detail {
namespace {

// Shared by the handler and the watch's thread. The ends of the pipe are atomic
// because nothing else orders their assignment (W1) and the handler.
std::atomic<std::uint64_t> pending = 0;  // a bit for each signal that came
std::atomic<int> read_end = -1;
std::atomic<int> write_end = -1;

static_assert(std::atomic<std::uint64_t>::is_always_lock_free &&
                  std::atomic<int>::is_always_lock_free,
              "a signal handler must not take a lock");

std::uint64_t bit_of(int signal) noexcept {
    return std::uint64_t{1} << (signal - 1);
}

// A full pipe is no error: its bytes wake the thread already.
void wake_watch() noexcept {
    const char any = 0;
    (void)!::write(write_end, &any, 1);
}

// What the handler knows of a signal.
struct known_signal {
    std::atomic<bool> wanted = false;  // by a watched node
    // The action from before the watch's handler (W6).
    std::atomic<const action_before*> before = nullptr;
};
known_signal known[last_signal + 1];

static_assert(std::atomic<bool>::is_always_lock_free &&
              std::atomic<const action_before*>::is_always_lock_free);

extern "C" {
static void note_signal(int signal, siginfo_t* info, void* where);
}

bool is_ours(const struct sigaction& action) noexcept {
    return action.sa_sigaction == note_signal;
}

void note(int signal) noexcept {
    // Release: pairs with the exchange in note_arrivals(). Only the bit itself
    // is published.
    pending.fetch_or(bit_of(signal), std::memory_order_release);
    wake_watch();
}

bool is_ignored_by_default(int signal) noexcept {
    return signal == SIGCHLD || signal == SIGCONT || signal == SIGURG ||
           signal == SIGWINCH;
}

bool stops_by_default(int signal) noexcept {
    return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

// Sends `signal` to this thread again. It is blocked until the handlers that
// run have returned.
void send_again(int signal, siginfo_t* info) noexcept {
#ifdef SYS_rt_tgsigqueueinfo
    // With what is known of its origin.
    if (info && ::syscall(SYS_rt_tgsigqueueinfo, ::getpid(), ::gettid(), signal,
                          info) == 0) {
        return;
    }
#endif
    std::raise(signal);
}

// Lets `signal` act as `before` says although the handler of other code is
// installed, which has called the watch's.
void call(const struct sigaction& before, int signal, siginfo_t* info,
          void* where) noexcept {
    if (before.sa_handler == SIG_IGN) return;
    if (before.sa_handler == SIG_DFL) {
        if (is_ignored_by_default(signal)) return;
        if (stops_by_default(signal)) {
            std::raise(SIGSTOP);
            return;
        }
        sigaction(signal, &before, nullptr);
        send_again(signal, info);
    } else if ((before.sa_flags & SA_SIGINFO) != 0) {
        before.sa_sigaction(signal, info, where);
    } else {
        before.sa_handler(signal);
    }
}

bool is_same(const struct sigaction& a, const struct sigaction& b) noexcept {
    return a.sa_handler == b.sa_handler && a.sa_flags == b.sa_flags;
}

// The signals for which this thread is in call_before(), a bit for each. In the
// initial-exec model, because a handler must not allocate.
[[gnu::tls_model(
    "initial-exec")]] constinit thread_local std::uint64_t calling = 0;

// Lets `signal` act as before although the handler of other code is installed,
// as `now`, which has called the watch's. If that is the action from before
// itself, or calls it, the action before that one is meant.
void call_before(const action_before* before, const struct sigaction& now,
                 int signal, siginfo_t* info, void* where) noexcept {
    const auto bits = calling;
    if (is_same(before->action, now) || (bits & bit_of(signal)) != 0) {
        before = before->older;
    }
    if (!before) return;
    calling = bits | bit_of(signal);
    call(before->action, signal, info, where);
    calling = bits;
}

// Lets `signal` act as if the watch had never caught it (W6).
void act_as_before(int signal, siginfo_t* info, void* where) noexcept {
    auto& of_signal = known[signal];
    // Acquire: pairs with the release in install_handler().
    const auto* const before = of_signal.before.load(std::memory_order_acquire);
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    if (!is_ours(now)) {
        return call_before(before, now, signal, info, where);
    }
    // Other code has put this handler back.
    sigaction(signal, &before->action, nullptr);
    // Acquire: as in note_signal(). A node may have asked for the signal
    // meanwhile.
    if (of_signal.wanted.load(std::memory_order_acquire)) {
        sigaction(signal, &now, nullptr);
        return note(signal);
    }
    // The handler was installed by a function that knows nothing of `info`.
    send_again(signal, (now.sa_flags & SA_SIGINFO) != 0 ? info : nullptr);
}

extern "C" {
static void note_signal(int signal, siginfo_t* info, void* where) {
    const int error_before = errno;
    // Acquire: pairs with the release in install_handler() and
    // restore_handler(). If no node wants the signal, `before` is set.
    if (known[signal].wanted.load(std::memory_order_acquire)) {
        note(signal);
    } else {
        act_as_before(signal, info, where);
    }
    errno = error_before;
}
}

// Blocks all signals while it lives. The watch's thread is started under it and
// inherits that, so that signals are handled on the program's own threads.
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

void open_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        throw std::system_error(errno, std::generic_category(),
                                "ctx::notify_context: pipe");
    }
    read_end = ends[0];
    write_end = ends[1];
    ::fcntl(write_end, F_SETFL, O_NONBLOCK);
}

}  // namespace

signal_watch::signal_watch() { open_pipe(); }

signal_watch& signal_watch::instance() {
    // Never freed, because contexts may be used while statics are destroyed.
    // Made after these two, so that its thread, which cancels contexts, is
    // stopped before them.
    (void)timer_thread::instance();
    (void)process_scheduler();
    static signal_watch& it = *make();
    static const defer at_exit([] { it.stop(); });
    return it;
}

signal_watch* signal_watch::make() {
    auto* const made = new signal_watch;
    take_part_in_forks<signal_watch>();
    return made;
}

void signal_watch::start_thread() {
    const all_signals_blocked inherited;
    thread_ = std::thread([this] {
        take_processors_of_process();
        watch();
    });
}

bool signal_watch::is_this_thread() const noexcept {
    return thread_.get_id() == std::this_thread::get_id();
}

void signal_watch::add(signal_node& n) {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    if (!thread_.joinable()) start_thread();
    for (const int signal : n.signals_) {
        if (wanted_by_[std::size_t(signal)] == 0) note_action(signal);
    }
    note_arrivals();  // W2
    nodes_.push_back(&n);
    n.watched_ = true;
    for (const int signal : n.signals_) {
        if (wanted_by_[std::size_t(signal)]++ == 0)
            install_handler(signal);  // W4
    }
}

void signal_watch::remove(signal_node& n) noexcept {
    const std::scoped_lock lock(mutex_);
    if (!std::exchange(n.watched_, false)) return;
    std::erase(nodes_, &n);
    for (const int signal : n.signals_) {
        if (--wanted_by_[std::size_t(signal)] == 0)
            restore_handler(signal);  // W4
    }
}

cancel_node::adoption signal_watch::adopt(signal_node& n) noexcept {
    using adoption = cancel_node::adoption;
    const std::scoped_lock lock(mutex_);
    if (n.missed_) return adoption::missed;
    if (!n.watched_) return adoption::no_source;
    // The watch's thread has a share of a node that it has taken up, and is
    // canceling it.
    if (n.taken_ == 0 && !std::exchange(n.watch_owns_, true)) n.retain();  // W3
    return adoption::adopted;
}

bool signal_watch::disown(signal_node& n) noexcept {
    const std::scoped_lock lock(mutex_);
    return std::exchange(n.watch_owns_, false);
}

void signal_watch::install_handler(int signal) noexcept {
    struct sigaction watching {};
    watching.sa_sigaction = note_signal;
    // SA_RESTART: system calls are not interrupted. SA_ONSTACK: the program may
    // have a stack of its own for handlers.
    watching.sa_flags = SA_RESTART | SA_ONSTACK | SA_SIGINFO;
    sigfillset(&watching.sa_mask);
    // Release: pairs with the acquire in note_signal().
    known[signal].wanted.store(true, std::memory_order_release);
    sigaction(signal, &watching, nullptr);
}

// Notes the action that `signal` has before the handler is installed (W6).
void signal_watch::note_action(int signal) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    // Other code has put the handler back: the action before it has not
    // changed.
    if (is_ours(now)) return;
    actions_before_[std::size_t(signal)] = now;
    auto& before = known[signal].before;
    // Relaxed: it changes only under mutex_.
    const auto* const last = before.load(std::memory_order_relaxed);
    if (last && is_same(last->action, now)) return;
    const bool calls_nothing =
        now.sa_handler == SIG_DFL || now.sa_handler == SIG_IGN;
    // Release: pairs with the acquire in act_as_before().
    before.store(&kept({now, calls_nothing ? nullptr : last}),
                 std::memory_order_release);
}

// Returns a copy of `a` that is never freed.
const action_before& signal_watch::kept(const action_before& a) {
    const auto is_equal = [&](const action_before& other) {
        return is_same(other.action, a.action) && other.older == a.older;
    };
    const auto it = std::ranges::find_if(kept_, is_equal);
    return it == kept_.end() ? kept_.emplace_back(a) : *it;
}

void signal_watch::restore_handler(int signal) noexcept {
    // Release: pairs with the acquire in note_signal().
    known[signal].wanted.store(false, std::memory_order_release);
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    // A handler that the program has installed meanwhile stays. It may call the
    // watch's handler, or be replaced by it again (W6).
    if (!is_ours(now)) return;
    sigaction(signal, &actions_before_[std::size_t(signal)], nullptr);
}

// Gives the signals that came to the nodes that want them. Called under mutex_.
void signal_watch::note_arrivals() noexcept {
    // Acquire: pairs with the release in note_signal().
    const auto bits = pending.exchange(0, std::memory_order_acquire);
    if (bits == 0) return;
    for (signal_node* const n : nodes_) {
        if (n->arrived_ != 0) continue;
        const auto first = std::ranges::find_if(
            n->signals_, [bits](int s) { return (bits & bit_of(s)) != 0; });
        if (first != n->signals_.end()) n->arrived_ = *first;
    }
}

// Takes up the signal of `n`. Returns true with a share of `n` for the caller,
// or false if `n` has no owner. Called under mutex_.
bool signal_watch::take(signal_node& n) noexcept {
    n.taken_ = n.arrived_;
    if (std::exchange(n.watch_owns_, false)) return true;
    n.missed_ = !n.try_retain();
    return !n.missed_;
}

signal_watch::delivery signal_watch::take_next() {
    const std::scoped_lock lock(mutex_);
    for (signal_node* const n : nodes_) {
        if (n->arrived_ == n->taken_) continue;
        if (take(*n)) return {n, n->taken_};
    }
    return {};
}

void signal_watch::deliver_all() {
    for (auto next = take_next(); next.to; next = take_next()) {
        next.to->deliver(next.signal);  // W7
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
            if (wanted_by_[std::size_t(s)] != 0) restore_handler(s);
        }
    }
    // A function that a signal calls may end the process.
    if (is_this_thread()) return;
    wake_watch();
    if (thread_.joinable()) thread_.join();
}

void signal_watch::after_fork(bool is_child) noexcept {
    if (is_child) restart();
    mutex_.unlock();
}

// Called under mutex_ in the child of a fork (W5).
void signal_watch::restart() noexcept try {
    const all_signals_blocked no_handler_runs;  // W1
    if (!is_this_thread()) renew(thread_);
    ::close(read_end.exchange(-1));
    ::close(write_end.exchange(-1));
    open_pipe();
    if (!nodes_.empty() && !thread_.joinable()) start_thread();
    // For a signal that came between the fork and this.
    wake_watch();
} catch (const std::system_error&) {
    // Nothing can watch, so the signals act as before.
    for (int s = 1; s <= last_signal; ++s) {
        if (wanted_by_[std::size_t(s)] != 0) restore_handler(s);
    }
}

}  // namespace ctx::detail
