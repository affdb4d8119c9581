// What a walk runs.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>

#include "apps/ctxdemo/walk/walk.hpp"
#include "lessons/support/prose.hpp"

namespace ctxdemo {

/// The program of a prediction's command. `until` ends its runs.
///
/// Throws      usage_error if the command is none, which the tests exclude.
[[nodiscard]] walk_program program_of(const lessons::prediction& p,
                                      const ctx::context& until);

}  // namespace ctxdemo
