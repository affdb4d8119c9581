// The list of lessons, from which a lesson is picked.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "apps/ctxdemo/progress/standing.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/key.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// A list of lessons with a pointer at the selected one.
class menu {
public:
    /// `lessons` must outlive the menu.
    explicit menu(const std::vector<lessons::lesson>& lessons)
        : lessons_(lessons), standings_(lessons.size()) {}

    /// The effect of a key.
    enum class result : std::uint8_t { nothing, changed, picked, quit };

    /// Presses a key. Arrows move the pointer; digits that follow each other
    /// select by number. b and . blank the screen until the next key.
    result press(const key& k);

    void select(std::size_t i) noexcept { selected_ = i; }
    [[nodiscard]] std::size_t selected() const noexcept { return selected_; }

    /// Sets what the list shows beside lesson `i`.
    void set(std::size_t i, standing s) { standings_[i] = s; }

    [[nodiscard]] frame draw(const canvas& c) const;

private:
    result press_digit(std::size_t digit);
    void draw_row(frame& f, std::size_t y, std::size_t i,
                  const canvas& c) const;

    const std::vector<lessons::lesson>& lessons_;
    std::vector<standing> standings_;
    std::size_t selected_ = 0;
    std::size_t typed_ = 0;  // the number that the last digits make
    bool blank_ = false;
};

}  // namespace ctxdemo
