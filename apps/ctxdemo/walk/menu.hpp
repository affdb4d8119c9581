// The list of lessons, to pick one from.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "apps/ctxdemo/progress/standing.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/key.hpp"
#include "apps/ctxdemo/screen/signs.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// A list of lessons, one of which is selected.
class menu {
public:
    menu(const std::vector<lessons::lesson>& lessons, lessons::language in)
        : lessons_(lessons), in_(in), standings_(lessons.size()) {}

    /// What a key did.
    enum class result : std::uint8_t { nothing, changed, picked, quit };

    /// Arrows move; digits typed one after another select by number. b and .
    /// blank the screen until the next key.
    result press(const key& k);

    void select(std::size_t i) noexcept { selected_ = i; }
    [[nodiscard]] std::size_t selected() const noexcept { return selected_; }

    void set(std::size_t i, standing s) { standings_[i] = s; }

    [[nodiscard]] frame draw(std::size_t width, std::size_t height,
                             const signs& s) const;

private:
    result press_digit(std::size_t digit);
    void draw_row(frame& f, std::size_t y, std::size_t i, const signs& s) const;

    const std::vector<lessons::lesson>& lessons_;
    const lessons::language in_;
    std::vector<standing> standings_;
    std::size_t selected_ = 0;
    std::size_t typed_ = 0;  // the number so far
    bool blank_ = false;
};

}  // namespace ctxdemo
