// Ctrl-C cancels a context.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <ctx/signal.hpp>
#include <memory>

namespace ctxdemo {

/// In this scope the first Ctrl-C (SIGINT) or SIGTERM cancels `context()`. The
/// program then has half a second to leave the scope, and the signal ends it if
/// it does not. A second signal ends the program at once.
///
/// Destructors do not run when a signal ends the program. `before_end` is
/// called instead, to restore such things as the settings of a terminal. It
/// must be safe in a signal handler.
///
/// A signal that was ignored when the program started stays ignored: a shell
/// does that with SIGINT for its background jobs. (The lesson `server` handles
/// these signals itself.)
class interrupt_scope {
public:
    explicit interrupt_scope(void (*before_end)() noexcept = nullptr);
    ~interrupt_scope();
    interrupt_scope(const interrupt_scope&) = delete;
    interrupt_scope& operator=(const interrupt_scope&) = delete;

    [[nodiscard]] const ctx::context& context() const noexcept {
        return interrupt_.child;
    }

    /// Returns the exit code when the context is canceled: 128 and the number
    /// of the signal, as a shell reports it. main passes it to end_by_signal().
    [[nodiscard]] int exit_code() const;

private:
    class forced_end;

    const std::unique_ptr<const forced_end> forced_end_;
    const ctx::signal_context interrupt_;
    const ctx::cancelable left_ = ctx::with_cancel(ctx::background());
    const ctx::stop_func guard_;
};

/// Ends the program by the default action of a signal if `code` is 128 and the
/// number of that signal. A shell then knows that Ctrl-C ended the program, and
/// ends the script that runs it.
///
/// Returns     `code` if it stands for no signal, or if the signal does not end
///             the program, because it is process 1 of a container.
int end_by_signal(int code) noexcept;

}  // namespace ctxdemo
