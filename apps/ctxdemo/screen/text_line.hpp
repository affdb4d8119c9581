// A line of text in several looks.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/screen/frame.hpp"

namespace ctxdemo {

/// Text in one look.
struct text_part {
    std::string text;
    look as = look::plain;

    friend bool operator==(const text_part&, const text_part&) = default;
};

/// A line of text: its parts, from left to right.
struct text_line {
    std::vector<text_part> parts;

    text_line() = default;
    /// Makes a line in one look.
    explicit(false) text_line(std::string text, look as = look::plain)
        : parts{{std::move(text), as}} {}

    /// Returns the line without its looks.
    [[nodiscard]] std::string text() const {
        std::string all;
        for (const auto& part : parts) all += part.text;
        return all;
    }
};

}  // namespace ctxdemo
