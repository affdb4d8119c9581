// Which contexts are told of which signals.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "ctx/detail/sync.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"
#include "forked.hpp"
#include "tree.hpp"

namespace ctx::detail {

/// The greatest signal number there is.
inline constexpr int last_signal = 64;

/// A context that signals cancel.
class signal_node final : public cancel_node {
public:
    signal_node(node* parent, std::vector<int> signals,
                const location& at) noexcept
        : cancel_node(parent, {maker::notify_context, at}),
          signals_(std::move(signals)) {
        set_findable();
    }
    ~signal_node() override;

    /// Cancels this node, with a cause that names `signal`.
    void deliver(int signal) noexcept;

    error* cause_slot() noexcept override { return &cause_; }
    void detach() noexcept override;
    adoption ask_source() noexcept override;
    void cancel_for_source() noexcept override { deliver(taken_); }
    void print_opening(std::string& out) const override;
    void print(std::string& out) const override;

private:
    friend class signal_watch;

    const std::vector<int> signals_;
    error cause_;  // guarded by mutex until the node is done, then constant

    // Guarded by the watch's mutex.
    bool watched_ = false;     // the watch has this node among its nodes
    bool watch_owns_ = false;  // the watch owns a share of this node
    bool missed_ = false;      // a signal came when no owner was left
    int arrived_ = 0;          // the signal that came first; 0 if none has
    int taken_ = 0;            // the same, once the thread has taken it up
};

/// The action of a signal from before the watch's handler was installed, and
/// the one that was found before it. Constant, and never freed.
struct action_before {
    struct sigaction action;
    const action_before* older;
};

/// Catches the signals that nodes ask for, and cancels the nodes, on a thread
/// that is started with the first node.
class signal_watch {
public:
    static signal_watch& instance();

    /// Catches the signals of `n` from now on, and cancels it by the first.
    /// Throws std::bad_alloc, std::system_error.
    void add(signal_node& n);

    /// Stops catching the signals of `n`, if that has not been done.
    void remove(signal_node& n) noexcept;

    /// Adopts a node that has no owner left (O3 in node.cpp).
    [[nodiscard]] cancel_node::adoption adopt(signal_node& n) noexcept;

    /// Undoes adopt(). Returns true if the watch owned a share of `n`, which is
    /// the caller's from now on.
    [[nodiscard]] bool disown(signal_node& n) noexcept;

private:
    /// A node to cancel, with a share of it.
    struct delivery {
        signal_node* to = nullptr;
        int signal = 0;
    };

    friend void take_part_in_forks<signal_watch>() noexcept;

    signal_watch();
    static signal_watch* make();
    void start_thread();
    [[nodiscard]] bool is_this_thread() const noexcept;
    void before_fork() noexcept { mutex_.lock(); }
    void after_fork(bool is_child) noexcept;
    void restart() noexcept;
    void watch();
    void stop();
    void note_arrivals() noexcept;
    void deliver_all();
    [[nodiscard]] delivery take_next();
    [[nodiscard]] static bool take(signal_node& n) noexcept;
    void note_action(int signal);
    const action_before& kept(const action_before& a);
    void install_handler(int signal) noexcept;
    void restore_handler(int signal) noexcept;

    mutex mutex_;
    // Guarded by mutex_ (thread_ until stopping_ is set):
    std::vector<signal_node*> nodes_;
    std::array<std::size_t, last_signal + 1> wanted_by_{};  // nodes
    std::array<struct sigaction, last_signal + 1> actions_before_{};
    std::deque<action_before> kept_;  // what the handler knows of
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace ctx::detail
