// Contexts that signals cancel; signal_watch.cpp catches the signals.
//
// Invariants:
// G1. The watch is constructed before the first node, because the node's
//     destructor uses it.
// G2. The node joins the watch last, when it is in its parent's list and in the
//     log: from then on a signal may cancel it.
//
// Lock order: this file takes no lock; signal_watch.cpp and cancel.cpp do.
#include "ctx/signal.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
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
        // sigaction() also refuses the signals that the C library keeps for
        // itself.
        if (s < 1 || s > last_signal || sigaction(s, nullptr, &now) != 0) {
            fail("there is no signal " + std::to_string(s) + "; name others");
        }
        if (s == SIGKILL || s == SIGSTOP || is_raised_by_fault(s)) {
            fail("signal " + std::to_string(s) + " (" + signal_name(s) +
                 ") cannot be waited for; name others");
        }
    }
}

// Returns `signals` with each kept once, in the order given.
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
                        made().at);
}

void signal_node::detach() noexcept {
    if (signal_watch::instance().disown(*this)) node::release(this);
}

cancel_node::adoption signal_node::ask_source() noexcept {
    return signal_watch::instance().adopt(*this);
}

void signal_node::print_opening(std::string& out) const {
    out += "signal.NotifyContext(";
}

void signal_node::print(std::string& out) const {
    out += ", [";
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

namespace {

bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }

bool is_small(char c) noexcept { return c >= 'a' && c <= 'z'; }

}  // namespace

std::string signal_name(int signal) {
    const char* const description = sigdescr_np(signal);
    if (!description) return "signal " + std::to_string(signal);
    std::string name = description;
    // The C library's "Hangup" is "hangup" in Go. "CPU time limit exceeded" and
    // "I/O possible" are the same in both.
    if (is_capital(name[0]) && is_small(name[1])) {
        name[0] = static_cast<char>(name[0] - 'A' + 'a');
    }
    return name;
}

void stop_signals_func::operator()(location at) const noexcept {
    auto* const n = detail::access::get(target_)->canceler();
    if (!n) return;
    // A handle of this call's own, because a goroutine that this wakes may
    // destroy this function.
    const context target = target_;
    detail::cancel_tree(*n, errc::canceled, nullptr, at);
    detail::signal_watch::instance().remove(
        static_cast<detail::signal_node&>(*n));
}

signal_context notify_context(const context& parent, std::vector<int> signals,
                              location at) {
    using namespace detail;
    check(signals);
    auto& watch = signal_watch::instance();  // G1
    node* const above = access::get(parent);
    auto* const n =
        new signal_node(above, without_repeats(std::move(signals)), at);
    auto made = access::pair<signal_context, stop_signals_func>(n);
    record_birth(*n);
    if (cancel_node* const canceler = above->canceler()) {
        (void)subscribe(*canceler, *n, *n, at);
    }
    watch.add(*n);  // G2
    return made;
}

}  // namespace ctx
