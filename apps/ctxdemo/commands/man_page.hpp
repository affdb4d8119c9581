// The manual page of ctxdemo, made of the commands, lessons and exercises that
// the program has.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ctxdemo {

/// Returns the page in English, in the macros of man(7).
[[nodiscard]] std::string manual_page();

}  // namespace ctxdemo
