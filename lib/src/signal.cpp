// Contexts that signals cancel; signal_watch.cpp has the signals.
#include "ctx/signal.hpp"

#include <algorithm>
#include <csignal>
#include <stdexcept>

#include "signal_watch.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

class signal_category_type final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override {
        return "signal";
    }

    [[nodiscard]] std::string message(int value) const override {
        return signal_name(value) + " signal received";
    }

    [[nodiscard]] std::error_condition default_error_condition(
        int) const noexcept override {
        return std::errc::operation_canceled;
    }
};

[[noreturn]] void fail(const std::string& why) {
    throw std::invalid_argument("ctx::notify_context: " + why +
                                ", such as {SIGINT, SIGTERM}");
}

bool is_raised_by_fault(int signal) noexcept {
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
           signal == SIGILL;
}

void check(const std::vector<int>& signals) {
    if (signals.empty()) fail("no signals; name at least one");
    for (const int s : signals) {
        struct sigaction now {};
        // It also refuses those that the C library keeps for itself.
        if (s < 1 || s > last_signal || sigaction(s, nullptr, &now) != 0) {
            fail("there is no signal " + std::to_string(s));
        }
        if (s == SIGKILL || s == SIGSTOP || is_raised_by_fault(s)) {
            fail("signal " + std::to_string(s) + " (" + signal_name(s) +
                 ") cannot be waited for; name others");
        }
    }
}

// Each once, in the order given.
std::vector<int> without_repeats(std::vector<int> signals) {
    std::vector<int> out;
    for (const int s : signals) {
        if (std::ranges::find(out, s) == out.end()) out.push_back(s);
    }
    return out;
}

}  // namespace

signal_node::~signal_node() { signal_watch::instance().remove(*this); }

void signal_node::deliver(int signal) noexcept {
    cancel_tree_because(*this, std::error_code(signal, signal_category()),
                        made_at_);
}

void signal_node::settled() noexcept {
    if (signal_watch::instance().disown(*this)) node::release(this);
}

cancel_node::source_answer signal_node::ask_source() noexcept {
    return signal_watch::instance().keep(*this);
}

void signal_node::print(std::string& out) const {
    // The parent's form is in `out` already; see print.cpp.
    out = "signal.NotifyContext(" + out + ", [";
    for (const int s : signals_) {
        if (s != signals_.front()) out += ' ';
        out += signal_name(s);
    }
    out += "])";
}

}  // namespace detail

const std::error_category& signal_category() noexcept {
    static const detail::signal_category_type instance;
    return instance;
}

std::string signal_name(int signal) {
    switch (signal) {
        case SIGHUP:
            return "hangup";
        case SIGINT:
            return "interrupt";
        case SIGQUIT:
            return "quit";
        case SIGILL:
            return "illegal instruction";
        case SIGTRAP:
            return "trace/breakpoint trap";
        case SIGABRT:
            return "aborted";
        case SIGBUS:
            return "bus error";
        case SIGFPE:
            return "floating point exception";
        case SIGKILL:
            return "killed";
        case SIGUSR1:
            return "user defined signal 1";
        case SIGSEGV:
            return "segmentation fault";
        case SIGUSR2:
            return "user defined signal 2";
        case SIGPIPE:
            return "broken pipe";
        case SIGALRM:
            return "alarm clock";
        case SIGTERM:
            return "terminated";
        case SIGCHLD:
            return "child exited";
        case SIGCONT:
            return "continued";
        case SIGSTOP:
            return "stopped (signal)";
        case SIGTSTP:
            return "stopped";
        case SIGTTIN:
            return "stopped (tty input)";
        case SIGTTOU:
            return "stopped (tty output)";
        case SIGURG:
            return "urgent I/O condition";
        case SIGXCPU:
            return "CPU time limit exceeded";
        case SIGXFSZ:
            return "file size limit exceeded";
        case SIGVTALRM:
            return "virtual timer expired";
        case SIGPROF:
            return "profiling timer expired";
        case SIGWINCH:
            return "window changed";
        case SIGIO:
            return "I/O possible";
        case SIGSYS:
            return "bad system call";
        default:
            return "signal " + std::to_string(signal);
    }
}

void stop_signals_func::operator()(location at) const noexcept {
    auto* const n = detail::access::get(target_)->canceler();
    if (!n) return;
    // A handle of our own: whoever this wakes may destroy this function.
    const context target = target_;
    detail::cancel_tree(*n, errc::canceled, nullptr, at);
    detail::signal_watch::instance().remove(
        static_cast<detail::signal_node&>(*n));
}

signal_context notify_context(const context& parent, std::vector<int> signals,
                              location at) {
    using namespace detail;
    check(signals);
    // Made first, so that the node's end finds it.
    auto& watch = signal_watch::instance();
    node* const above = access::get(parent);
    auto* const n =
        new signal_node(above, without_repeats(std::move(signals)), at);
    auto made = access::pair<signal_context, stop_signals_func>(n);
    record_birth(*n, "notify_context", at);
    if (cancel_node* const canceler = above->canceler()) {
        (void)observe(*canceler, *n, *n, at);
    }
    watch.add(*n);
    return made;
}

}  // namespace ctx
