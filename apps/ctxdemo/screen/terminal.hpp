// A terminal for a program that has all of its screen.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <ctx/context.hpp>
#include <memory>
#include <optional>

#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/key.hpp"

namespace ctxdemo {

/// Takes over the terminal on standard input and output, and gives it back as
/// it was when this goes, however the program ends: by an exception that is
/// caught, by std::exit, or by a signal, a crash's included. Ctrl-C is left to
/// the signals; Ctrl-Z stops the program and fg draws it anew.
///
/// Threads     one at a time, and one object at a time.
class terminal {
public:
    /// What is drawn is shown in the characters of the locale; in UTF-8 if
    /// `utf8`, whatever the locale.
    ///
    /// Throws      std::runtime_error if there is none, or it cannot do it.
    explicit terminal(bool colored, bool utf8 = false);
    ~terminal();
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;

    [[nodiscard]] std::size_t width() const;
    [[nodiscard]] std::size_t height() const;

    /// Shows `f`, its corner at the top left.
    void draw(const frame& f);

    /// Waits for a key, until `until` is over or `timeout` has passed; nothing
    /// then. For ever, without one.
    [[nodiscard]] std::optional<key> read(
        const ctx::context& until,
        std::optional<std::chrono::milliseconds> timeout = std::nullopt);

    /// Drops the keys that have been typed and not read yet.
    void forget_keys();

    /// Gives the terminal back right now, if there is an object that has it,
    /// which is of no use from then on. For who ends the program by _exit.
    ///
    /// Threads     safe from any thread, and in a signal handler.
    static void give_back() noexcept;

private:
    class session;
    const std::unique_ptr<session> session_;
};

/// True if standard input and output are a terminal that this can take over.
[[nodiscard]] bool is_full_terminal();

}  // namespace ctxdemo
