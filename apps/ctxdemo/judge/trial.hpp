// A learner's program under every schedule.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

#include "apps/ctxdemo/judge/last_words.hpp"
#include "apps/ctxdemo/judge/verdict.hpp"
#include "lessons/support/judge.hpp"

namespace ctxdemo {

/// Runs the program of `judge` under every schedule, and returns the verdict.
/// Its places are addresses: see verdict_wire.hpp.
///
/// `run`       is kept up to date for the last words.
/// `time`      ends the trial. Once a fault is found, two seconds do.
/// `tell`      is called with a verdict as soon as the trial finds it, because
///             a later run may end the process.
/// Throws      std::bad_alloc if the program needs too much memory.
[[nodiscard]] verdict try_program(
    const lessons::judge& judge, run_under_way& run,
    std::chrono::milliseconds time,
    const std::function<void(const verdict&)>& tell);

}  // namespace ctxdemo
