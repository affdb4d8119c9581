// The size, the signs and the language of a picture.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "apps/ctxdemo/screen/signs.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// The size of a picture in columns and rows, the signs it is drawn with, and
/// the language of its words. A picture of its own height ignores `height`.
/// `signs` must outlive the canvas.
struct canvas {
    std::size_t width;
    std::size_t height;
    const ctxdemo::signs& signs;
    lessons::language language;

    /// Returns the same canvas in another size.
    [[nodiscard]] constexpr canvas sized(std::size_t w,
                                         std::size_t h) const noexcept {
        return {w, h, signs, language};
    }
};

}  // namespace ctxdemo
