// The languages that the lessons are told in.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace ctxdemo {

enum class language : std::uint8_t {
    en,  ///< English: en.md
    zh,  ///< Chinese: zh.md
};

}  // namespace ctxdemo
