// The program of a walk.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>

#include "apps/ctxdemo/walk/walk.hpp"
#include "lessons/support/prose.hpp"

namespace ctxdemo {

/// Returns the program that runs the prediction's command. Its runs end when
/// `until` is done.
///
/// Throws      usage_error if the command is wrong; a test checks each
/// lesson's.
[[nodiscard]] walk_program program_of(const lessons::prediction& p,
                                      const ctx::context& until);

}  // namespace ctxdemo
