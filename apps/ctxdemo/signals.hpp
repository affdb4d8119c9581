// Ctrl-C, as a context that it cancels.
// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <ctx/context.hpp>
#include <optional>
#include <stop_token>
#include <thread>

namespace ctxdemo {

/// While one of these lives, the first Ctrl-C (SIGINT) cancels `context()`,
/// and the program has a moment to come to its end. It is ended then if it did
/// not, and at once by a second Ctrl-C, with exit_interrupted.
///
/// Where SIGINT was ignored when the program was started, as a shell does for
/// its background jobs, it stays ignored.
///
/// Threads     make it before any other thread is started: those must inherit
///             that SIGINT is blocked. Only one may live at a time.
class interrupt_scope {
public:
    interrupt_scope();
    ~interrupt_scope();
    interrupt_scope(const interrupt_scope&) = delete;
    interrupt_scope& operator=(const interrupt_scope&) = delete;

    [[nodiscard]] const ctx::context& context() const noexcept {
        return interrupt_.child;
    }

private:
    void watch(const std::stop_token& stop) const;

    // Constant after construction.
    ctx::cancelable interrupt_ = ctx::with_cancel(ctx::background());
    std::optional<sigset_t> mask_before_;

    // Waits for SIGINT. Not there if SIGINT is ignored.
    std::jthread watcher_;
};

}  // namespace ctxdemo
