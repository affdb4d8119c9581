// Where in the source a step was taken.
// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>

namespace ctx {

/// The source line of a call. Functions that make a step take one as their
/// last parameter, defaulted to the caller's own line, so that logs and
/// reports can say where; callers never write it.
using location = std::source_location;

}  // namespace ctx
