// A terminal whose whole screen belongs to the program.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <ctx/context.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/key.hpp"

namespace ctxdemo {

/// Takes over the terminal on standard input and output. It is given back as it
/// was by the destructor, by std::exit, and by any signal that ends the
/// program, such as a crash. Ctrl-C sends SIGINT; Ctrl-Z stops the program, and
/// fg draws the screen again.
///
/// Threads     one at a time, and one object at a time.
class terminal {
public:
    /// Draws in the characters of the locale; in UTF-8 if `utf8`, whatever the
    /// locale.
    ///
    /// Throws      std::runtime_error if there is no terminal, or it cannot
    ///             show a full screen.
    explicit terminal(bool colored, bool utf8 = false);
    ~terminal();
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;

    /// The size in columns and rows, but at most 640 columns and 240 rows, so
    /// that a larger terminal does not take more memory.
    [[nodiscard]] std::size_t width() const;
    [[nodiscard]] std::size_t height() const;

    /// Shows `f` from the top left corner of the screen.
    void draw(const frame& f);

    /// Waits for a key and returns it; returns nothing when `until` is done or
    /// `timeout` has passed. Without a timeout waits as long as it takes.
    [[nodiscard]] std::optional<key> read(
        const ctx::context& until,
        std::optional<std::chrono::milliseconds> timeout = std::nullopt);

    /// Drops all keys that were typed and not read.
    void forget_keys();

    /// Gives the terminal back while `f` runs, and takes it again. The next
    /// draw draws the whole screen.
    ///
    /// Throws      what `f` throws.
    void lend(const std::function<void()>& f);

    /// Gives the terminal back now, for a caller that ends the program by
    /// _exit. A terminal object is useless from then on.
    ///
    /// Threads     safe from any thread, and in a signal handler.
    static void give_back() noexcept;

private:
    class session;
    const std::unique_ptr<session> session_;
};

/// Returns true if standard input and output are a terminal to take over.
[[nodiscard]] bool is_full_terminal();

}  // namespace ctxdemo
