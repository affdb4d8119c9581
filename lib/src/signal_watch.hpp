// Who is told of which signal.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "ctx/detail/sync.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"
#include "tree.hpp"

namespace ctx::detail {

/// The greatest signal number there is.
inline constexpr int last_signal = 64;

/// A context that signals cancel.
class signal_node final : public cancel_node {
public:
    signal_node(node* parent, std::vector<int> signals,
                const location& made_at) noexcept
        : cancel_node(parent), signals_(std::move(signals)), made_at_(made_at) {
        set_findable();
    }
    ~signal_node() override;

    /// Cancels it; the cause names `signal`.
    void deliver(int signal) noexcept;

    error* cause_slot() noexcept override { return &cause_; }
    void settled() noexcept override;
    source_answer ask_source() noexcept override;
    void end_by_source() noexcept override { deliver(told_); }
    void print(std::string& out) const override;

private:
    friend class signal_watch;

    const std::vector<int> signals_;
    const location made_at_;
    error cause_;  // guarded by mutex until word is set, then constant

    // Guarded by the watch's mutex.
    bool watched_ = false;
    bool watch_owns_ = false;
    bool missed_ = false;  // it was told when it had no owner
    int due_ = 0;          // the signal that came first; 0 if none has
    int told_ = 0;         // the same, once this is being canceled
};

/// Catches the signals that nodes ask for, and tells the nodes, on a thread
/// that is started with the first.
class signal_watch {
public:
    static signal_watch& instance();

    /// Throws std::bad_alloc, std::system_error.
    void add(signal_node& n);

    /// Lets go of the signals of `n`, if that has not been done.
    void remove(signal_node& n) noexcept;

    /// Keeps a node that has no owner left, as node.cpp asks.
    [[nodiscard]] cancel_node::source_answer keep(signal_node& n) noexcept;

    /// True if this owned a share of `n`, which is then the caller's.
    [[nodiscard]] bool disown(signal_node& n) noexcept;

private:
    /// A node to cancel, with a share of it.
    struct delivery {
        signal_node* to = nullptr;
        int signal = 0;
    };

    signal_watch();
    void watch();
    void stop();
    void note_arrivals() noexcept;
    void deliver_all();
    [[nodiscard]] delivery take_next();
    [[nodiscard]] static bool take(signal_node& n) noexcept;
    void divert(int signal) noexcept;
    void restore(int signal) noexcept;

    mutex mutex_;
    // The rest is guarded by mutex_; thread_ until stopping_.
    std::vector<signal_node*> nodes_;
    std::array<std::size_t, last_signal + 1> wanted_{};  // by how many nodes
    std::array<struct sigaction, last_signal + 1> before_{};
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace ctx::detail
