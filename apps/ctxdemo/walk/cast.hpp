// A walk as a recording of a terminal, in the format asciicast v2, which
// asciinema plays.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// Returns the recording: the walk goes through its four screens, answers the
/// question as the run does, and plays the run at its own pace. Text screens
/// stay as long as a reader needs for them.
[[nodiscard]] std::string cast_of(walk w, const canvas& c);

}  // namespace ctxdemo
