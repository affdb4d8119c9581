// A walk as text: for screen readers, logs and tests.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// Returns the four screens of a walk that is on its last screen, one below the
/// other. The text has as many lines as it needs, whatever the canvas's height.
[[nodiscard]] std::string plain_walk(const walk& w, const canvas& c);

/// Returns a run from its start to its end: each step, the marked lines, the
/// timeline, the contexts, the output, and what is wrong with it.
[[nodiscard]] std::string plain_run(const run_view& w, const canvas& c);

}  // namespace ctxdemo
