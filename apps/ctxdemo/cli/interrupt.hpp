// Ctrl-C, as a context that it cancels.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <ctx/signal.hpp>
#include <memory>

namespace ctxdemo {

/// While one of these lives, the first Ctrl-C (SIGINT) or SIGTERM cancels
/// `context()`, and the program has a moment to come to its end. It is ended
/// then if it did not, and at once by a second one.
///
/// Who has something to undo that no destructor gets to undo then, such as the
/// settings of a terminal, says how: `before_end` is called right before. It is
/// to be safe in a signal handler.
///
/// A signal that was ignored when the program was started, as a shell does
/// with SIGINT for its background jobs, is left so. (The lesson server asks for
/// its signals itself.)
class interrupt_scope {
public:
    explicit interrupt_scope(void (*before_end)() noexcept = nullptr);
    ~interrupt_scope();
    interrupt_scope(const interrupt_scope&) = delete;
    interrupt_scope& operator=(const interrupt_scope&) = delete;

    [[nodiscard]] const ctx::context& context() const noexcept {
        return interrupt_.child;
    }

    /// What the program ends with once the context is over: what a shell says
    /// of one that the signal ended.
    [[nodiscard]] int exit_code() const;

private:
    /// What a second signal meets.
    class forced_end;

    const std::unique_ptr<const forced_end> forced_end_;
    const ctx::signal_context interrupt_;
    const ctx::cancelable over_ = ctx::with_cancel(ctx::background());
    const ctx::stop_func guard_;
};

}  // namespace ctxdemo
