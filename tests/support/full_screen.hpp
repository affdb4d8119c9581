// Running full-screen programs: typing keys, and looking at the screen.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/screen.hpp"
#include "tests/support/terminal.hpp"

namespace ctx_test {

/// A program at a terminal whose screen can be looked at.
class full_screen : public terminal {
public:
    /// Starts `args[0]`, a path, with all of `args`.
    explicit full_screen(const std::vector<std::string>& args,
                         std::size_t columns = 80, std::size_t rows = 24);

    /// Changes the size of the terminal, which the program is told of.
    void resize(std::size_t columns, std::size_t rows);

    /// Returns once `shows(screen)` is true. Throws, with the text of the
    /// screen, if that takes too long or if the program ends before.
    template <class Condition>
    void await(Condition shows) {
        const auto give_up = std::chrono::steady_clock::now() + patience;
        while (!shows(shown())) read_more(give_up);
    }

    /// Returns once row `y` is `text`.
    void await_row(std::size_t y, std::string_view text) {
        await([&](const screen& s) { return s.row(y) == text; });
    }

    /// Returns once `text` is somewhere on the screen.
    void await_text(std::string_view text) {
        await([&](const screen& s) {
            return s.text().find(text) != std::string::npos;
        });
    }

    /// The screen, as far as the program's output has been read.
    [[nodiscard]] const screen& shown() const noexcept { return screen_; }

    /// Reads the rest of the program's output, and returns when the program has
    /// ended.
    outcome wait();

private:
    [[nodiscard]] bool read_some(give_up_at give_up);
    void read_more(give_up_at give_up);

    screen screen_;
};

}  // namespace ctx_test
