// A terminal for a program that has all of its screen.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctx/context.hpp>
#include <memory>
#include <optional>

#include "apps/ctxdemo/views/frame.hpp"

namespace ctxdemo {

/// A key that somebody has pressed.
struct key {
    enum class kind : std::uint8_t {
        character,  ///< the one in `character`
        enter,
        escape,
        backspace,
        tab,
        up,
        down,
        left,
        right,
        home,
        end,
        page_up,
        page_down,
        resized,  ///< the terminal has another size, and is to be drawn anew
    };
    kind what = kind::character;
    char32_t character = 0;

    friend bool operator==(const key&, const key&) = default;
};

/// Takes over the terminal on standard input and output, and gives it back as
/// it was when this goes, however the program ends: by an exception that is
/// caught, by std::exit, or by a signal, a crash's included. Ctrl-C is left to
/// the signals; Ctrl-Z stops the program and fg draws it anew.
///
/// Threads     one at a time, and one object at a time.
class terminal {
public:
    /// Throws std::runtime_error if there is none, or it cannot do it.
    explicit terminal(bool colored);
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
